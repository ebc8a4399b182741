"""One sending for any number of identical requests."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from django_bizlicense.exceptions import KeyReused, SendingInProgress
from django_bizlicense.models import LicenseVerification, SubmissionKey

KEPT = dt.timedelta(hours=24)
"""How long a key answers with what was sent under it."""
ABANDONED = dt.timedelta(seconds=60)
"""After which a sending that never finished, its process killed, may be done again."""
PATIENCE = 10.0
"""Seconds a second request waits for the first."""
LOOK_EVERY = 0.1


def once(owner: Any, key: str, *, fingerprint: str, send: Callable[[], LicenseVerification]) -> LicenseVerification:
    """Call `send` for the first request with this key; give the others its case.

    `fingerprint` is over all that was sent. Without a key every request sends. Raises KeyReused where the key stands
    for something else, SendingInProgress where the first request has not ended within PATIENCE, and what `send` raises,
    after which the key is free again.
    """
    if not key:
        return send()
    digest = _digest(key)
    ends = time.monotonic() + PATIENCE
    while True:
        earlier = _earlier(owner, digest)
        if earlier is None and (reservation := _reserve(owner, digest, fingerprint)):
            return _send(reservation, send)
        if earlier is not None and earlier.fingerprint != fingerprint:
            raise KeyReused
        if earlier is not None and earlier.verification is not None:
            return earlier.verification
        if time.monotonic() > ends:
            raise SendingInProgress
        time.sleep(LOOK_EVERY)


def sent_before(owner: Any, key: str) -> bool:
    """Whether a request with this key came before, so that this one may ask for no new sending."""
    return bool(key) and SubmissionKey.objects.filter(owner=owner, key=_digest(key)).exists()


def forget_past_keys() -> int:
    """Delete the keys that no longer answer for anything; returns how many there were."""
    return SubmissionKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _earlier(owner: Any, key: str) -> SubmissionKey | None:
    """Return what stands under a key; what is too old to count is taken away."""
    mine = SubmissionKey.objects.filter(owner=owner, key=key)
    earlier = mine.select_related("verification").first()
    if earlier is None:
        return None
    counts = ABANDONED if earlier.verification is None else KEPT
    if earlier.created_at >= timezone.now() - counts:
        return earlier
    mine.filter(pk=earlier.pk, verification=earlier.verification).delete()
    return None


def _reserve(owner: Any, key: str, fingerprint: str) -> SubmissionKey | None:
    try:
        with transaction.atomic():
            return SubmissionKey.objects.create(owner=owner, key=key, fingerprint=fingerprint)
    except IntegrityError:
        return None


def _send(reservation: SubmissionKey, send: Callable[[], LicenseVerification]) -> LicenseVerification:
    mine = SubmissionKey.objects.filter(pk=reservation.pk, verification=None)
    try:
        with transaction.atomic():  # so that a crash leaves both the case and its key, or neither
            verification = send()
            if not mine.update(verification=verification):
                raise SendingInProgress  # it took so long that another request has begun anew
    except BaseException:
        mine.delete()  # not where a commit came through whose answer was lost
        raise
    return verification
