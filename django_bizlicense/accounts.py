"""The accounts of the engines: each call is counted, and an account that cannot work is stopped.

A stop is a row in the database, so all processes see it: after a spent quota until the window ends, after a
misconfiguration until an operator resumes it. While it stands no call is made and readings wait.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from django_bizlicense import signals
from django_bizlicense.exceptions import ErrorCode, OCRError, OCRMisconfigured, OCRQuotaExhausted
from django_bizlicense.models import EngineStop, OCRMeter
from django_bizlicense.models.meter import window_start
from django_bizlicense.ocr import BaseOCRBackend

logger = logging.getLogger(__name__)

LOOK_AGAIN = 60.0
"""Seconds after which a reading that waits for an operator looks at the stop again; it makes no call."""
STOPPING = {ErrorCode.OCR_QUOTA_EXHAUSTED, ErrorCode.OCR_MISCONFIGURED}


def admit(backend: BaseOCRBackend) -> None:
    """Count one call of the backend's account.

    Raises OCRQuotaExhausted or OCRMisconfigured, and counts nothing, where the account is stopped or its limit reached.
    """
    now = timezone.now()
    stop = EngineStop.objects.in_force(now).filter(account=backend.account).first()
    if stop is not None:
        raise _refusal(backend, stop, now)
    start, end = _window(backend, now)
    limit = backend.options["daily_limit"]
    if not OCRMeter.take(backend.account, window_starts_at=start, limit=limit):
        left = (end - now).total_seconds()
        raise OCRQuotaExhausted(f"The limit of {limit} calls is reached.", backend=backend.alias, retry_after=left)


def stop_on(backend: BaseOCRBackend, error: OCRError) -> None:
    """Stop the account where the error says that further calls cannot work, and tell the operator once."""
    if error.code not in STOPPING or not backend.remote:
        return
    now = timezone.now()
    known = EngineStop.objects.in_force(now).filter(account=backend.account).exists()
    until = _window(backend, now)[1] if error.code == ErrorCode.OCR_QUOTA_EXHAUSTED else None
    words = {"code": error.code.value, "detail": error.for_operators[:500], "until": until, "since": now}
    EngineStop.objects.update_or_create(account=backend.account, defaults=words)
    if not known:
        logger.error("Readings of %s are stopped: %s. When it is mended: manage.py check_ocr", backend.account, error)
        signals.engine_stopped.send_robust(EngineStop, account=backend.account, error=error)


def standing(backend: BaseOCRBackend) -> tuple[int, EngineStop | None]:
    """Return the calls made in the present window, and the stop in force."""
    now = timezone.now()
    meter = OCRMeter.objects.filter(account=backend.account, window_starts_at=_window(backend, now)[0]).first()
    return meter.calls if meter else 0, EngineStop.objects.in_force(now).filter(account=backend.account).first()


def calls_today(backends: Iterable[BaseOCRBackend]) -> dict[str, int]:
    """Return the calls of each account in its present window, with one query; who made none may be left out."""
    now = timezone.now()
    windows = [Q(account=backend.account, window_starts_at=_window(backend, now)[0]) for backend in backends]
    meters = OCRMeter.objects.filter(reduce(or_, windows)) if windows else OCRMeter.objects.none()
    return dict(meters.values_list("account", "calls"))


def resume(account: str) -> bool:
    """Take a stop away, so that waiting readings are tried again; whether there was one."""
    if not EngineStop.objects.filter(account=account).delete()[0]:
        return False
    logger.warning("Readings of %s are resumed", account)
    signals.engine_resumed.send_robust(EngineStop, account=account)
    return True


def _window(backend: BaseOCRBackend, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    options = backend.options
    start = window_start(now, reset_at=options["reset_at"], reset_timezone=options["reset_timezone"])
    return start, start + dt.timedelta(days=1)


def _refusal(backend: BaseOCRBackend, stop: EngineStop, now: dt.datetime) -> OCRError:
    detail = f"{stop.detail} Stopped since {stop.since:%Y-%m-%d %H:%M} UTC; manage.py check_ocr tells more.".strip()
    if stop.until is None:
        return OCRMisconfigured(detail, backend=backend.alias, retry_after=LOOK_AGAIN)
    left = (stop.until - now).total_seconds()
    return OCRQuotaExhausted(detail, backend=backend.alias, retry_after=left)
