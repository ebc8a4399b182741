"""What the sweeper does with what others have left lying."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from django_bizlicense import recognition
from django_bizlicense.models import LicenseReading, LicenseVerification, OCRMeter
from tests import factories

pytestmark = pytest.mark.django_db
CASES = 5


def read_but_not_handed_over() -> None:
    """Leave every case as a worker does that is killed after it has written the result."""
    now = timezone.now() - dt.timedelta(minutes=2)
    LicenseReading.objects.update(
        state=LicenseReading.State.READ, fields={"enterprise_name": "云杉"}, finished_at=now, not_before=now
    )


def statuses() -> list[str]:
    return list(LicenseVerification.objects.order_by("created_at").values_list("status", flat=True))


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_one_round_hands_over_everything_that_was_left():
    for number in range(CASES):
        factories.submitted(factories.user(f"merchant{number}"), seed=number)
    read_but_not_handed_over()
    call_command("recognize_pending")
    assert statuses() == ["in_review"] * CASES
    assert not OCRMeter.objects.exists()


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_one_that_cannot_be_handed_over_does_not_keep_the_others_waiting(monkeypatch):
    bad = factories.submitted(factories.user("bad"))
    for number in range(CASES):
        factories.submitted(factories.user(f"merchant{number}"), seed=number)
    read_but_not_handed_over()
    open_review = recognition.open_review

    def breaks(attempt: Any, **options: Any) -> None:
        if attempt.verification_id == bad.pk:
            raise RuntimeError("a bug of ours")
        open_review(attempt, **options)

    with monkeypatch.context() as broken:
        broken.setattr(recognition, "open_review", breaks)
        call_command("recognize_pending")
    assert statuses() == ["submitted", *["in_review"] * CASES]
    LicenseReading.objects.filter(attempt__verification=bad).update(
        not_before=timezone.now() - recognition.HAND_OVER_AGAIN
    )
    call_command("recognize_pending")
    assert statuses() == ["in_review"] * (CASES + 1)


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_a_photo_that_kills_every_worker_goes_to_a_person():
    case = factories.submitted()
    reading = LicenseReading.objects.get()
    for _ in range(recognition.TRIES_BORNE):
        assert LicenseReading.objects.lease(reading.pk, seconds=-1)
    recognition.recognize_pending()
    case.refresh_from_db()
    assert case.status == "in_review"
    assert case.events.filter(kind="reading_failed").count() == 1
    assert not OCRMeter.objects.exists()


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_a_worker_killed_once_or_twice_costs_no_reading():
    case = factories.submitted()
    reading = LicenseReading.objects.get()
    for _ in range(recognition.TRIES_BORNE - 1):
        assert LicenseReading.objects.lease(reading.pk, seconds=-1)
    recognition.recognize_pending()
    case.refresh_from_db()
    assert case.enterprise_name


@override_settings(
    BIZLICENSE_OCR={**factories.dummy(), "local": factories.dummy()["default"]}, BIZLICENSE_SECOND_READER="local"
)
def test_a_worker_killed_before_it_gave_up_on_the_second_engine_keeps_no_case_waiting_for_it():
    factories.submitted()
    readings, now = LicenseReading.objects, timezone.now()
    readings.filter(alias="local").update(error_code="ocr_unavailable", not_before=now + dt.timedelta(minutes=10))
    earlier = now - dt.timedelta(minutes=2)
    readings.filter(alias="default").update(state=LicenseReading.State.READ, finished_at=earlier, not_before=earlier)
    recognition.recognize_pending()
    assert statuses() == ["in_review"]
    assert sorted(readings.values_list("state", flat=True)) == ["failed", "read"]
