"""What a host asks: is this merchant verified now?"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from django_bizlicense.license.normalize import Normalized, normalize
from django_bizlicense.models import LicenseVerification, ReviewDecision
from django_bizlicense.workflow.validity import in_force

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True, kw_only=True)
class ApprovedLicense:
    """The record as it was approved; `fields` are the twelve texts, empty ones left out."""

    verification_id: uuid.UUID
    merchant_ref: str
    fields: Mapping[str, str]
    approved_at: dt.datetime
    expires_on: dt.date | None
    reverify_on: dt.date | None

    @property
    def normalized(self) -> Normalized:
        return normalize(self.fields)


def approved_license(owner: Any, merchant_ref: str = "") -> ApprovedLicense | None:
    """Return the newest approval of this merchant that counts today (by the calendar in China), or None.

    It counts to the end of the printed term, also while a newer photo is being looked at, and ends with a rejection;
    with BIZLICENSE_REVERIFY_REQUIRED it ends where the re-verification is overdue, too.
    """
    if not owner.is_authenticated:
        return None
    cases = LicenseVerification.objects.filter(in_force(), owner=owner, merchant_ref=merchant_ref)
    approvals = ReviewDecision.objects.filter(outcome=ReviewDecision.Outcome.APPROVED, verification__in=cases)
    decision = approvals.select_related("verification").order_by("pk").last()
    if decision is None:
        return None
    verification = decision.verification
    return ApprovedLicense(
        verification_id=verification.pk,
        merchant_ref=verification.merchant_ref,
        fields=decision.fields,
        approved_at=decision.created_at,
        expires_on=verification.expires_on,
        reverify_on=verification.reverify_on,
    )


def is_verified(owner: Any, merchant_ref: str = "") -> bool:
    """Whether this merchant holds an approved license that has not run out."""
    return approved_license(owner, merchant_ref) is not None


def verified_merchant_required(view: View[P]) -> View[P]:
    """Let only verified merchants in: others are led to the login or to the upload of their license."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_verified(request.user):
            return redirect("bizlicense:start")
        return view(request, *args, **kwargs)

    return cast("View[P]", wrapper)
