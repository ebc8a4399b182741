"""How long an approval holds, and when a new photo is wanted.

`expires_on` and `reverify_on` belong to the last approval and stay while the case is open again because the merchant
sent a new photo. `reverify_on` is empty once there is no approval any more: never given, rejected, reopened or expired.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from django_bizlicense.conf import settings
from django_bizlicense.models import LicenseVerification, ReviewDecision
from django_bizlicense.models.verification import first_day_in_term, today_in_china

Status = LicenseVerification.Status
ENDED = (Status.REJECTED, Status.EXPIRED)


def in_force() -> Q:
    """Return the condition that a case carries an approval that counts today, be it open again or withdrawn."""
    counts = Q(reverify_on__isnull=False) & ~Q(status__in=ENDED) & ~term_over()
    return counts & Q(reverify_on__gte=_first_day_verified()) if settings.REVERIFY_REQUIRED else counts


def term_over() -> Q:
    """Return the condition that the printed term has ended, and BIZLICENSE_EXPIRY_GRACE_DAYS with it."""
    return Q(expires_on__isnull=False, expires_on__lt=first_day_in_term())


def run_out() -> Q:
    """Return the condition that an approval's term is over and nobody has written it down."""
    return term_over() & (Q(status=Status.APPROVED) | Q(reverify_on__isnull=False) & ~Q(status__in=ENDED))


def superseded(**newer: dt.datetime) -> Exists:
    """Return the condition that this merchant has a newer approval in another case, and that it counts today.

    `newer` says what else holds of that approval, such as `created_at__lt`.
    """
    same = {name: OuterRef(OuterRef(name)) for name in ("owner", "merchant_ref")}
    counting = LicenseVerification.objects.filter(in_force(), **same)
    approvals = ReviewDecision.objects.filter(
        outcome=ReviewDecision.Outcome.APPROVED,
        created_at__gt=OuterRef("decided_at"),
        verification__in=counting,
    )
    return Exists(approvals.filter(**newer).exclude(verification=OuterRef("pk")))


def holds(verification: LicenseVerification) -> bool:
    """Tell of one case what `in_force` asks of many, without a query."""
    ends, reverify_on = verification.expires_on, verification.reverify_on
    if reverify_on is None or verification.status in ENDED or (ends is not None and ends < first_day_in_term()):
        return False
    return not settings.REVERIFY_REQUIRED or reverify_on >= _first_day_verified()


def renew_by(verification: LicenseVerification) -> dt.date | None:
    """Return the day by which a new photo is wanted, once a reminder for it was due or it has passed; else None."""
    if verification.status not in (Status.APPROVED, Status.EXPIRED):
        return None
    near = today_in_china() + dt.timedelta(days=max(settings.REMIND_DAYS, default=0))
    dates = (verification.expires_on, verification.reverify_on)
    return min((day for day in dates if day is not None and day <= near), default=None)


def renewable(verification: LicenseVerification) -> bool:
    """Whether the merchant of an approved or expired case may send a new photo."""
    return verification.expired or renew_by(verification) is not None


def _first_day_verified() -> dt.date:
    return today_in_china() - settings.REVERIFY_GRACE
