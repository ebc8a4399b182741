"""Legal hold: while it lasts nothing of a case is purged."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from django_bizlicense.license.fields import clean_text
from django_bizlicense.models import LicenseVerification, VerificationEvent
from django_bizlicense.models.event import digest
from django_bizlicense.workflow.steps import Kind


def put_on_hold(verification: LicenseVerification, *, by: Any, reason: str) -> bool:
    """Keep everything of a case until the hold is lifted; False where it was held already.

    `reason` is for staff and stands on the case; history keeps its digest. Raises ValueError without a reason, and
    LicenseVerification.DoesNotExist where the case was purged as a whole meanwhile.
    """
    text = clean_text(reason)
    if not text:
        raise ValueError("a legal hold needs a reason")
    return _set_hold(verification, Kind.HELD, before=False, text=text, by=by, reason=digest(text))


def lift_hold(verification: LicenseVerification, *, by: Any) -> bool:
    """Let the times of keeping count again; False where the case was not held."""
    return _set_hold(verification, Kind.HOLD_LIFTED, before=True, text="", by=by)


def _set_hold(verification: LicenseVerification, kind: str, *, before: bool, text: str, by: Any, **data: Any) -> bool:
    cases = LicenseVerification.objects.filter(pk=verification.pk)
    as_expected = cases.exclude(legal_hold="") if before else cases.filter(legal_hold="")
    with transaction.atomic():
        changed = bool(as_expected.update(legal_hold=text))
        if changed:
            VerificationEvent.record(verification, kind, by=by, **data)
    verification.refresh_from_db(fields=["legal_hold"])
    return changed
