"""The queue and the review page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_bizlicense.admin.bulk import BulkActionForm, BulkViews
from django_bizlicense.admin.claiming import ClaimViews, held_by_another
from django_bizlicense.admin.decisions import perform, success_text
from django_bizlicense.admin.drafting import DraftViews, site_language
from django_bizlicense.admin.figures import FiguresViews
from django_bizlicense.admin.filters import (
    ClaimFilter,
    FindingFilter,
    PhotoFilter,
    ReadFilter,
    ReasonFilter,
    StateFilter,
)
from django_bizlicense.admin.forms import ReviewForm, Step, typed_texts
from django_bizlicense.admin.holding import HoldViews
from django_bizlicense.admin.page import ReviewPage
from django_bizlicense.admin.queue import QueueColumns, QueuePaginator, search
from django_bizlicense.admin.today import TodayView
from django_bizlicense.admin.viewing import PhotoViews
from django_bizlicense.admin.wording import refusal_text
from django_bizlicense.conf import settings
from django_bizlicense.exceptions import AlreadyDecided, AnotherPersonNeeded, CaseOpen, TransitionNotAllowed
from django_bizlicense.models import LicenseVerification, ReviewReason
from django_bizlicense.workflow.persons import is_own, refusal_for, undecided_by

if TYPE_CHECKING:
    from django.db.models import QuerySet

    VerificationModelAdmin = admin.ModelAdmin[LicenseVerification]
else:
    VerificationModelAdmin = admin.ModelAdmin

FULL_WIDTH = {"is_nav_sidebar_enabled": False}
"""Photo and fields need the room."""
POSTS = (*(step.value for step in Step), "claim", "release", "take-over", "draft", "hold", "lift-hold")
SOONEST = ("expires_on", "id")
REOPENABLE = (LicenseVerification.Status.APPROVED, LicenseVerification.Status.REJECTED)


@admin.register(LicenseVerification)
class LicenseVerificationAdmin(
    QueueColumns,
    ClaimViews,
    DraftViews,
    HoldViews,
    PhotoViews,
    BulkViews,
    TodayView,
    FiguresViews,
    VerificationModelAdmin,
):
    """Nothing is saved here: every step is a POST of its own that calls the workflow."""

    change_list_template = "admin/bizlicense/licenseverification/queue.html"
    list_display = ("name", "age", "finding_counts", "number", "merchant", "status", "worked_on_by", "attempts_sent")
    list_display_links = ("name",)
    list_filter = (StateFilter, ClaimFilter, FindingFilter, ReadFilter, PhotoFilter, ReasonFilter)
    list_per_page = 50
    list_select_related = ("claimed_by",)
    sortable_by = ("age",)
    ordering = ("submitted_at", "id")
    actions = ("approve_selected", "refuse_selected")
    action_form = BulkActionForm
    paginator = QueuePaginator
    show_full_result_count = False
    preserve_filters = False  # no page of ours leads back to the list as it was; each row would resolve its own URL
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("number_key", "name_key", "person_key", "owner_text", "merchant_ref")
    search_help_text = gettext_lazy("The beginning of a number, a name, a person, an owner or a merchant")

    class Media:
        css = {"all": ("bizlicense/admin.css", "bizlicense/queue.css")}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LicenseVerification | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LicenseVerification | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: LicenseVerification | None = None) -> bool:
        return self._may(request, "view") or self._may(request, "review")

    def _may(self, request: HttpRequest, action: str) -> bool:
        return bool(request.user.has_perm(f"bizlicense.{action}_licenseverification"))

    def may_take(self, request: HttpRequest, step: Step) -> bool:
        return self._may(request, "reopen" if step is Step.REOPEN else "review")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Oldest first; of what expires soon, the soonest."""
        return SOONEST if request.GET.get(StateFilter.parameter_name) == "expiring" else self.ordering

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LicenseVerification], search_term: str
    ) -> tuple[QuerySet[LicenseVerification], bool]:
        return search(queryset, search_term), False

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
            step.value: (f"<uuid:pk>/{step.value}/", self._step_view(step)) for step in Step
        }
        views.update({**self.claim_views(), **self.hold_views(), **self.draft_views()})
        views.update({**self.photo_views(), **self.bulk_views()})
        views.update({**self.today_views(), **self.figures_views()})
        own = [
            path(route, self.admin_site.admin_view(view), name=f"bizlicense_licenseverification_{name}")
            for name, (route, view) in views.items()
        ]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        links = {
            "next_url": self.url("next") if self._may(request, "review") else "",
            "today_url": self.url("today"),
            "figures_url": self.url("figures") if self._may(request, "export") else "",
        }
        context = {**FULL_WIDTH, "title": _("Review queue"), **links, **(extra_context or {})}
        return super().changelist_view(request, context)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"admin:bizlicense_licenseverification_{name}", args=args, current_app=self.admin_site.name)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        verification = self.get_object(request, object_id)
        if verification is None:
            raise Http404
        if request.method == "GET" and self._may(request, "review"):
            held_by_another(verification, by=request.user, only=undecided_by(request.user))
        catalogue = list(ReviewReason.objects.all())
        form = ReviewForm(verification=verification, catalogue=catalogue)
        return self._render(request, ReviewPage(verification=verification, form=form, catalogue=catalogue))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the case, whose page shows its history; the admin's own log knows nothing of it."""
        return HttpResponseRedirect(self.url("change", object_id))

    def _step_view(self, step: Step) -> Callable[..., HttpResponseBase]:
        def view(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
            if not self.may_take(request, step):
                raise PermissionDenied
            if request.method != "POST":  # as after a login that was asked for in between
                return HttpResponseRedirect(self.url("change", pk))
            return self._take(request, get_object_or_404(LicenseVerification, pk=pk), step)

        return view

    def _take(self, request: HttpRequest, verification: LicenseVerification, step: Step) -> HttpResponse:
        catalogue = list(ReviewReason.objects.all())
        form = ReviewForm(request.POST, verification=verification, catalogue=catalogue, step=step)
        if not form.is_valid():
            page = ReviewPage(verification=verification, form=form, catalogue=catalogue)
            return self._render(request, page, status=422)
        if holder := held_by_another(verification, by=request.user):
            return self._shown_again(request, verification, _("%(who)s works on this case now.") % {"who": holder})
        try:
            perform(step, verification, form, by=request.user)
        except (AlreadyDecided, TransitionNotAllowed, CaseOpen, AnotherPersonNeeded) as refusal:
            return self._shown_again(request, verification, refusal_text(refusal))
        messages.success(request, success_text(step, form, url=self.url("change", verification.pk)))
        if step is Step.CORRECT and form.says_something:
            return self._shown_again(request, verification)
        stays = step in (Step.CORRECT, Step.REOPEN)
        return HttpResponseRedirect(self.url("change", verification.pk) if stays else self.next_url(request))

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
