"""One step of a case: the conditional UPDATE, its refusal, its signal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.dispatch import Signal

from django_bizlicense.assessment import assess
from django_bizlicense.exceptions import AlreadyDecided, CaseOpen, TransitionNotAllowed
from django_bizlicense.license.fields import FIELDS, clean_text
from django_bizlicense.models import LicenseAttempt, LicenseVerification, VerificationEvent
from django_bizlicense.models.event import actor_name
from django_bizlicense.models.verification import current_columns, key_while_open

Status = LicenseVerification.Status
Kind = VerificationEvent.Kind
REVIEWABLE = (Status.IN_REVIEW, Status.SECOND_REVIEW)
UNCLAIMED: dict[str, Any] = {"claimed_by": None, "claimed_until": None}


def move(
    verification: LicenseVerification,
    sources: Iterable[str],
    to: str,
    *,
    version: int | None = None,
    attempt: LicenseAttempt | None = None,
    only: Q | None = None,
    **columns: Any,
) -> None:
    """Change the status and raise the version, if the case still stands where the caller believes.

    Raises AlreadyDecided where the version has moved on, TransitionNotAllowed where the status is another one, a
    newer attempt came in or `only` does not hold, CaseOpen where the owner has opened another case meanwhile.
    """
    cases = LicenseVerification.objects.filter(only or Q(), pk=verification.pk, status__in=list(sources))
    if version is not None:
        # The rules were asked about the case at hand: a version it has not reached yet is no version anybody has seen.
        cases = cases.filter(version=version) if version == verification.version else cases.none()
    if attempt is not None:
        cases = cases.filter(attempt_count=attempt.number)
    is_open = to in LicenseVerification.OPEN
    open_key = key_while_open(verification.owner_id, verification.merchant_ref) if is_open else None
    try:
        with transaction.atomic():
            moved = cases.update(status=to, version=F("version") + 1, open_key=open_key, **columns)
    except IntegrityError:
        refuse_second_case(open_key)
        raise
    if not moved:
        raise _refusal(verification, version=version, requested=to)
    verification.refresh_from_db()


def refuse_second_case(open_key: str | None) -> None:
    """Raise CaseOpen where there is an open case under this key."""
    other = LicenseVerification.objects.filter(open_key=open_key).first() if open_key else None
    if other is not None:
        raise CaseOpen(str(other.pk))


def _refusal(
    verification: LicenseVerification, *, version: int | None, requested: str
) -> AlreadyDecided | TransitionNotAllowed:
    verification.refresh_from_db()
    last = verification.events.exclude(kind__in=VerificationEvent.ASIDE).order_by("pk").last()
    if version is None or version == verification.version or last is None:
        return TransitionNotAllowed(current=verification.status, requested=requested)
    return AlreadyDecided(by=actor_name(last.actor), at=last.created_at, decision=last.kind)


def announce(signal: Signal, verification: LicenseVerification, **details: Any) -> None:
    """Send a signal when the transaction has committed; a receiver that raises is logged by Django and hurts nobody."""
    send = partial(signal.send_robust, LicenseVerification, verification=verification, **details)
    transaction.on_commit(send, robust=True)


def assessed(attempt: LicenseAttempt, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns for new current texts: the texts, their search keys, the findings, whether it was read."""
    findings = assess(attempt, texts)
    heaviest = max((finding.severity.rank + 1 for finding in findings), default=0)
    return {
        **current_columns(texts),
        "findings": [finding.as_json() for finding in findings],
        "heaviest": LicenseVerification.Weight(heaviest),
        "unread": not attempt.answers,
    }


def changed_texts(verification: LicenseVerification, texts: Mapping[str, str]) -> dict[str, str]:
    """Return those of the texts, cleaned, that differ from the current ones."""
    cleaned = {name: clean_text(texts[name]) for name in FIELDS if name in texts}
    return {name: text for name, text in cleaned.items() if text != getattr(verification, name)}


def newest_attempt(verification: LicenseVerification) -> LicenseAttempt:
    """Return the attempt the case is about."""
    return verification.attempts.get(number=verification.attempt_count)
