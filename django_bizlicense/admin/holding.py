"""Legal hold: the POSTs that keep a case from being purged and let it go again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification

if TYPE_CHECKING:
    View = Callable[..., HttpResponse]


class HoldViews:
    """The views of a ModelAdmin that has `url` and `_may`."""

    url: Callable[..., str]
    _may: Callable[[HttpRequest, str], bool]

    def hold_views(self) -> Mapping[str, tuple[str, View]]:
        return {
            "hold": ("<uuid:pk>/hold/", self._holders_post(self._hold)),
            "lift-hold": ("<uuid:pk>/lift-hold/", self._holders_post(self._lift)),
        }

    def _holders_post(self, step: Callable[[HttpRequest, LicenseVerification], None]) -> View:
        def view(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
            if not self._may(request, "hold"):
                raise PermissionDenied
            verification = get_object_or_404(LicenseVerification, pk=pk)
            if request.method == "POST":
                step(request, verification)
            return HttpResponseRedirect(self.url("change", pk))

        return view

    def _hold(self, request: HttpRequest, verification: LicenseVerification) -> None:
        reason = request.POST.get("reason", "")
        if not reason.strip():
            messages.error(request, _("A legal hold needs a reason."))
        elif workflow.put_on_hold(verification, by=request.user, reason=reason):
            messages.success(request, _("Held: nothing of this case is purged until the hold is lifted."))
        else:
            messages.warning(request, _("This case is held already."))

    def _lift(self, request: HttpRequest, verification: LicenseVerification) -> None:
        if workflow.lift_hold(verification, by=request.user):
            messages.success(request, _("The hold is lifted; the times of keeping count again."))
        else:
            messages.warning(request, _("This case is not held any more."))
