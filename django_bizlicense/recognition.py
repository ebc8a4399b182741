"""Runs readings: takes a lease, lets the engine read outside any transaction, hands the result to the workflow."""

from __future__ import annotations

import datetime as dt
import logging
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import Error as AnyDatabaseError
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.utils import timezone

from django_bizlicense.conf import settings
from django_bizlicense.exceptions import (
    InvalidOCRBackend,
    LicenseNotFound,
    OCRError,
    OCRImageRefused,
    OCRMisconfigured,
    OCRRequestError,
    OCRUnavailable,
    TransitionNotAllowed,
)
from django_bizlicense.license.fields import clean_json, clean_text, position_as_json
from django_bizlicense.models import LicenseAttempt, LicenseReading, ReviewReason, VerificationEvent
from django_bizlicense.ocr import BaseOCRBackend, ocr_backends
from django_bizlicense.reading import PhotoReading, read_photo
from django_bizlicense.workflow import open_review, send_back_unread

logger = logging.getLogger(__name__)

Kind = VerificationEvent.Kind
State = LicenseReading.State
LEASE_MARGIN = 30.0
"""Seconds a lease outlives the engine's deadline."""
BACK_OFF = (15, 60, 240, 600)
"""Seconds until the next try after an outage; the last one repeats."""
DATABASE_PAUSE = 1.0
"""Seconds between two tries to write a finished reading."""
HAND_OVER_AGAIN = dt.timedelta(seconds=60)
"""After which a finished reading whose case did not move is handed over again."""
TRIES_BORNE = 5
"""Tries after which a reading whose worker was killed once more goes to a person: its photo may be what kills."""
NO_LICENSE_REASON = "not_business_license"
ANSWER = ("state", "fields", "details", "extra", "cert_position", "img_size", "outline", "codes", "raw", "error_code")
"""The columns of LicenseReading that hold an engine's answer."""


class LeaseLost(Exception):
    """Fetching the photo took longer than the lease, and somebody else reads it now."""


def recognize(verification_id: str) -> None:
    """Run the readings of a case that are due; safe to call at any time, any number of times."""
    readings = LicenseReading.objects.filter(attempt__verification=uuid.UUID(verification_id))
    for pk in list(readings.due(timezone.now()).values_list("pk", flat=True)):
        run(pk)


def recognize_pending(*, limit: int = 100) -> int:
    """Hand over what was read but left lying, then run what waits or was left by a killed worker, oldest first.

    Returns how many there were.
    """
    now = timezone.now()
    left = list(LicenseReading.objects.not_handed_over(now - HAND_OVER_AGAIN).order_by("not_before", "pk")[:limit])
    for reading in left:
        # Not again before the same pause: one that cannot be handed over keeps nobody else waiting.
        LicenseReading.objects.filter(pk=reading.pk).update(not_before=now)
        _hand_over(reading.attempt)
    due = LicenseReading.objects.due(now).order_by("not_before", "pk")
    pks = list(due.values_list("pk", flat=True)[: limit - len(left)])
    for pk in pks:
        run(pk)
    return len(left) + len(pks)


def run(pk: int) -> None:
    """Run one reading unless somebody else has it; then it is read, unreadable or failed, or waits for its next try."""
    reading = LicenseReading.objects.select_related("attempt__verification", "attempt__photo_from").get(pk=pk)
    abandoned = reading.state == State.RUNNING
    lease = LicenseReading.objects.lease(pk, seconds=_lease_seconds(reading.alias))
    if lease is None:
        return
    reading.refresh_from_db(fields=["tries"])
    if abandoned and reading.tries > TRIES_BORNE:
        _settle_failure(reading, lease, OCRRequestError("its workers died over it", backend=reading.alias))
        return
    try:
        columns = _answer(reading, lease)
    except LeaseLost:
        logger.warning("Reading %s was taken over while its photo was fetched", reading.pk)
        return
    except OCRError as error:
        _settle_failure(reading, lease, error)
        return
    except AnyDatabaseError:
        raise  # nothing was paid yet; the lease runs out and the sweeper comes
    except Exception:
        logger.exception("Reading %s met a fault of ours", reading.pk)
        _settle_failure(reading, lease, OCRRequestError("a fault of ours", backend=reading.alias))
        return
    _settle(reading, lease, finished_at=timezone.now(), **columns)


def _lease_seconds(alias: str) -> float:
    try:
        backend: BaseOCRBackend = ocr_backends[alias]
    except InvalidOCRBackend:
        return LEASE_MARGIN
    return backend.deadline + LEASE_MARGIN


def _answer(reading: LicenseReading, lease: uuid.UUID) -> dict[str, Any]:
    """Return the columns of what the engine says, now or earlier of the same photo; raises an OCRError."""
    try:
        backend = ocr_backends[reading.alias]
    except InvalidOCRBackend as error:
        raise OCRMisconfigured(str(error), backend=reading.alias) from error
    known = LicenseReading.objects.filter(
        sha256=reading.sha256, account=backend.account, state__in=(State.READ, State.UNREADABLE)
    )
    unpurged = known.exclude(attempt__verification__fields_purged_at__gte=F("finished_at"))
    columns = unpurged.values(*ANSWER).first()
    reused = columns is not None
    return {**(columns or _read(reading, lease, backend)), "account": backend.account, "reused": reused}


def _read(reading: LicenseReading, lease: uuid.UUID, backend: BaseOCRBackend) -> dict[str, Any]:
    attempt = reading.attempt
    content = _photo(attempt)
    if not LicenseReading.objects.prolong(reading.pk, lease, seconds=_lease_seconds(reading.alias)):
        raise LeaseLost
    try:
        photo = read_photo(backend, content, width=attempt.width, height=attempt.height)
    except (LicenseNotFound, OCRImageRefused) as error:
        return {"state": State.UNREADABLE, **_error_columns(error)}
    return {"state": State.READ, "error_code": "", **_answer_columns(photo)}


def _photo(attempt: LicenseAttempt) -> bytes:
    try:
        return attempt.photo_content()
    except Exception as error:  # noqa: BLE001  every storage has exceptions of its own
        name = type(error).__name__
    raise OCRUnavailable(f"the photo storage raised {name}")


def _answer_columns(photo: PhotoReading) -> dict[str, Any]:
    result = photo.result
    width, height = photo.seen_size
    said = {
        "fields": result.fields,
        "details": photo.details_on(1, 1),
        "extra": result.extra,
        "cert_position": result.cert_position and position_as_json(result.cert_position),
        "img_size": {"w": width, "h": height},
        "outline": photo.quad_on(result.cert_position, 1, 1),
        "codes": photo.codes,
        "raw": result.raw,
    }
    return {**{name: clean_json(value) for name, value in said.items()}, "rid": clean_text(result.rid)[:100]}


def _error_columns(error: OCRError) -> dict[str, Any]:
    return {"error_code": error.code.value, "vendor_code": error.vendor_code[:40], "rid": error.rid[:100]}


def _next_step(attempt: LicenseAttempt) -> Callable[[], None]:
    """Return what the workflow does with an attempt whose readings are finished."""
    readings = list(attempt.readings.order_by("pk"))
    states = {reading.state for reading in readings}
    if State.READ in states:
        return partial(open_review, attempt, read=attempt.read, event=Kind.READ)
    if State.UNREADABLE not in states:
        return partial(open_review, attempt, read={}, event=Kind.READING_FAILED, error=readings[0].error_code)
    unreadable = LicenseReading.objects.filter(attempt__verification=attempt.verification, state=State.UNREADABLE)
    tried_enough = unreadable.values("attempt").distinct().count() > settings.UNREADABLE_BEFORE_REVIEW
    has_reason = ReviewReason.objects.filter(code=NO_LICENSE_REASON, active=True).exists()
    # Typed data over a photo that was sent back before: another refusal by the machine would never end.
    if attempt.photo_from or tried_enough or not has_reason:
        return partial(open_review, attempt, read={}, event=Kind.NO_LICENSE)
    return partial(send_back_unread, attempt, reason=NO_LICENSE_REASON)


def _settle_failure(reading: LicenseReading, lease: uuid.UUID, error: OCRError) -> None:
    """Let the reading wait for its next try; without a next try, or with patience over, a person types the fields."""
    log = logger.warning if error.retryable else logger.error
    log("Reading %s by %r failed: %s", reading.pk, reading.alias, error)
    now = timezone.now()
    patience_ends = reading.attempt.created_at + settings.RECOGNITION_PATIENCE
    waits = error.retryable or isinstance(error, OCRMisconfigured)  # an operator may mend it in time
    if waits and now < patience_ends:
        wait = error.retry_after or BACK_OFF[min(reading.tries, len(BACK_OFF)) - 1]
        not_before = min(now + dt.timedelta(seconds=wait), patience_ends)
        _settle(reading, lease, state=State.PENDING, not_before=not_before, **_error_columns(error))
        return
    _settle(reading, lease, state=State.FAILED, finished_at=now, **_error_columns(error))


def _settle(reading: LicenseReading, lease: uuid.UUID, **columns: Any) -> None:
    """Write the result if the lease is still ours, then move the case on; what was paid for is kept in any case."""
    mine = LicenseReading.objects.filter(pk=reading.pk, lease=lease, state=State.RUNNING)
    if not _patiently(partial(mine.update, lease=None, leased_until=None, **columns)):
        return
    _hand_over(reading.attempt)


def _patiently(write: Callable[[], int]) -> int:
    """Write, for as long as the lease holds, also where the database is away for a while."""
    ends = time.monotonic() + LEASE_MARGIN - DATABASE_PAUSE
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if time.monotonic() > ends or connection.in_atomic_block:
                raise
            logger.warning("The database is away; a finished reading waits for it")
        connection.close()
        time.sleep(DATABASE_PAUSE)


def _hand_over(attempt: LicenseAttempt) -> None:
    """Move the case on once every engine has answered or given up."""
    try:
        _give_up_waiting(attempt)
        if not attempt.readings.unfinished().exists():
            _next_step(attempt)()
    except TransitionNotAllowed:
        logger.info("The readings of attempt %s come too late for its case", attempt.pk)
    except Exception:
        logger.exception("Attempt %s could not be handed over; the sweeper tries again", attempt.pk)


def _give_up_waiting(attempt: LicenseAttempt) -> None:
    """Where one engine has read the photo, wait neither for the other one's second try nor for the hopeless."""
    if attempt.readings.filter(state=State.READ).exists():
        attempt.readings.given_up().update(state=State.FAILED, finished_at=timezone.now())
