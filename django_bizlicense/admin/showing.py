"""The review page as an answer: what this reviewer may do on it, and how it comes back with all that was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from django_bizlicense.admin.drafting import site_language
from django_bizlicense.admin.forms import ReviewForm, Step, typed_texts
from django_bizlicense.admin.page import ReviewPage
from django_bizlicense.conf import settings
from django_bizlicense.models import LicenseVerification, ReviewReason
from django_bizlicense.workflow.persons import is_own, refusal_for

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.db.models.options import Options

FULL_WIDTH = {"is_nav_sidebar_enabled": False}
"""Photo and fields need the room."""
POSTS = (*(step.value for step in Step), "claim", "release", "take-over", "draft", "hold", "lift-hold")
REOPENABLE = (LicenseVerification.Status.APPROVED, LicenseVerification.Status.REJECTED)


class ShowsReviewPage:
    """The page of a ModelAdmin that has `url` and `_may`."""

    admin_site: AdminSite
    opts: Options[LicenseVerification]
    url: Callable[..., str]
    _may: Callable[[HttpRequest, str], bool]

    def _shown_again(self, request: HttpRequest, verification: LicenseVerification, refusal: str = "") -> HttpResponse:
        """Show the case as it stands now with all that was written; to a loser also who was first."""
        verification.refresh_from_db()
        catalogue = list(ReviewReason.objects.all())
        kept = {name: request.POST.getlist(name) for name in ("reasons", "marked")}
        initial = {**kept, **{name: request.POST.get(name, "") for name in ("message", "note")}}
        page = ReviewPage(
            verification=verification,
            form=ReviewForm(verification=verification, catalogue=catalogue, initial=initial),
            catalogue=catalogue,
            typed=typed_texts(request.POST, verification) if refusal else {},
        )
        return self._render(request, page, status=409 if refusal else 200, refusal=refusal)

    def _render(self, request: HttpRequest, page: ReviewPage, *, status: int = 200, refusal: str = "") -> HttpResponse:
        request.current_app = self.admin_site.name
        verification, number = page.verification, page.attempt.number
        context = {
            **self.admin_site.each_context(request),
            **FULL_WIDTH,
            **self._permitted(request, page),
            "title": verification.enterprise_name or _("(no name)"),
            "opts": self.opts,
            "original": verification,  # where themes look for what their breadcrumbs end in
            "case": verification,
            "page": page,
            "language": page.language or site_language(),
            "beat": settings.CLAIM_SECONDS // 3,
            "refusal": refusal,
            "queue_url": self.url("changelist"),
            "urls": {name.replace("-", "_"): self.url(name, verification.pk) for name in POSTS},
            **{f"{name}_url": self.url(name, verification.pk, number) for name in ("photo", "cut", "turn")},
        }
        template = "admin/bizlicense/licenseverification/review.html"
        return TemplateResponse(request, template, context, status=status)

    def _permitted(self, request: HttpRequest, page: ReviewPage) -> dict[str, Any]:
        """Return what this reviewer may do on the page, and why not."""
        verification = page.verification
        holder = verification.holder if page.reviewable else None
        mine = holder is None or holder == request.user
        may_review = self._may(request, "review")
        deciding = page.reviewable and may_review
        barred = refusal_for(verification, page.events, by=request.user) if deciding else None
        own = is_own(verification, by=request.user)
        may_reopen = self._may(request, "reopen") and verification.status in REOPENABLE and not verification.purged
        return {
            "editable": deciding and mine and not own,
            "barred": barred,
            "holder": None if mine else holder,
            "may_take_over": may_review,
            "reopenable": may_reopen and not own,
            "may_hold": self._may(request, "hold"),
        }
