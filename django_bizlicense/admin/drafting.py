"""The text for the merchant as the chosen reasons make it: what the page's script does, for those without scripts."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from django_bizlicense.admin.forms import ReviewForm
from django_bizlicense.admin.page import ReviewPage
from django_bizlicense.models import LicenseVerification, ReviewReason
from django_bizlicense.models.decision import own_words


def site_language() -> str:
    """Return zh or en as LANGUAGE_CODE says: what a merchant is served who asked for no other language."""
    return "zh" if settings.LANGUAGE_CODE.startswith("zh") else "en"


def drafted(message: str, reasons: Iterable[ReviewReason], *, known: Iterable[ReviewReason], language: str) -> str:
    """Return the texts of these reasons, a line each, and below them what was written by hand."""
    lines = [reason.said[language] for reason in reasons]
    return "\n".join(filter(None, [*lines, own_words(message, known)]))


class DraftViews:
    """The view of a ModelAdmin that has `url`, `_may` and `_render`."""

    url: Callable[..., str]
    _may: Callable[[HttpRequest, str], bool]
    _render: Callable[..., HttpResponse]

    def draft_views(self) -> Mapping[str, tuple[str, Callable[..., HttpResponse]]]:
        return {"draft": ("<uuid:pk>/draft/", self._draft_view)}

    def _draft_view(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """Show the page again as it was sent, the text filled in; nothing is decided or stored."""
        if not self._may(request, "review"):
            raise PermissionDenied
        verification = get_object_or_404(LicenseVerification, pk=pk)
        if request.method != "POST":
            return HttpResponseRedirect(self.url("change", pk))
        return self._render(request, _drafted_page(request, verification))


def _drafted_page(request: HttpRequest, verification: LicenseVerification) -> ReviewPage:
    catalogue = list(ReviewReason.objects.all())
    data: Any = request.POST.copy()
    chosen = [reason for reason in catalogue if reason.active and reason.code in data.getlist("reasons")]
    language = "zh" if data.get("language") == "zh" else "en"
    data["message"] = drafted(data.get("message", ""), chosen, known=catalogue, language=language)
    form = ReviewForm(data, verification=verification, catalogue=catalogue)
    return ReviewPage(verification=verification, form=form, catalogue=catalogue, language=language)
