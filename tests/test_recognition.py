from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import override_settings
from django.utils import timezone

from django_bizlicense import recognition, workflow
from django_bizlicense.exceptions import OCRUnavailable
from django_bizlicense.models import LicenseReading, LicenseVerification, OCRMeter, ReviewReason
from django_bizlicense.models.reading import ReadingQuerySet
from django_bizlicense.models.storage import photo_storage
from django_bizlicense.ocr.wechat.errors import error_for
from tests import factories
from tests.engines import RAISING, RaisingBackend, reading_of

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status
State = LicenseReading.State


@override_settings(BIZLICENSE_OCR=factories.dummy(None))
def test_a_photo_without_a_license_is_sent_back_with_a_reason_three_times_and_then_a_person_looks():
    owner = factories.user()
    case = factories.in_review(owner)
    for seed in (2, 3):
        assert case.status == Status.RESUBMISSION_REQUESTED
        assert [given.reason.code for given in case.latest_decision.given_reasons.all()] == ["not_business_license"]
        workflow.resubmit(case, by=owner, photo=factories.photo(seed))
        recognition.recognize(str(case.pk))
        case.refresh_from_db()
    workflow.resubmit(case, by=owner, photo=factories.photo(4))
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW


@override_settings(BIZLICENSE_OCR=factories.dummy(None))
def test_a_person_looks_where_the_shop_has_switched_the_reason_off():
    ReviewReason.objects.filter(code="not_business_license").update(active=False)
    assert factories.in_review().status == Status.IN_REVIEW


@override_settings(BIZLICENSE_OCR=factories.dummy(None))
def test_data_typed_over_an_unreadable_photo_goes_to_a_person():
    owner = factories.user()
    case = factories.in_review(owner)
    workflow.resubmit(case, by=owner, stated={"reg_num": "91330106MA2CFRHEX0"})
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert case.reg_num == "91330106MA2CFRHEX0"
    assert {"nothing_read", "stated_only"} <= {finding["code"] for finding in case.findings}


@override_settings(BIZLICENSE_OCR=RAISING)
def test_an_outage_makes_the_reading_wait_and_never_refuses(monkeypatch):
    monkeypatch.setattr(RaisingBackend, "error", OCRUnavailable(retry_after=20))
    case = factories.in_review()
    reading = reading_of(case)
    assert case.status == Status.SUBMITTED
    assert reading.state == State.PENDING
    assert 15 < (reading.not_before - timezone.now()).total_seconds() <= 20
    recognition.recognize(str(case.pk))
    assert reading_of(case).tries == 1


def test_patience_over_a_person_types_what_the_machine_could_not(settings):
    settings.BIZLICENSE_OCR = RAISING
    case = factories.in_review(reg_num="91330106MA2CFRHEX0")
    settings.BIZLICENSE_RECOGNITION_PATIENCE = 0
    LicenseReading.objects.update(not_before=timezone.now())
    assert recognition.recognize_pending() == 1
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert case.reg_num == "91330106MA2CFRHEX0"
    assert reading_of(case).state == State.FAILED


def test_a_reading_never_waits_past_the_patience(settings, monkeypatch):
    settings.BIZLICENSE_OCR = RAISING
    settings.BIZLICENSE_RECOGNITION_PATIENCE = 60
    monkeypatch.setattr(RaisingBackend, "error", OCRUnavailable(retry_after=3600))
    case = factories.in_review()
    assert reading_of(case).not_before <= timezone.now() + dt.timedelta(seconds=60)


def test_back_again_before_patience_ends_the_photo_is_read(settings):
    settings.BIZLICENSE_OCR = RAISING
    case = factories.in_review()
    settings.BIZLICENSE_OCR = factories.dummy()
    LicenseReading.objects.update(not_before=timezone.now())
    recognition.recognize_pending()
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert case.enterprise_name


@override_settings(BIZLICENSE_OCR=RAISING)
@pytest.mark.parametrize("code", [-1, -1000, -504003])
def test_a_busy_wechat_is_asked_less_and_less_often(monkeypatch, code):
    monkeypatch.setattr(RaisingBackend, "error", error_for(code))
    case = factories.in_review()
    pauses = []
    for _ in range(4):
        pauses.append((reading_of(case).not_before - timezone.now()).total_seconds())
        LicenseReading.objects.update(not_before=timezone.now())
        recognition.recognize_pending()
    assert pauses == pytest.approx([15, 60, 240, 600], abs=10)


@override_settings(BIZLICENSE_OCR=RAISING)
def test_what_no_retry_helps_goes_to_a_person_at_once(monkeypatch, caplog):
    monkeypatch.setattr(RaisingBackend, "error", RuntimeError("token=abcdef"))
    case = factories.in_review()
    assert case.status == Status.IN_REVIEW
    assert reading_of(case).state == State.FAILED
    assert "abcdef" not in caplog.text


@override_settings(BIZLICENSE_OCR={}, BIZLICENSE_RECOGNITION_PATIENCE=0)
def test_without_an_engine_an_upload_still_reaches_a_person():
    assert factories.in_review().status == Status.IN_REVIEW


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_the_same_photo_is_paid_once():
    factories.in_review(factories.user("one"))
    factories.in_review(factories.user("two"))
    assert OCRMeter.objects.get().calls == 1
    assert LicenseReading.objects.filter(reused=True).count() == 1


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_a_reading_is_leased_by_one_and_taken_over_when_the_lease_runs_out():
    case = factories.submitted()
    pk = reading_of(case).pk
    assert LicenseReading.objects.lease(pk, seconds=45)
    assert LicenseReading.objects.lease(pk, seconds=45) is None
    recognition.run(pk)
    assert reading_of(case).state == State.RUNNING
    LicenseReading.objects.update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    recognition.recognize_pending()
    assert reading_of(case).state == State.READ


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_a_task_delivered_three_times_has_one_result():
    case = factories.submitted()
    for _ in range(3):
        recognition.recognize(str(case.pk))
    assert OCRMeter.objects.get().calls == 1
    assert case.events.filter(kind="read").count() == 1


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_a_case_withdrawn_while_it_is_read_stays_withdrawn():
    owner = factories.user()
    case = factories.submitted(owner)
    workflow.withdraw(case, by=owner)
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN
    assert reading_of(case).state == State.READ


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_a_photo_gone_from_the_storage_waits_like_an_outage():
    case = factories.submitted()
    photo_storage().delete(case.latest_attempt.photo.name)
    recognition.recognize(str(case.pk))
    assert reading_of(case).state == State.PENDING


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_what_was_paid_for_is_kept_when_handing_over_fails_and_handed_over_later(monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(recognition, "open_review", raises)
        case = factories.in_review()
    assert case.status == Status.SUBMITTED
    assert reading_of(case).state == State.READ
    earlier = timezone.now() - dt.timedelta(minutes=2)
    LicenseReading.objects.update(finished_at=earlier, not_before=earlier)
    recognition.recognize_pending()
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert case.enterprise_name
    assert OCRMeter.objects.get().calls == 1


def raises(*args: object, **kwargs: object) -> None:
    raise RuntimeError("a bug of ours")


@pytest.mark.django_db(transaction=True)
@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_a_paid_answer_outlives_a_database_that_is_away(monkeypatch):
    away = iter([OperationalError("the server closed the connection"), InterfaceError("connection already closed")])
    update = ReadingQuerySet.update

    def sometimes(self: ReadingQuerySet, **columns: Any) -> int:
        error = next(away, None) if "finished_at" in columns else None
        if error:
            raise error
        return update(self, **columns)

    monkeypatch.setattr(ReadingQuerySet, "update", sometimes)
    monkeypatch.setattr(recognition, "DATABASE_PAUSE", 0.01)
    case = factories.in_review()
    assert case.status == Status.IN_REVIEW
    assert OCRMeter.objects.get().calls == 1


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_a_fault_of_ours_before_the_call_ends_with_a_person(monkeypatch):
    monkeypatch.setattr(recognition, "read_photo", raises)
    case = factories.in_review()
    assert case.status == Status.IN_REVIEW
    assert reading_of(case).error_code == "ocr_request_error"
