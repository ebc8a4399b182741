"""Who works on a case: the POSTs by which an open page takes, keeps, takes over and gives back its claim."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from django_bizlicense.workflow.steps import REVIEWABLE

if TYPE_CHECKING:
    View = Callable[..., HttpResponse]


def held_by_another(verification: LicenseVerification, *, by: Any, only: Q | None = None) -> str:
    """Claim the case for this reviewer; return the name of who holds it instead, or nothing.

    Whoever only looks, because the second approval is for a colleague, shall not keep that colleague out: `only`.
    """
    if verification.status not in REVIEWABLE or workflow.claim(verification, by=by, only=only):
        return ""
    verification.refresh_from_db(fields=["claimed_by", "claimed_until"])
    return verification.holder.get_username() if verification.holder else ""


class ClaimViews:
    """The views of a ModelAdmin that has `url` and `_may`."""

    url: Callable[..., str]
    _may: Callable[[HttpRequest, str], bool]

    def claim_views(self) -> Mapping[str, tuple[str, View]]:
        return {
            "next": ("next/", self._reviewers_post(self._next_view)),
            "claim": ("<uuid:pk>/claim/", self._reviewers_post(self._claim_view)),
            "release": ("<uuid:pk>/release/", self._reviewers_post(self._release_view)),
            "take-over": ("<uuid:pk>/take-over/", self._reviewers_post(self._take_over_view)),
        }

    def _reviewers_post(self, view: View) -> View:
        def wrapper(request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
            if not self._may(request, "review"):
                raise PermissionDenied
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            return view(request, get_object_or_404(LicenseVerification, pk=pk)) if pk else view(request)

        return wrapper

    def _next_view(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(self.next_url(request))

    def next_url(self, request: HttpRequest) -> str:
        """Claim the oldest case that nobody else holds; return its address, or the queue's where none is left."""
        case = workflow.claim_next(by=request.user)
        return self.url("change", case.pk) if case else self.url("changelist")

    def _claim_view(self, request: HttpRequest, verification: LicenseVerification) -> HttpResponse:
        """Keep the claim alive; tells who holds the case instead, and the version that stands."""
        holder = held_by_another(verification, by=request.user)
        return JsonResponse({"holder": holder, "version": verification.version})

    def _release_view(self, request: HttpRequest, verification: LicenseVerification) -> HttpResponse:
        workflow.release(verification, by=request.user)
        return HttpResponse(status=204)

    def _take_over_view(self, request: HttpRequest, verification: LicenseVerification) -> HttpResponse:
        workflow.take_over(verification, by=request.user)
        return HttpResponseRedirect(self.url("change", verification.pk))
