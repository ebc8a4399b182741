"""What was paid for is kept, and paid for once, whatever goes wrong around the call."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import InterfaceError, connection
from django.utils import timezone

from django_bizlicense import recognition
from django_bizlicense.models import LicenseReading, OCRMeter
from django_bizlicense.models.storage import photo_storage
from django_bizlicense.ocr import BaseOCRBackend, FieldDetail, OCRImage, OCRResult
from tests import factories
from tests.engines import reading_of

pytestmark = pytest.mark.django_db
State = LicenseReading.State


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


def test_a_photo_that_no_reader_of_codes_can_open_is_read_all_the_same(caplog):
    case = factories.submitted()
    key = case.latest_attempt.stored_as
    half = case.latest_attempt.photo_content()[:-400]  # the header is whole, so the engine is sent it
    photo_storage().delete(key)
    photo_storage().save(key, ContentFile(half))
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    assert (reading_of(case).state, case.status) == (State.READ, "in_review")
    assert case.enterprise_name == factories.ANSWER["enterprise_name"]
    assert "QR codes" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_closes_before_the_call_costs_time_and_not_the_reading():
    case = factories.submitted()

    def closed_at_the_meter(execute: Any, sql: str, *args: Any) -> Any:
        if "ocrmeter" in sql:
            raise InterfaceError("connection already closed")
        return execute(sql, *args)

    with connection.execute_wrapper(closed_at_the_meter), pytest.raises(InterfaceError):
        recognition.recognize(str(case.pk))
    assert reading_of(case).state == State.RUNNING
    LicenseReading.objects.update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    recognition.recognize_pending()
    assert reading_of(case).state == State.READ


class Slow(FileSystemStorage):
    """Lets the lease of the first who asks run out, so that the sweeper comes, before it answers."""

    asked = 0

    def _open(self, name: str, mode: str = "rb") -> Any:
        Slow.asked += 1
        if Slow.asked == 1:
            LicenseReading.objects.update(leased_until=timezone.now() - dt.timedelta(seconds=1))
            recognition.recognize_pending()
        return super()._open(name, mode)


def test_a_slow_storage_costs_no_second_call(settings, tmp_path: Path, monkeypatch):
    slow = {"BACKEND": f"{__name__}.Slow", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "bizlicense": slow}
    monkeypatch.setattr(Slow, "asked", 0)
    case = factories.in_review()
    assert (Slow.asked, reading_of(case).state, case.status) == (2, State.READ, "in_review")
    assert OCRMeter.objects.get().calls == 1


class Careless(BaseOCRBackend):
    """An engine of the host that says what no database takes."""

    def read(self, image: OCRImage) -> OCRResult:
        nan = float("nan")
        corner = (nan, nan)
        details = {"reg_num": FieldDetail(confidence=nan, place=(corner, corner, corner, corner))}
        fields = {"reg_num": "9\x001", "address": "x\ud800"}
        return OCRResult(fields=fields, details=details, cert_position=details["reg_num"].place, rid="a\x00")


def test_what_a_careless_engine_says_is_stored_as_every_database_takes_it(settings):
    settings.BIZLICENSE_OCR = {"default": {"BACKEND": f"{__name__}.Careless"}}
    case = factories.in_review()
    reading = reading_of(case)
    assert (reading.state, case.status) == (State.READ, "in_review")
    assert (reading.fields, reading.rid) == ({"reg_num": "91", "address": "x"}, "a")
    assert reading.details == {"reg_num": {"confidence": None, "place": None}}
    assert reading.outline is None
