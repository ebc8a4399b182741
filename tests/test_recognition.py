from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import override_settings
from django.utils import timezone

from django_bizlicense import accounts, recognition, signals, workflow
from django_bizlicense.exceptions import OCRMisconfigured, OCRQuotaExhausted, OCRUnavailable
from django_bizlicense.license.findings import Finding
from django_bizlicense.models import EngineStop, LicenseReading, LicenseVerification, OCRMeter, ReviewReason
from django_bizlicense.models.reading import ReadingQuerySet
from django_bizlicense.models.storage import photo_storage
from django_bizlicense.ocr import BaseOCRBackend, OCRImage, OCRResult
from tests import factories

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status
State = LicenseReading.State


class RaisingBackend(BaseOCRBackend):
    """Raises what the test has put here."""

    error: Exception = OCRUnavailable()

    def read(self, image: OCRImage) -> OCRResult:
        raise self.error


RAISING = {"default": {"BACKEND": "tests.test_recognition.RaisingBackend"}}


def reading_of(case: LicenseVerification) -> LicenseReading:
    return LicenseReading.objects.filter(attempt__verification=case).order_by("-pk")[0]


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_geometry_is_kept_raw_and_as_fractions():
    reading = reading_of(factories.in_review())
    assert reading.state == State.READ
    assert reading.cert_position["pos"]["left_top"] == {"x": 60, "y": 40}
    assert reading.outline == [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
    assert reading.img_size == {"w": 600, "h": 400}


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
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_OCR = RAISING
    case = factories.in_review()
    settings.BIZLICENSE_OCR = factories.dummy()
    LicenseReading.objects.update(not_before=timezone.now())
    recognition.recognize_pending()
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert case.enterprise_name


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


def test_a_misconfigured_account_is_stopped_and_its_readings_wait_for_the_operator(monkeypatch, settings):
    settings.BIZLICENSE_OCR = RAISING
    monkeypatch.setattr(RaisingBackend, "error", OCRMisconfigured("the IP list", vendor_code="61004"))
    told = []
    signals.engine_stopped.connect(receiver := lambda **details: told.append(details["account"]))
    first = factories.in_review(factories.user("one"), seed=1)
    second = factories.in_review(factories.user("two"), seed=2)
    signals.engine_stopped.disconnect(receiver)
    assert (first.status, second.status) == (Status.SUBMITTED, Status.SUBMITTED)
    assert told == ["default"]
    assert OCRMeter.objects.get().calls == 1

    settings.BIZLICENSE_OCR = factories.dummy()
    assert accounts.resume("default")
    LicenseReading.objects.update(not_before=timezone.now())
    recognition.recognize_pending()
    assert set(LicenseVerification.objects.values_list("status", flat=True)) == {Status.IN_REVIEW}


@override_settings(BIZLICENSE_OCR=RAISING)
def test_a_quota_the_engine_calls_spent_stops_the_account_until_its_window_ends(monkeypatch):
    monkeypatch.setattr(RaisingBackend, "error", OCRQuotaExhausted("45009"))
    factories.in_review(factories.user("one"), seed=1)
    factories.in_review(factories.user("two"), seed=2)
    assert OCRMeter.objects.get().calls == 1
    stop = EngineStop.objects.get()
    assert dt.timedelta(0) < stop.until - timezone.now() <= dt.timedelta(days=1)
    EngineStop.objects.update(until=timezone.now())
    monkeypatch.setattr(RaisingBackend, "error", OCRUnavailable())
    LicenseReading.objects.update(not_before=timezone.now())
    recognition.recognize_pending()
    assert OCRMeter.objects.get().calls == 3


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_the_same_photo_is_paid_once():
    factories.in_review(factories.user("one"))
    factories.in_review(factories.user("two"))
    assert OCRMeter.objects.get().calls == 1
    assert LicenseReading.objects.filter(reused=True).count() == 1


@override_settings(BIZLICENSE_OCR=factories.dummy(daily_limit=1))
def test_a_spent_quota_makes_readings_wait():
    factories.in_review(factories.user("one"), seed=1)
    case = factories.in_review(factories.user("two"), seed=2)
    reading = reading_of(case)
    assert case.status == Status.SUBMITTED
    assert (reading.state, reading.error_code) == (State.PENDING, "ocr_quota_exhausted")
    assert OCRMeter.objects.get().calls == 1


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


@override_settings(BIZLICENSE_OCR=factories.dummy({**factories.ANSWER, "extra\x00": ["\ud800", float("nan"), 10**30]}))
def test_hostile_answers_are_stored_clean():
    reading = reading_of(factories.in_review())
    assert reading.raw["extra"] == ["", None, None]


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_the_same_license_and_photo_elsewhere_are_findings():
    factories.in_review(factories.user("one"))
    case = factories.in_review(factories.user("two"))
    assert {"number_elsewhere", "photo_elsewhere"} <= {finding["code"] for finding in case.findings}


def broken_finding(case: object) -> list[Finding]:
    raise KeyError("a host's bug")


@override_settings(BIZLICENSE_OCR=factories.dummy(), BIZLICENSE_FINDINGS=["tests.test_recognition.broken_finding"])
def test_a_hosts_check_that_raises_is_told_to_the_reviewer_and_stops_nothing():
    case = factories.in_review()
    assert case.status == Status.IN_REVIEW
    [finding] = [finding for finding in case.findings if finding["code"] == "check_failed"]
    assert "tests.test_recognition.broken_finding" in finding["en"]


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


def placed(position: dict[str, tuple[float, float]], size: dict[str, int]) -> dict[str, Any]:
    corners = {name: {"x": x, "y": y} for name, (x, y) in position.items()}
    return {**factories.ANSWER, "cert_position": {"pos": corners}, "img_size": size}


CORNERS = {"left_top": (30, 20), "right_top": (270, 20), "right_bottom": (270, 180), "left_bottom": (30, 180)}


@override_settings(BIZLICENSE_OCR=factories.dummy(placed(CORNERS, {"w": 300, "h": 200})))
def test_corners_are_in_the_pixels_the_engine_says_it_has_seen():
    assert reading_of(factories.in_review()).outline == [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]


@pytest.mark.parametrize(
    "answer",
    [
        placed(dict.fromkeys(CORNERS, (0, 0)), {"w": 600, "h": 400}),
        placed(CORNERS, {"w": 1, "h": 1}),
        placed({**CORNERS, "left_top": (-9e5, 9e5)}, {"w": 600, "h": 400}),
    ],
)
def test_impossible_corners_cost_nothing_but_the_outline(answer, settings):
    settings.BIZLICENSE_OCR = factories.dummy(answer)
    case = factories.in_review()
    assert case.status == Status.IN_REVIEW
    assert case.enterprise_name
    assert reading_of(case).cert_position


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
