"""Health for load balancers, monitoring and Prometheus; who is not known learns only whether all is well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from django_bizlicense import health
from django_bizlicense.conf import settings
from django_bizlicense.web import metrics
from django_bizlicense.web.recently import Recently

recent_report = Recently(health.report, seconds=5)
View = Callable[[HttpRequest], HttpResponse]


def for_machines(view: View) -> View:
    """Answer GET and HEAD afresh, and outside any transaction: beginning one would need the database."""
    return transaction.non_atomic_requests(never_cache(require_safe(view)))


@for_machines
def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; where it does not, start it anew."""
    return JsonResponse({"ok": True})


@for_machines
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether this process can serve anybody; where not, send no requests."""
    return _answer({"ok": health.database_answers()})


@for_machines
def state(request: HttpRequest) -> HttpResponse:
    """Say whether all is well, and to who is known what is not."""
    try:
        report = recent_report()
    except TimeoutError:
        return _answer({"ok": False})
    return _answer(report.as_json() if _is_known(request) else {"ok": report.ok})


@for_machines
def prometheus(request: HttpRequest) -> HttpResponse:
    """Give the same, and counts by status, as Prometheus reads them."""
    if not _is_known(request):
        return HttpResponse("A token is needed.", status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        text, content_type = metrics.prometheus_text(recent_report())
    except TimeoutError:
        return HttpResponse("No answer.", status=503, content_type="text/plain")
    except ImportError:
        return HttpResponse("pip install 'django-bizlicense[metrics]'", status=404, content_type="text/plain")
    return HttpResponse(text, content_type=content_type)


def _answer(body: dict[str, Any]) -> HttpResponse:
    return JsonResponse(body, status=200 if body["ok"] else 503)


def _is_known(request: HttpRequest) -> bool:
    """Whether BIZLICENSE_HEALTH_TOKEN came along, or a member of staff is logged in; looks for the token first."""
    token, given = settings.HEALTH_TOKEN, request.headers.get("Authorization", "")
    if token and constant_time_compare(given, f"Bearer {token}"):
        return True
    try:
        user = request.user
        return user.is_active and user.is_staff
    except Exception:  # noqa: BLE001  no login here, or what it stands on is away; what is away is told anyhow
        return False
