"""The merchant's steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from django_bizlicense import signals
from django_bizlicense.exceptions import AttemptsExhausted, ErrorCode, ImageRejected, TransitionNotAllowed
from django_bizlicense.images import AcceptedImage
from django_bizlicense.license.fields import FIELDS, clean_text
from django_bizlicense.models import LicenseAttempt, LicenseReading, LicenseVerification, VerificationEvent
from django_bizlicense.models.event import digest
from django_bizlicense.models.storage import discard_photo, store_photo
from django_bizlicense.models.verification import key_while_open
from django_bizlicense.ocr import reader_aliases
from django_bizlicense.quotas import require_sending_left, take_sending
from django_bizlicense.workflow.policy import judge_later
from django_bizlicense.workflow.review import expire
from django_bizlicense.workflow.steps import (
    Kind,
    Status,
    announce,
    assessed,
    changed_texts,
    move,
    newest_attempt,
    refuse_second_case,
)
from django_bizlicense.workflow.validity import renewable


def submit(
    photo: AcceptedImage,
    *,
    owner: Any,
    merchant_ref: str = "",
    stated: Mapping[str, str] | None = None,
    consent: str = "",
) -> LicenseVerification:
    """Open a case with its first attempt; `consent` is the text the merchant agreed to, kept as a digest.

    Raises CaseOpen where this owner has an open case for this merchant, TooManySendings where today's are spent,
    StorageUnavailable where the photo cannot be kept; either way nothing is left behind.
    """
    open_key = key_while_open(owner.pk, merchant_ref)
    refuse_second_case(open_key)
    require_sending_left(owner.pk)
    try:
        with _stored(photo) as columns, transaction.atomic():
            take_sending(owner.pk)
            verification = LicenseVerification.objects.create(
                owner=owner, owner_text=owner.get_username(), merchant_ref=merchant_ref, open_key=open_key
            )
            _add_attempt(verification, by=owner, stated=stated, consent=consent, **columns)
    except IntegrityError:
        refuse_second_case(open_key)
        raise
    return verification


def resubmit(
    verification: LicenseVerification,
    *,
    by: Any,
    photo: AcceptedImage | None = None,
    stated: Mapping[str, str] | None = None,
    consent: str = "",
) -> LicenseAttempt:
    """Send again after a refusal, an expiry or near an approval's dates: a new photo, or typed data over the old one.

    An approval holds on while the new photo is looked at, until its dates or a rejection.

    Raises TransitionNotAllowed, AttemptsExhausted, TooManySendings, CaseOpen, StorageUnavailable, or ImageRejected
    where an approved or expired license comes without a new photo.
    """
    _refuse_sending_again(verification, photo)
    with _stored(photo) if photo else nullcontext(_earlier_photo(verification)) as columns, transaction.atomic():
        take_sending(verification.owner_id)
        move(
            verification,
            (verification.status,),
            Status.SUBMITTED,
            only=Q(attempt_count=verification.attempt_count),
            attempt_count=F("attempt_count") + 1,
            submitted_at=timezone.now(),
            unread=True,
        )
        return _add_attempt(verification, by=by, stated=stated, consent=consent, **columns)


def _refuse_sending_again(verification: LicenseVerification, photo: AcceptedImage | None) -> None:
    if verification.expired and verification.status == Status.APPROVED:
        with suppress(TransitionNotAllowed):  # the calendar was first, and the case is looked at anew
            expire(verification)
    sent_back = verification.status == Status.RESUBMISSION_REQUESTED
    if not sent_back and not renewable(verification):
        raise TransitionNotAllowed(current=verification.status, requested=Status.SUBMITTED)
    if photo is None and not sent_back:
        raise ImageRejected(ErrorCode.IMAGE_MISSING)
    if not verification.attempts_left:
        raise AttemptsExhausted
    require_sending_left(verification.owner_id)


def confirm(verification: LicenseVerification, *, by: Any, fields: Mapping[str, str]) -> None:
    """Keep the merchant's corrections as stated and hand the case to review.

    Current stays what was read; where the merchant says otherwise the reviewer sees both. What is confirmed takes the
    place of what was stated before.
    """
    with transaction.atomic():
        attempt = newest_attempt(verification)
        confirmed = {name: clean_text(fields[name]) for name in attempt.stated if name in fields}
        said = {**confirmed, **changed_texts(verification, fields)}
        attempt.stated = {**attempt.stated, **{name: text for name, text in said.items() if text}}
        attempt.save(update_fields=["stated"])
        columns = assessed(attempt, {**attempt.stated, **verification.fields})
        move(verification, (Status.AWAITING_CONFIRMATION,), Status.IN_REVIEW, **columns)
        VerificationEvent.record(verification, Kind.CONFIRMED, by=by, fields=sorted(attempt.stated))
        announce(signals.review_opened, verification)
        judge_later(verification)


def withdraw(verification: LicenseVerification, *, by: Any) -> None:
    """Close an open case at the merchant's wish."""
    with transaction.atomic():
        move(verification, LicenseVerification.OPEN, Status.WITHDRAWN)
        VerificationEvent.record(verification, Kind.WITHDRAWN, by=by)
        announce(signals.license_withdrawn, verification)


@contextmanager
def _stored(photo: AcceptedImage) -> Iterator[dict[str, Any]]:
    """Store the photo, give the columns that name it, and take the file back where the rows are not written."""
    key = store_photo(photo.content)
    try:
        yield {"photo": key, "sha256": photo.sha256, "width": photo.width, "height": photo.height}
    except (OperationalError, InterfaceError):
        raise  # a commit whose answer was lost may stand; the sweep of the storage finds out
    except Exception:
        discard_photo(key)
        raise


def _earlier_photo(verification: LicenseVerification) -> dict[str, Any]:
    attempt = newest_attempt(verification)
    return {
        "photo_from": attempt.photo_holder,
        "sha256": attempt.sha256,
        "width": attempt.width,
        "height": attempt.height,
    }


def _add_attempt(
    verification: LicenseVerification, *, by: Any, stated: Mapping[str, str] | None, consent: str, **photo: Any
) -> LicenseAttempt:
    texts = {name: text for name in FIELDS if (text := clean_text((stated or {}).get(name)))}
    attempt = LicenseAttempt.objects.create(
        verification=verification,
        number=verification.attempt_count,
        stated=texts,
        consent=digest(consent) if consent else "",
        **photo,
    )
    for alias in reader_aliases():
        LicenseReading.objects.create(attempt=attempt, alias=alias, sha256=attempt.sha256)
    VerificationEvent.record(
        verification, Kind.SUBMITTED, by=by, attempt=attempt.number, photo=attempt.sha256, stated=sorted(texts)
    )
    announce(signals.license_submitted, verification, attempt=attempt)
    return attempt
