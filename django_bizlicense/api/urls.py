"""The API: include it as `path("api/license/", include("django_bizlicense.api.urls"))`."""

from __future__ import annotations

from django.urls import path

from django_bizlicense.api import views

app_name = "bizlicense-api"
# Ids are taken as text: a malformed one is answered in JSON like every id that is not the caller's.
urlpatterns = [
    path("verifications/", views.VerificationsView.as_view(), name="verification-list"),
    path("verifications/<str:pk>/", views.VerificationView.as_view(), name="verification-detail"),
    path("verifications/<str:pk>/confirmation/", views.ConfirmationView.as_view(), name="verification-confirmation"),
    path("verifications/<str:pk>/attempts/", views.AttemptsView.as_view(), name="verification-attempts"),
    path("verifications/<str:pk>/image/", views.ImageView.as_view(), name="verification-image"),
]
