from __future__ import annotations

import datetime as dt

import pytest
from django.test import override_settings
from django.utils import timezone

from django_bizlicense import accounts, recognition, signals
from django_bizlicense.exceptions import OCRMisconfigured, OCRQuotaExhausted, OCRUnavailable
from django_bizlicense.models import EngineStop, LicenseReading, LicenseVerification, OCRMeter
from tests import factories
from tests.engines import RAISING, RaisingBackend, reading_of

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status
State = LicenseReading.State


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


@override_settings(BIZLICENSE_OCR=factories.dummy(daily_limit=1))
def test_a_spent_quota_makes_readings_wait():
    factories.in_review(factories.user("one"), seed=1)
    case = factories.in_review(factories.user("two"), seed=2)
    reading = reading_of(case)
    assert case.status == Status.SUBMITTED
    assert (reading.state, reading.error_code) == (State.PENDING, "ocr_quota_exhausted")
    assert OCRMeter.objects.get().calls == 1
