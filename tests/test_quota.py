"""More photos than the account may read in a day, by many processes at once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from django_bizlicense import recognition
from django_bizlicense.models import LicenseReading, OCRMeter
from django_bizlicense.ocr.wechat import transport
from django_bizlicense.sandbox import SandboxServer, specimen
from tests import factories
from tests.crowd import SOAK, crowd, threads_each

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT, PHOTOS, FILES, PROCESSES, THREADS = (500, 2000, 50, 8, 30) if SOAK else (10, 30, 5, 3, 6)
OCR = "/cv/ocr/bizlicense"
State = LicenseReading.State


@pytest.fixture
def sandbox(settings):
    server = SandboxServer(reader=specimen)
    options = {"appid": "sandbox", "secret": "sandbox", "base_url": server.base_url, "daily_limit": LIMIT}
    path = "django_bizlicense.ocr.wechat.WeChatBackend"
    settings.BIZLICENSE_OCR = {"default": {"BACKEND": path, "OPTIONS": {**options, "deadline": 60.0}}}
    settings.BIZLICENSE_RECOGNITION_PATIENCE = 30 * 86400
    caches["default"].clear()
    yield server
    transport.session().close()


def wait_for_reading(photos: int) -> list[int]:
    for number in range(photos):
        factories.submitted(factories.user(f"merchant{number}"), seed=number)
    return list(LicenseReading.objects.values_list("pk", flat=True))


def a_day_passes() -> None:
    OCRMeter.objects.all().delete()  # the meter of the new window is another row
    LicenseReading.objects.filter(state=State.PENDING).update(not_before=timezone.now())


def read(item: Any) -> None:
    """Run a reading, or read a folder from the command line."""
    if isinstance(item, int):
        recognition.run(item)
        return
    try:
        call_command("read_license", item, "--format", "jsonl", stdout=io.StringIO(), stderr=io.StringIO())
    except SystemExit:
        raise AssertionError("read_license left the process") from None
    except Exception as error:  # noqa: BLE001
        assert "gave no answer" in str(error), error  # the limit was reached under its hands


def test_a_crowd_never_passes_the_limit_and_the_rest_is_read_on_the_next_days(sandbox, tmp_path):
    pks = wait_for_reading(PHOTOS)
    for number in range(FILES):
        (tmp_path / f"{number}.jpg").write_bytes(factories.jpeg(100_000 + number))
    portions: list[list[Any]] = [pks[start::PROCESSES] for start in range(PROCESSES)] + [[str(tmp_path)]]
    with crowd(read, portions, threads=threads_each(PROCESSES + 1, THREADS)) as let_loose, sandbox:
        let_loose()
        assert sandbox.calls[OCR] == LIMIT
        assert OCRMeter.objects.get().calls == LIMIT
        finished = LicenseReading.objects.filter(state=State.READ).count()
        assert LIMIT - FILES <= finished <= LIMIT
        waiting = LicenseReading.objects.filter(state=State.PENDING)
        assert (waiting.count(), waiting.filter(not_before__lte=timezone.now()).count()) == (PHOTOS - finished, 0)
        days = 1
        while waiting.exists():
            a_day_passes()
            days += 1
            recognition.recognize_pending(limit=PHOTOS)
            assert sandbox.calls[OCR] <= days * LIMIT
        assert LicenseReading.objects.filter(state=State.READ).count() == PHOTOS
