"""The numbers page for leads, and the decisions behind it as a table to take along."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from django_bizlicense.admin.wording import lasting, reason_title
from django_bizlicense.figures import decided, figures
from django_bizlicense.models import ReviewDecision, ReviewReason
from django_bizlicense.wording import field_label

PERIODS = (7, 30, 90, 365)
DEFAULT = 30
FORMULA = tuple("=+-@＝＋－＠\t\r")
"""What makes a spreadsheet calculate a cell instead of showing it; the wide ones do in East Asia (OWASP)."""
HEAD = ("case", "merchant", "owner", "number", "name", "attempt", "sent", "decided", "outcome", "by", "reasons")


class FiguresViews:
    """The views of a ModelAdmin that has `url`, `_may` and `admin_site`."""

    url: Callable[..., str]
    _may: Callable[[HttpRequest, str], bool]

    def figures_views(self) -> Mapping[str, tuple[str, Callable[..., HttpResponseBase]]]:
        return {"figures": ("figures/", self._figures), "export": ("figures/export/", self._export)}

    def _figures(self, request: HttpRequest) -> HttpResponse:
        days = self._days(request)
        found = figures(days)
        titles = {reason.code: reason_title(reason) for reason in ReviewReason.objects.all()}
        most = max((times for _code, times in found.reasons), default=1)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Numbers"),
            "figures": found,
            "fields": [(field_label(known.field), known, 100 * known.rate) for known in found.fields],
            "reasons": [(titles.get(code, code), times, 100 * times / most) for code, times in found.reasons],
            "waiting_p50": lasting(found.waiting_p50),
            "waiting_p90": lasting(found.waiting_p90),
            "first_pass": None if found.first_pass is None else 100 * found.first_pass,
            "periods": PERIODS,
            "queue_url": self.url("changelist"),
            "export_url": self.url("export"),
        }
        return TemplateResponse(request, "admin/bizlicense/licenseverification/figures.html", context)

    def _export(self, request: HttpRequest) -> HttpResponseBase:
        days = self._days(request)
        headers = {
            "Content-Disposition": f'attachment; filename="decisions-{days}-days.csv"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return StreamingHttpResponse(_table(days), content_type="text/csv; charset=utf-8", headers=headers)

    def _days(self, request: HttpRequest) -> int:
        if not self._may(request, "export"):
            raise PermissionDenied
        given = request.GET.get("days", "")
        return int(given) if given in map(str, PERIODS) else DEFAULT


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _table(days: int) -> Iterator[str]:
    """Yield the lines of the table, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(HEAD)
    made = decided(days).select_related("verification", "attempt").prefetch_related("given_reasons__reason")
    for decision in made.order_by("pk").iterator(chunk_size=500):
        yield writer.writerow([safe_cell(cell) for cell in _row(decision)])


def _row(decision: ReviewDecision) -> list[Any]:
    case, attempt = decision.verification, decision.attempt
    return [
        case.pk,
        case.merchant_ref,
        case.owner_text,
        decision.fields.get("reg_num", ""),
        decision.fields.get("enterprise_name", ""),
        attempt.number,
        attempt.created_at.isoformat(),
        decision.created_at.isoformat(),
        decision.outcome,
        decision.by_text,
        " ".join(given.reason.code for given in decision.given_reasons.all()),
    ]


def safe_cell(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text
