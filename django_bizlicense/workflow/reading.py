"""Recognition's steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from django_bizlicense import signals
from django_bizlicense.conf import settings
from django_bizlicense.models import LicenseAttempt, VerificationEvent
from django_bizlicense.workflow.policy import judge_later
from django_bizlicense.workflow.review import Given, Outcome, record_decision
from django_bizlicense.workflow.steps import Kind, Status, announce, assessed, move

ACTOR = "recognition"


def open_review(attempt: LicenseAttempt, *, read: Mapping[str, str], event: str, **data: Any) -> None:
    """Hand an attempt to review, or to the merchant first where the setting asks for confirmation of what was read.

    Current becomes what was read, and what was stated where nothing was read; of a photo that was in review before,
    the reviewer's corrections stay. Raises TransitionNotAllowed where the case has left this attempt behind.
    """
    verification = attempt.verification
    to = Status.AWAITING_CONFIRMATION if read and settings.CONFIRM_BEFORE_REVIEW else Status.IN_REVIEW
    with transaction.atomic():
        earlier = verification.fields if attempt.photo_from else {}
        as_corrected = {name: earlier.get(name) or text for name, text in read.items()}
        columns = assessed(attempt, {**earlier, **attempt.stated, **as_corrected})
        move(verification, (Status.SUBMITTED,), to, attempt=attempt, **columns)
        VerificationEvent.record(verification, event, by=ACTOR, attempt=attempt.number, **data)
        if event == Kind.READ:
            announce(signals.license_read, verification, attempt=attempt)
        if to == Status.IN_REVIEW:
            VerificationEvent.record(verification, Kind.REVIEW_OPENED, by=ACTOR)
            announce(signals.review_opened, verification)
            judge_later(verification)


def send_back_unread(attempt: LicenseAttempt, *, reason: str) -> None:
    """Ask for another photo at once because no license was found in this one.

    Raises TransitionNotAllowed where the case has left this attempt behind.
    """
    verification = attempt.verification
    version = verification.version
    with transaction.atomic():
        columns = assessed(attempt, attempt.stated)
        move(
            verification,
            (Status.SUBMITTED,),
            Status.RESUBMISSION_REQUESTED,
            attempt=attempt,
            decided_at=timezone.now(),
            **columns,
        )
        VerificationEvent.record(verification, Kind.NO_LICENSE, by=ACTOR, attempt=attempt.number)
        outcome = Outcome.RESUBMISSION_REQUESTED
        given = Given(reasons={reason: ()})
        record_decision(verification, outcome, by=ACTOR, version=version, given=given)
