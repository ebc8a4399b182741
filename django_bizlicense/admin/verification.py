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
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_bizlicense.admin.bulk import BulkActionForm, BulkViews
from django_bizlicense.admin.claiming import ClaimViews, held_by_another
from django_bizlicense.admin.decisions import perform, success_text
from django_bizlicense.admin.drafting import DraftViews
from django_bizlicense.admin.figures import FiguresViews
from django_bizlicense.admin.filters import (
    ClaimFilter,
    FindingFilter,
    PhotoFilter,
    ReadFilter,
    ReasonFilter,
    StateFilter,
)
from django_bizlicense.admin.forms import ReviewForm, Step
from django_bizlicense.admin.holding import HoldViews
from django_bizlicense.admin.page import ReviewPage
from django_bizlicense.admin.queue import QueueColumns, QueueList, QueuePaginator, search
from django_bizlicense.admin.showing import FULL_WIDTH, ShowsReviewPage
from django_bizlicense.admin.today import TodayView
from django_bizlicense.admin.viewing import PhotoViews
from django_bizlicense.admin.wording import refusal_text
from django_bizlicense.exceptions import AlreadyDecided, AnotherPersonNeeded, CaseOpen, TransitionNotAllowed
from django_bizlicense.models import LicenseVerification, ReviewReason
from django_bizlicense.workflow.persons import undecided_by

if TYPE_CHECKING:
    from django.db.models import QuerySet

    VerificationModelAdmin = admin.ModelAdmin[LicenseVerification]
else:
    VerificationModelAdmin = admin.ModelAdmin

SOONEST = ("expires_on", "id")


@admin.register(LicenseVerification)
class LicenseVerificationAdmin(
    QueueColumns,
    ShowsReviewPage,
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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[QueueList]:
        return QueueList

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
