"""The calendar of approvals: what has run out, and who is to be reminded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal

from django_bizlicense import signals
from django_bizlicense.conf import settings
from django_bizlicense.exceptions import TransitionNotAllowed
from django_bizlicense.models import LicenseVerification, VerificationEvent
from django_bizlicense.models.paging import paged
from django_bizlicense.models.verification import today_in_china
from django_bizlicense.workflow import expire
from django_bizlicense.workflow.steps import Kind, Status, announce
from django_bizlicense.workflow.validity import run_out, superseded, term_over

if TYPE_CHECKING:
    from django.db.models import QuerySet

MERCHANT_ACTS = (Status.APPROVED, Status.RESUBMISSION_REQUESTED)
"""In these it is the merchant's turn; in the others a new photo is on its way."""


@dataclass(frozen=True, kw_only=True)
class Date:
    """One of the two dates of an approval: its columns, and the signal that reminds of it."""

    column: str
    reminded: str
    signal: Signal


DATES = (
    Date(column="expires_on", reminded="expiry_reminded", signal=signals.license_expiring),
    Date(column="reverify_on", reminded="reverify_reminded", signal=signals.reverification_due),
)


def write_expiries() -> int:
    """Write down what has run out, each once however many do this at once; returns how many it were."""
    over = LicenseVerification.objects.filter(run_out())
    return sum(_expire(verification) for page in paged(over) for verification in page)


def _expire(verification: LicenseVerification) -> bool:
    try:
        expire(verification)
    except TransitionNotAllowed:  # another calendar was first, or a reviewer
        return False
    return True


def remind() -> int:
    """Send the reminders that are due by BIZLICENSE_REMIND_DAYS; returns how many it were.

    Of several stages that were missed only the nearest is sent, and each once however many do this at once.
    """
    return sum(_remind(known, date) for date in DATES for page in paged(_to_remind(date)) for known in page)


def _to_remind(date: Date) -> QuerySet[LicenseVerification]:
    if not settings.REMIND_DAYS:
        return LicenseVerification.objects.none()
    first, last = max(settings.REMIND_DAYS), min(settings.REMIND_DAYS)
    near = {f"{date.column}__lte": today_in_china() + dt.timedelta(days=first)}
    more_to_come = Q(**{date.reminded: None}) | Q(**{f"{date.reminded}__gt": last})
    cases = LicenseVerification.objects.filter(more_to_come, ~term_over(), ~Q(superseded()), **near)
    return cases.filter(status__in=MERCHANT_ACTS, owner__isnull=False, reverify_on__isnull=False)


def _remind(verification: LicenseVerification, date: Date) -> bool:
    day: dt.date = getattr(verification, date.column)
    days_left = (day - today_in_china()).days
    stage = min((days for days in settings.REMIND_DAYS if days_left <= days), default=None)
    if stage is None:
        return False
    earlier = Q(**{date.reminded: None}) | Q(**{f"{date.reminded}__gt": stage})
    unmoved = {"pk": verification.pk, "status": verification.status, date.column: day}
    with transaction.atomic():
        if not LicenseVerification.objects.filter(earlier, **unmoved).update(**{date.reminded: stage}):
            return False
        setattr(verification, date.reminded, stage)
        VerificationEvent.record(verification, Kind.REMINDED, date=date.column, days_left=days_left)
        announce(date.signal, verification, days_left=days_left)
    return True
