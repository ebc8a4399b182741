"""How well the house is: a few cheap questions, each with the value above which somebody should look.

Nothing here is personal. Each question of the database stands on an index, however many cases there are.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.core.cache import caches
from django.db import Error as AnyDatabaseError
from django.db.models import Count
from django.utils import timezone

from django_bizlicense import accounts
from django_bizlicense.conf import settings
from django_bizlicense.exceptions import InvalidOCRBackend
from django_bizlicense.models import EngineStop, LicenseAttempt, LicenseReading, LicenseVerification
from django_bizlicense.models.storage import FOLDER, photo_storage
from django_bizlicense.models.verification import IN_REVIEW
from django_bizlicense.ocr import BaseOCRBackend, ocr_backends

State = LicenseReading.State
COUNTED = 1000
"""Where counting stops."""
LATE = dt.timedelta(seconds=300)
"""How long a reading may be abandoned or not handed over before it is counted; the sweeper comes sooner."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question; `value` is None where nothing answered, `limit` None where every answer will do.

    Of what is asked whether it answers at all, the value is how long that took. `of` names the account or cache.
    """

    name: str
    value: float | None
    unit: str
    limit: float | None = None
    of: str = ""

    @property
    def ok(self) -> bool:
        return self.value is not None and (self.limit is None or self.value <= self.limit)


@dataclass(frozen=True, kw_only=True)
class Health:
    """All questions at one time."""

    at: dt.datetime
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        checks = [{**asdict(check), "ok": check.ok} for check in self.checks]
        return {"ok": self.ok, "at": self.at.isoformat(), "checks": checks}


def report() -> Health:
    """Ask everything; raises nothing, whatever is away."""
    now = timezone.now()
    return Health(at=now, checks=(*_of_database(now), *_of_neighbors()))


def database_answers() -> bool:
    """Whether the database answers, with our tables in it: without it no request can be served."""
    return _seconds(EngineStop.objects.exists, "database") is not None


def counts() -> dict[str, dict[str, int]]:
    """Return verifications by status, readings by state and today's calls by account; raises a database error."""
    statuses = LicenseVerification.objects.order_by().values_list("status").annotate(Count("pk"))
    states = LicenseReading.objects.order_by().values_list("state").annotate(Count("pk"))
    calls = accounts.calls_today(_engines())
    return {"verifications": dict(statuses), "readings": dict(states), "calls": calls}


def _of_database(now: dt.datetime) -> Iterator[Check]:
    """Ask the tables; where they do not answer, every question about them stays open."""
    values: dict[str, float] = {}
    engines = _engines()
    calls: dict[str, int] | None = None
    began = time.monotonic()
    try:
        values = {name: question(now) for name, (question, _unit) in QUESTIONS.items()}
        calls = accounts.calls_today(engines)
    except AnyDatabaseError as error:
        logger.error("The database does not answer: %s", type(error).__name__)
    took = None if calls is None else time.monotonic() - began
    yield _check("database", took, "seconds")
    for name, (_question, unit) in QUESTIONS.items():
        yield _check(name, values.get(name), unit)
    limited = {engine.account: limit for engine in engines if (limit := engine.options["daily_limit"])}
    for account, limit in limited.items():
        share = None if calls is None else calls.get(account, 0) / limit
        yield _check("quota", share, "share", of=account)


def _of_neighbors() -> Iterator[Check]:
    """Ask the photo storage and the caches where tokens lie."""
    yield _check("storage", _seconds(lambda: photo_storage().exists(f"{FOLDER}/health"), "photo storage"), "seconds")
    for alias in sorted({engine.options["cache"] for engine in _engines() if "cache" in engine.options}):
        yield _check("cache", _seconds(partial(_write_and_read, alias), "cache"), "seconds", of=alias)


def _check(name: str, value: float | None, unit: str, *, of: str = "") -> Check:
    return Check(name=name, value=value, unit=unit, limit=settings.HEALTH.get(name), of=of)


def _seconds(ask: Callable[[], object], whom: str) -> float | None:
    """Return how long an answer took, None where there was none."""
    began = time.monotonic()
    try:
        ask()
    except Exception as error:  # noqa: BLE001  whatever is wrong over there, it is away
        logger.error("The %s does not answer: %s", whom, type(error).__name__)
        return None
    return time.monotonic() - began


def _write_and_read(alias: str) -> None:
    """Raise where a cache does not give back what it was given; some swallow their errors."""
    cache = caches[alias]
    cache.set("bizlicense:health", 1, 60)
    if cache.get("bizlicense:health") != 1:
        raise LookupError


def _engines() -> list[BaseOCRBackend]:
    engines = []
    for alias in settings.OCR:
        try:
            engines.append(ocr_backends[alias])
        except InvalidOCRBackend:  # which the system checks tell
            logger.warning("The engine %r cannot be looked at", alias)
    return engines


def _queue_age(now: dt.datetime) -> float:
    """Count from the sending: where an engine is away every try sets a later time for the next, which is never late."""
    waiting = LicenseReading.objects.unfinished().order_by("created_at")
    return _age(waiting.values_list("created_at", flat=True).first(), now)


def _leases_overdue(now: dt.datetime) -> float:
    running = LicenseReading.objects.filter(state=State.RUNNING)
    return running.filter(leased_until__lt=now - LATE)[:COUNTED].count()


def _not_handed_over(now: dt.datetime) -> float:
    return LicenseReading.objects.not_handed_over(now - LATE)[:COUNTED].count()


def _engines_stopped(now: dt.datetime) -> float:
    return EngineStop.objects.in_force(now)[:COUNTED].count()


def _photos_missing(now: dt.datetime) -> float:
    """Count what somebody will still miss; the photo of a decided case may be gone for good, and the sweep tells it."""
    missing = LicenseAttempt.objects.photo_missing().order_by()
    return missing.filter(verification__status__in=LicenseVerification.OPEN)[:COUNTED].count()


def _review_age(now: dt.datetime) -> float:
    waiting = LicenseVerification.objects.filter(IN_REVIEW).order_by("submitted_at", "id")
    return _age(waiting.values_list("submitted_at", flat=True).first(), now)


def _age(since: dt.datetime | None, now: dt.datetime) -> float:
    return (now - since).total_seconds() if since else 0.0


QUESTIONS: Mapping[str, tuple[Callable[[dt.datetime], float], str]] = {
    "queue_age": (_queue_age, "seconds"),
    "leases_overdue": (_leases_overdue, "count"),
    "not_handed_over": (_not_handed_over, "count"),
    "engines_stopped": (_engines_stopped, "count"),
    "photos_missing": (_photos_missing, "count"),
    "review_age": (_review_age, "seconds"),
}
"""One query each, and the unit of its answer."""
