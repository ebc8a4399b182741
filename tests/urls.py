from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("license/", include("django_bizlicense.web.urls")),
    path("api/license/", include("django_bizlicense.api.urls")),
    path("health/license/", include("django_bizlicense.web.health_urls")),
]
