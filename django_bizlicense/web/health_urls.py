"""Health: include it as `path("health/license/", include("django_bizlicense.web.health_urls"))`."""

from __future__ import annotations

from django.urls import path

from django_bizlicense.web import health

app_name = "bizlicense-health"
urlpatterns = [
    path("", health.state, name="state"),
    path("live/", health.live, name="live"),
    path("ready/", health.ready, name="ready"),
    path("metrics/", health.prometheus, name="metrics"),
]
