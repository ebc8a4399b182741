"""Who works on a case: a claim is a lease that colleagues see and may take over; it raises no version."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from django_bizlicense.conf import settings
from django_bizlicense.models import LicenseVerification, VerificationEvent
from django_bizlicense.workflow.persons import undecided_by
from django_bizlicense.workflow.steps import REVIEWABLE, UNCLAIMED, Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

CANDIDATES = 50
"""How many waiting cases one asker tries to get before giving up to the others who ask."""


def claim(verification: LicenseVerification, *, by: Any, only: Q | None = None) -> bool:
    """Take a case in review, or prolong one's own claim; False where it is not to be had.

    That is where somebody else holds it, where there is nothing to decide, where it is one's own, and outside `only`.
    """
    cases = LicenseVerification.objects.filter(free_for(by), only or Q(), pk=verification.pk)
    return _hold(cases, verification, by=by)


def take_over(verification: LicenseVerification, *, by: Any) -> bool:
    """Take a case in review from whoever holds it; the event says so. False where it is not in review."""
    with transaction.atomic():
        held = _hold(LicenseVerification.objects.filter(pk=verification.pk), verification, by=by)
        if held:
            VerificationEvent.record(verification, Kind.TAKEN_OVER, by=by)
    return held


def release(verification: LicenseVerification, *, by: Any) -> None:
    """Give one's own claim back; the claim of somebody else stays."""
    LicenseVerification.objects.filter(pk=verification.pk, claimed_by=by).update(**UNCLAIMED)


def claim_next(*, by: Any) -> LicenseVerification | None:
    """Claim the oldest case that needs a person and that nobody else holds; of many who ask no two get the same."""
    for verification in waiting_for(by).order_by("submitted_at", "id").only("pk")[:CANDIDATES]:
        if claim(verification, by=by):
            return verification
    return None


def waiting_for(by: Any) -> QuerySet[LicenseVerification]:
    """Return the cases this reviewer may decide and nobody else holds."""
    return LicenseVerification.objects.filter(free_for(by), undecided_by(by), status__in=REVIEWABLE)


def free_for(by: Any) -> Q:
    """Return the condition that nobody else holds a case."""
    return Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_until__lte=timezone.now())


def _hold(cases: QuerySet[LicenseVerification], verification: LicenseVerification, *, by: Any) -> bool:
    until = timezone.now() + dt.timedelta(seconds=settings.CLAIM_SECONDS)
    if not cases.filter(status__in=REVIEWABLE).exclude(owner=by).update(claimed_by=by, claimed_until=until):
        return False
    verification.claimed_by, verification.claimed_until = by, until
    return True
