"""The reviewer's steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from django_bizlicense import signals
from django_bizlicense.conf import settings
from django_bizlicense.license.normalize import normalize
from django_bizlicense.models import (
    DecisionReason,
    LicenseVerification,
    ReviewDecision,
    ReviewReason,
    VerificationEvent,
)
from django_bizlicense.models.event import digest
from django_bizlicense.models.verification import UNPURGED, today_in_china
from django_bizlicense.workflow.persons import (
    first_approver,
    needs_second_approval,
    require_other_than_owner,
    require_second_person,
)
from django_bizlicense.workflow.steps import (
    REVIEWABLE,
    UNCLAIMED,
    Kind,
    Status,
    announce,
    assessed,
    changed_texts,
    move,
    newest_attempt,
)
from django_bizlicense.workflow.validity import run_out

Outcome = ReviewDecision.Outcome
SIGNALS = {
    Outcome.APPROVED: signals.license_approved,
    Outcome.RESUBMISSION_REQUESTED: signals.resubmission_requested,
    Outcome.REJECTED: signals.license_rejected,
    Outcome.REOPENED: signals.license_reopened,
}
NO_APPROVAL: Mapping[str, Any] = {"expires_on": None, "reverify_on": None}
"""The columns of a case whose approval was taken back."""
Reasons = Mapping[str, Sequence[str]]
"""The code of each reason given, and the fields it concerns."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a reviewer adds to a decision."""

    reasons: Reasons = field(default_factory=dict)
    message: str = ""
    note: str = ""
    corrections: Mapping[str, str] = field(default_factory=dict)


def correct(verification: LicenseVerification, *, by: Any, version: int, fields: Mapping[str, str]) -> None:
    """Replace current texts; an event names the fields with digests, and the findings are made anew.

    In second review the first approval was given to other texts: the case goes back before it. Raises AlreadyDecided
    where the case has moved on since `version`, TransitionNotAllowed outside review, AnotherPersonNeeded for one's own.
    """
    require_other_than_owner(verification, by=by)
    changed = changed_texts(verification, fields)
    if not changed:
        return
    before = verification.fields
    with transaction.atomic():
        columns = assessed(newest_attempt(verification), {**before, **changed})
        move(verification, REVIEWABLE, Status.IN_REVIEW, version=version, **columns)
        VerificationEvent.record(
            verification,
            Kind.CORRECTED,
            by=by,
            fields=sorted(changed),
            before={name: digest(before.get(name, "")) for name in changed},
            after={name: digest(text) for name, text in changed.items()},
        )


def approve(
    verification: LicenseVerification,
    *,
    by: Any,
    version: int,
    note: str = "",
    corrections: Mapping[str, str] | None = None,
) -> ReviewDecision:
    """Approve the texts as they stand after `corrections` and freeze them in the decision.

    Where BIZLICENSE_FOUR_EYES asks for a second person the case goes to second review first. Raises AlreadyDecided,
    TransitionNotAllowed, or AnotherPersonNeeded for one's own case and for a second approval by a hand of the first.
    """
    given = Given(note=note, corrections=corrections or {})
    return _decide(verification, Outcome.APPROVED, by=by, version=version, given=given)


def request_resubmission(
    verification: LicenseVerification,
    *,
    by: Any,
    version: int,
    reasons: Reasons,
    message: str = "",
    note: str = "",
    corrections: Mapping[str, str] | None = None,
) -> ReviewDecision:
    """Send the case back to the merchant, with `message` for the merchant and `note` for staff.

    Raises AlreadyDecided, TransitionNotAllowed, or ValueError without a known reason.
    """
    given = Given(reasons=reasons, message=message, note=note, corrections=corrections or {})
    return _decide(verification, Outcome.RESUBMISSION_REQUESTED, by=by, version=version, given=given)


def reject(
    verification: LicenseVerification,
    *,
    by: Any,
    version: int,
    reasons: Reasons,
    message: str = "",
    note: str = "",
    corrections: Mapping[str, str] | None = None,
) -> ReviewDecision:
    """Refuse the case for good, with `message` for the merchant and `note` for staff.

    Raises AlreadyDecided, TransitionNotAllowed, or ValueError without a known reason.
    """
    given = Given(reasons=reasons, message=message, note=note, corrections=corrections or {})
    return _decide(verification, Outcome.REJECTED, by=by, version=version, given=given)


def reopen(verification: LicenseVerification, *, by: Any, version: int, note: str) -> ReviewDecision:
    """Take a decided case back into review; an approval ends with that.

    Raises AlreadyDecided, CaseOpen, AnotherPersonNeeded for one's own, or TransitionNotAllowed, also where photo or
    fields were purged.
    """
    require_other_than_owner(verification, by=by)
    with transaction.atomic():
        columns: dict[str, Any] = {"decided_at": None, **NO_APPROVAL}
        sources = (Status.APPROVED, Status.REJECTED)
        move(verification, sources, Status.IN_REVIEW, version=version, only=UNPURGED, **columns)
        return record_decision(verification, Outcome.REOPENED, by=by, version=version, given=Given(note=note))


def expire(verification: LicenseVerification) -> None:
    """Write down that an approval has run out; raises TransitionNotAllowed where it has not.

    A case that is open again, or was withdrawn, keeps its status and loses the approval it had.
    """
    here = verification.status
    to = Status.EXPIRED if here == Status.APPROVED else here
    with transaction.atomic():
        move(verification, (here,), to, only=run_out(), reverify_on=None)
        VerificationEvent.record(verification, Kind.EXPIRED)
        announce(signals.license_expired, verification)


def record_decision(
    verification: LicenseVerification, outcome: str, *, by: Any, version: int, given: Given, first_by: Any = None
) -> ReviewDecision:
    """Write the decision made on `version`, its reasons and its event, and announce it."""
    decision = ReviewDecision.objects.create(
        verification=verification,
        attempt=newest_attempt(verification),
        version=version,
        outcome=outcome,
        by=None if isinstance(by, str) else by,
        first_by=first_by,
        by_text=by if isinstance(by, str) else by.get_username(),
        message=given.message,
        note=given.note,
        fields=verification.fields,
    )
    _record_reasons(decision, given.reasons)
    codes = sorted(given.reasons)
    VerificationEvent.record(verification, outcome, by=by, attempt=decision.attempt.number, reasons=codes)
    if signal := SIGNALS.get(Outcome(outcome)):
        announce(signal, verification, decision=decision)
    return decision


def _record_reasons(decision: ReviewDecision, reasons: Reasons) -> None:
    known = {reason.code: reason for reason in ReviewReason.objects.filter(code__in=list(reasons))}
    if missing := sorted(set(reasons) - set(known)):
        raise ValueError(f"unknown reasons: {', '.join(missing)}")
    DecisionReason.objects.bulk_create(
        DecisionReason(decision=decision, reason=known[code], fields=list(fields)) for code, fields in reasons.items()
    )


def _decide(
    verification: LicenseVerification, outcome: Outcome, *, by: Any, version: int, given: Given
) -> ReviewDecision:
    if outcome != Outcome.APPROVED and not given.reasons:
        raise ValueError("a refusal needs at least one reason")
    require_other_than_owner(verification, by=by)
    with transaction.atomic():
        if changed_texts(verification, given.corrections):
            correct(verification, by=by, version=version, fields=given.corrections)
            version += 1
        if outcome == Outcome.APPROVED:
            return _approve(verification, by=by, version=version, given=given)
        ended = NO_APPROVAL if outcome == Outcome.REJECTED else {}
        columns = {"decided_at": timezone.now(), **UNCLAIMED, **ended}
        move(verification, REVIEWABLE, outcome, version=version, **columns)
        return record_decision(verification, outcome, by=by, version=version, given=given)


def _approve(verification: LicenseVerification, *, by: Any, version: int, given: Given) -> ReviewDecision:
    """Give the first of two approvals, or the last."""
    require_second_person(verification, by=by)
    source = verification.status
    if source == Status.IN_REVIEW and needs_second_approval(verification):
        move(verification, (source,), Status.SECOND_REVIEW, version=version, **UNCLAIMED)
        return record_decision(verification, Outcome.FIRST_APPROVED, by=by, version=version, given=given)
    first_by = first_approver(verification)
    columns = {**UNCLAIMED, **_validity(verification)}
    sources = (source,) if source in REVIEWABLE else REVIEWABLE
    move(verification, sources, Status.APPROVED, version=version, decided_at=timezone.now(), **columns)
    return record_decision(verification, Outcome.APPROVED, by=by, version=version, given=given, first_by=first_by)


def _validity(verification: LicenseVerification) -> dict[str, Any]:
    """Return until when an approval holds: the end of the printed term, and the next look by the calendar."""
    return {
        "expires_on": normalize(verification.fields).term.end,
        "reverify_on": today_in_china() + dt.timedelta(days=settings.REVERIFY_DAYS),
        "expiry_reminded": None,
        "reverify_reminded": None,
    }
