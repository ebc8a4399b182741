from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from marketplace import views
from marketplace.miniprogram import SessionView

urlpatterns = [
    path("", views.home, name="home"),
    path("shop/", views.shop, name="shop"),
    path("signup/", views.SignUpView.as_view(), name="signup"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("license/", include("django_bizlicense.web.urls")),
    path("api/license/", include("django_bizlicense.api.urls")),
    path("api/session/", SessionView.as_view(), name="session"),
    path("admin/", admin.site.urls),
]
