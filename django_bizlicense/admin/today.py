"""The start page: what needs attention today, each line a link into the queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from django_bizlicense.admin.filters import expiring, late, photo_missing, unread
from django_bizlicense.models import EngineStop, LicenseVerification
from django_bizlicense.workflow.claims import free_for
from django_bizlicense.workflow.persons import undecided_by
from django_bizlicense.workflow.steps import REVIEWABLE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Cases = QuerySet[LicenseVerification]

COUNTED = 1000


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that may need attention."""

    text: str
    count: str
    query: str
    pressing: bool


class TodayView:
    """The view of a ModelAdmin that has `url`, `_may` and `admin_site`."""

    url: Callable[..., str]
    _may: Callable[[HttpRequest, str], bool]
    has_view_permission: Callable[[HttpRequest], bool]

    def today_views(self) -> Mapping[str, tuple[str, Callable[..., HttpResponse]]]:
        return {"today": ("today/", self._today)}

    def _today(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        reviews = self._may(request, "review")
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("What needs attention today"),
            "lines": lines(request.user),
            "stopped": list(EngineStop.objects.in_force(timezone.now()).values_list("account", flat=True)[:10]),
            "queue_url": self.url("changelist"),
            "next_url": self.url("next") if reviews else "",
            "figures_url": self.url("figures") if self._may(request, "export") else "",
        }
        return TemplateResponse(request, "admin/bizlicense/licenseverification/today.html", context)


def lines(by: Any) -> list[Line]:
    """Return what may need attention, with counts that stop at a thousand."""
    cases = LicenseVerification.objects
    waiting = cases.filter(status__in=REVIEWABLE)
    second = cases.filter(undecided_by(by), status=LicenseVerification.Status.SECOND_REVIEW)
    blocked = waiting.filter(heaviest=LicenseVerification.Weight.BLOCKER)
    mine = waiting.filter(claimed_by=by, claimed_until__gt=timezone.now())
    return [
        _line(_("waiting longer than promised"), late(waiting), "state=late", pressing=True),
        _line(_("waiting for a person"), waiting, "state=review"),
        _line(_("claimed by nobody"), waiting.filter(free_for(None)), "claim=unclaimed"),
        _line(_("mine"), mine, "claim=mine"),
        _line(_("second review due"), second, "state=second"),
        _line(_("something speaks against approving"), blocked, "findings=3"),
        _line(_("not read by any engine"), unread(waiting), "read=no"),
        _line(_("photo missing"), photo_missing(waiting), "photo=missing", pressing=True),
        _line(_("approvals that expire soon"), expiring(cases.all()), "state=expiring"),
    ]


def _line(text: str, cases: Cases, query: str, *, pressing: bool = False) -> Line:
    count = cases.order_by()[: COUNTED + 1].count()
    shown = f"{COUNTED}+" if count > COUNTED else str(count)
    return Line(text=text, count=shown, query=query, pressing=pressing and count > 0)
