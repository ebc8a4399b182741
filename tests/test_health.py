from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_bizlicense import accounts, health
from django_bizlicense.models import EngineStop, LicenseAttempt, LicenseReading, LicenseVerification
from django_bizlicense.models.meter import OCRMeter
from django_bizlicense.ocr import ocr_backends
from tests import factories
from tests.web.storages import away

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent
WECHAT = "django_bizlicense.ocr.wechat.WeChatBackend"
REDIS_AWAY = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}


def ago(**age: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(**age)


def bad() -> list[str]:
    return [f"{check.name} {check.of}".strip() for check in health.report().checks if not check.ok]


def value(name: str) -> float:
    [found] = [check.value for check in health.report().checks if check.name == name]
    return found


@pytest.fixture
def wechat(settings) -> None:
    options = {"appid": "wx1", "secret": "s", "daily_limit": 10}
    settings.BIZLICENSE_OCR = {"default": {"BACKEND": WECHAT, "OPTIONS": options}}


def test_an_empty_house_is_well(wechat):
    report = health.report()
    assert report.ok
    names = {"database", *health.QUESTIONS, "quota", "storage", "cache"}
    assert {check.name for check in report.checks} == names


def test_a_photo_that_nobody_reads_in_time(wechat):
    factories.submitted()
    LicenseReading.objects.update(created_at=ago(seconds=890))
    assert 890 <= value("queue_age") < 900
    assert bad() == []
    LicenseReading.objects.update(created_at=ago(seconds=901))
    assert bad() == ["queue_age"]


def test_an_engine_that_always_fails_is_told_however_far_off_the_next_try_is(wechat):
    factories.submitted()
    failed = {"not_before": ago(seconds=-240), "error_code": "ocr_unavailable"}
    LicenseReading.objects.update(created_at=ago(seconds=901), **failed)
    assert bad() == ["queue_age"]
    LicenseReading.objects.update(state="running", leased_until=ago(seconds=-40))  # while it is tried once more
    assert bad() == ["queue_age"]
    LicenseReading.objects.update(state="failed", finished_at=timezone.now())
    assert value("queue_age") == 0


def test_a_reading_that_nobody_took_over():
    factories.submitted()
    LicenseReading.objects.update(state="running", leased_until=ago(seconds=290))
    assert bad() == []
    LicenseReading.objects.update(leased_until=ago(seconds=310))
    assert bad() == ["leases_overdue"]


def test_a_reading_that_was_not_handed_over():
    factories.submitted()
    LicenseReading.objects.update(state="read", finished_at=ago(seconds=310), not_before=ago(seconds=320))
    assert bad() == ["not_handed_over"]


def test_an_engine_that_is_stopped():
    EngineStop.objects.create(account="wx1", code="ocr_misconfigured", since=timezone.now())
    EngineStop.objects.create(account="wx2", code="x", since=timezone.now(), until=ago(seconds=1))
    assert (bad(), value("engines_stopped")) == (["engines_stopped"], 1)


def test_a_quota_that_is_nearly_spent(wechat):
    for _ in range(9):
        accounts.admit(ocr_backends["default"])
    assert (value("quota"), bad()) == (0.9, [])
    accounts.admit(ocr_backends["default"])
    assert bad() == ["quota wechat:wx1"]
    assert health.counts()["calls"] == {"wechat:wx1": 10}
    OCRMeter.objects.update(window_starts_at=ago(days=2))
    assert value("quota") == 0


def test_a_photo_that_is_missing_matters_while_its_case_is_open(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    factories.in_review()
    LicenseAttempt.objects.update(photo_missing_since=timezone.now())
    assert bad() == ["photos_missing"]
    LicenseVerification.objects.update(status="approved")
    assert bad() == []


def test_a_merchant_who_waits_too_long(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    factories.in_review()
    LicenseVerification.objects.update(submitted_at=ago(days=4))
    assert bad() == ["review_age"]
    settings.BIZLICENSE_HEALTH = {"review_age": 5 * 86400}
    assert bad() == []
    settings.BIZLICENSE_HEALTH = {"review_age": None, "queue_age": 900}
    LicenseVerification.objects.update(submitted_at=ago(days=400))
    assert bad() == []


def test_a_storage_or_cache_that_is_away(settings, wechat):
    settings.STORAGES = away()
    assert bad() == []  # it can still say that a file is not there
    settings.STORAGES = {**away(), "bizlicense": {"BACKEND": f"{__name__}.Gone"}}
    settings.CACHES = {"default": REDIS_AWAY}
    assert bad() == ["storage", "cache default"]


class Gone:
    """A storage that answers nothing."""

    def exists(self, name: str) -> bool:
        raise ConnectionError


def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> None:
    raise OperationalError("the server is away")


def test_a_database_that_is_away_leaves_its_questions_open(wechat):
    with connection.execute_wrapper(refuse):
        assert bad() == ["database", *health.QUESTIONS, "quota wechat:wx1"]
        assert health.database_answers() is False


def test_few_queries_however_many_cases(settings, wechat):
    with CaptureQueriesContext(connection) as queries:
        health.report()
    assert len(queries) <= 8


def test_an_engine_that_cannot_be_built_is_left_to_the_checks(settings):
    settings.BIZLICENSE_OCR = {"default": {"BACKEND": "no.such.Engine"}}
    assert bad() == []


def told() -> str:
    output = StringIO()
    call_command("license_health", stdout=output, no_color=True)
    return output.getvalue()


def test_the_command_says_what_it_found(wechat):
    lines = told().splitlines()
    assert "ok  queue_age: 0.00 s (limit 900.00 s)" in lines
    assert "ok  quota wechat:wx1: 0 % (limit 90 %)" in lines
    EngineStop.objects.create(account="wx1", code="x", since=timezone.now())
    with pytest.raises(CommandError, match="Not well: engines_stopped") as caught:
        told()
    assert caught.value.returncode == 1


def test_the_command_without_a_database_is_exit_code_1_and_no_traceback():
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-m", "django", "license_health", "--settings", "tests.settings"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1].split(":")[0]) == (1, "CommandError")
    assert "BAD database: no answer" in done.stdout
    assert "ok  storage" in done.stdout
    assert "Traceback" not in done.stderr


def grow(cases: int) -> None:
    """Put many decided cases, each with an attempt and a reading, beside the one that is there."""
    case, attempt, reading = LicenseVerification._meta, LicenseAttempt._meta, LicenseReading._meta
    fresh = {"id": "gen_random_uuid()", "open_key": "NULL", "status": "'approved'"}
    with connection.cursor() as cursor:
        cursor.execute(copied(LicenseVerification, f"generate_series(1, {cases}) s", **fresh))
        every = f"{case.db_table} s WHERE s.id <> t.verification_id"
        cursor.execute(copied(LicenseAttempt, every, verification_id="s.id"))
        every = f"{attempt.db_table} s WHERE s.id <> t.attempt_id"
        cursor.execute(copied(LicenseReading, every, attempt_id="s.id", state="'read'"))
        cursor.execute(f"ANALYZE {case.db_table}, {attempt.db_table}, {reading.db_table}")


def copied(model: Any, source: str, **expressions: str) -> str:
    columns = [field.column for field in model._meta.local_concrete_fields]
    kept = [name for name in columns if name not in expressions and (name != "id" or model is LicenseVerification)]
    names, texts = [*kept, *expressions], [*(f"t.{name}" for name in kept), *expressions.values()]
    table = model._meta.db_table
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(texts)} FROM {table} t, {source}"


@pytest.mark.plans
def test_every_question_stands_on_an_index(wechat):
    factories.submitted()
    grow(20_000)
    with CaptureQueriesContext(connection) as queries:
        health.report()
    assert len(queries) >= 7
    for query in [query["sql"] for query in queries if query["sql"].startswith("SELECT")]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        for table in ("licenseverification", "licenseattempt", "licensereading"):
            assert f"Seq Scan on bizlicense_{table}" not in plan, plan
