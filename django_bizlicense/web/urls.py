"""The merchant's pages: include them as `path("license/", include("django_bizlicense.web.urls"))`."""

from __future__ import annotations

from django.urls import path

from django_bizlicense.web import views

app_name = "bizlicense"
urlpatterns = [
    path("", views.start, name="start"),
    path("<uuid:pk>/", views.status, name="status"),
    path("<uuid:pk>/state/", views.state, name="state"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/restate/", views.restate, name="restate"),
    path("<uuid:pk>/resend/", views.resend, name="resend"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/photo/<int:number>/", views.photo, name="photo"),
]
