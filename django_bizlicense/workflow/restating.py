"""The merchant's second thoughts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from django_bizlicense.exceptions import TransitionNotAllowed
from django_bizlicense.license.fields import FIELDS, clean_text
from django_bizlicense.models import LicenseAttempt, LicenseVerification, VerificationEvent
from django_bizlicense.workflow.claims import free_for
from django_bizlicense.workflow.steps import Kind, Status, assessed, move, newest_attempt


def restatable(verification: LicenseVerification) -> bool:
    """Whether the merchant may change what was stated: the case waits for review and nobody has taken it up."""
    until = verification.claimed_until
    claimed = verification.claimed_by_id is not None and until is not None and until > timezone.now()
    return verification.status == Status.IN_REVIEW and not claimed


def restate(verification: LicenseVerification, *, by: Any, stated: Mapping[str, str]) -> None:
    """Change what the newest attempt states, an empty text taking a statement back, and make the findings anew.

    Current follows where it was the merchant's own word; what was read or corrected stays, and the reviewer sees both.
    Raises TransitionNotAllowed once a reviewer has taken the case up, AlreadyDecided where it has moved on meanwhile.
    """
    if not restatable(verification):
        raise TransitionNotAllowed(current=verification.status, requested=Status.IN_REVIEW)
    attempt = newest_attempt(verification)
    before, after = attempt.stated, _after(attempt.stated, stated)
    changed = [name for name in FIELDS if before.get(name) != after.get(name)]
    if not changed:
        return
    with transaction.atomic():
        texts = _current(verification, attempt, after)
        attempt.stated = after
        attempt.save(update_fields=["stated"])
        given = {"version": verification.version, "only": free_for(None), **assessed(attempt, texts)}
        move(verification, (Status.IN_REVIEW,), Status.IN_REVIEW, **given)
        VerificationEvent.record(verification, Kind.RESTATED, by=by, attempt=attempt.number, fields=changed)


def _after(before: Mapping[str, str], stated: Mapping[str, str]) -> dict[str, str]:
    texts = {**before, **{name: clean_text(stated[name]) for name in FIELDS if name in stated}}
    return {name: text for name, text in texts.items() if text}


def _current(verification: LicenseVerification, attempt: LicenseAttempt, stated: Mapping[str, str]) -> dict[str, str]:
    """Return the current texts once `stated` has taken the place of what the attempt states."""
    read = {name for name, text in attempt.read.items() if text}
    own = {name for name, text in attempt.stated.items() if name not in read and getattr(verification, name) == text}
    return {**stated, **{name: text for name, text in verification.fields.items() if name not in own}}
