"""How much one user may ask of us; counted in the database, so that exactly the limit gets through."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from django_bizlicense.conf import settings
from django_bizlicense.exceptions import TooManySendings
from django_bizlicense.models import RequestMeter
from django_bizlicense.models.meter import window_start

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
KEPT = dt.timedelta(days=2)
"""How long a count outlives the beginning of its window."""


def require_sending_left(owner_pk: Any) -> None:
    """Raise TooManySendings where today's sendings are spent; it saves storing a photo for nothing."""
    limit, start = settings.SENDINGS_PER_DAY, _today()
    spent = RequestMeter.objects.filter(subject=_sendings(owner_pk), window_starts_at=start, calls__gte=limit or 0)
    if limit is not None and spent.exists():
        raise _too_many(start)


def take_sending(owner_pk: Any) -> None:
    """Count one sending of an owner's day in China; raises TooManySendings, and counts nothing, at the limit.

    Call it inside the transaction of the sending: one that fails is not counted.
    """
    limit, start = settings.SENDINGS_PER_DAY, _today()
    if limit is not None and not RequestMeter.take(_sendings(owner_pk), window_starts_at=start, limit=limit):
        raise _too_many(start)


def take_request(user_pk: Any) -> float | None:
    """Count one request of this minute; None where it may pass, else the seconds until the next one may."""
    limit = settings.REQUESTS_PER_MINUTE
    now = timezone.now()
    start = now.replace(second=0, microsecond=0)
    if limit is None or RequestMeter.take(f"requests:{user_pk}", window_starts_at=start, limit=limit):
        return None
    return (start + MINUTE - now).total_seconds()


def forget_past_windows() -> int:
    """Delete the counts of windows long past; returns how many there were."""
    return RequestMeter.objects.filter(window_starts_at__lt=timezone.now() - KEPT).delete()[0]


def _today() -> dt.datetime:
    return window_start(timezone.now(), reset_at="00:00", reset_timezone="Asia/Shanghai")


def _sendings(owner_pk: Any) -> str:
    return f"sendings:{owner_pk}"


def _too_many(start: dt.datetime) -> TooManySendings:
    return TooManySendings(retry_after=(start + DAY - timezone.now()).total_seconds())
