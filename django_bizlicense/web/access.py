"""Who may see a merchant's page, and how often one may send."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from django_bizlicense.exceptions import TooManyRequests
from django_bizlicense.models import LicenseVerification
from django_bizlicense.quotas import take_request

View = Callable[..., HttpResponseBase]
page_methods = require_http_methods(["GET", "HEAD", "POST"])


def private(view: View) -> View:
    """Ask for the login, and let no cache keep the page."""
    return cache_control(private=True, no_store=True)(login_required(view))


def own_case(view: View) -> View:
    """Hand the view the case with the id in the URL if it is the visitor's own; for everybody else there is none."""

    @private
    @wraps(view)
    def wrapper(request: HttpRequest, pk: UUID, **kwargs: Any) -> HttpResponseBase:
        case = get_object_or_404(LicenseVerification, pk=pk, owner_id=request.user.pk)
        return view(request, case, **kwargs)

    return wrapper


def too_often(request: HttpRequest) -> TooManyRequests | None:
    """Count a POST among the user's requests of this minute; return what to say where it is one too many.

    Ask before a form looks at what was sent: a photo may cost seconds to decode.
    """
    wait = take_request(request.user.pk) if request.method == "POST" else None
    return None if wait is None else TooManyRequests(retry_after=wait)
