"""The photo of an attempt: as it was sent, cut out and straightened, and the way up a reviewer has given it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from django_bizlicense.exceptions import StorageUnavailable
from django_bizlicense.models import LicenseAttempt
from django_bizlicense.photos import cut_response, photo_response

if TYPE_CHECKING:
    View = Callable[..., HttpResponseBase]

ANGLES = ("0", "90", "180", "270")
logger = logging.getLogger(__name__)


class PhotoViews:
    """The views of a ModelAdmin that has `has_view_permission` and `_may`."""

    has_view_permission: Callable[[HttpRequest], bool]
    _may: Callable[[HttpRequest, str], bool]

    def photo_views(self) -> Mapping[str, tuple[str, View]]:
        return {
            "photo": ("<uuid:pk>/photo/<int:number>/", self._shown(photo_response)),
            "cut": ("<uuid:pk>/cut/<int:number>/", self._shown(cut_response)),
            "turn": ("<uuid:pk>/turn/<int:number>/", self.turn_view),
        }

    def _shown(self, respond: Callable[..., HttpResponseBase]) -> View:
        def view(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponseBase:
            """Send the photo of one attempt; 404 where it is lost or cannot be cut, 503 where its storage is away."""
            if not self.has_view_permission(request):
                raise PermissionDenied
            attempt = _attempt(pk, number)
            try:
                return respond(attempt, by=request.user)
            except StorageUnavailable as error:
                return HttpResponse(status=503, headers={"Retry-After": str(error.retry_after)})
            except (FileNotFoundError, LookupError, ValueError) as error:
                logger.warning("The photo of attempt %s cannot be shown: %s", attempt.pk, type(error).__name__)
            raise Http404

        return view

    def turn_view(self, request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponseBase:
        """Keep the way up a reviewer has given the photo; the file stays as it is."""
        if not self._may(request, "review"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        angle = request.POST.get("angle", "")
        if angle not in ANGLES:
            return HttpResponseBadRequest()
        _attempt(pk, number).photo_holder.turn(int(angle))
        return HttpResponse(status=204)


def _attempt(pk: uuid.UUID, number: int) -> LicenseAttempt:
    attempts = LicenseAttempt.objects.select_related("verification", "photo_from")
    return get_object_or_404(attempts, verification_id=pk, number=number)
