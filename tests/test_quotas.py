from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone
from rest_framework.authtoken.models import Token

from django_bizlicense import quotas, workflow
from django_bizlicense.exceptions import CaseOpen, ErrorCode, StorageUnavailable, TooManySendings
from django_bizlicense.models import LicenseAttempt, LicenseVerification, RequestMeter, SubmissionKey
from django_bizlicense.workflow.keys import forget_past_keys
from tests import factories
from tests.api.sending import URL, case_url, client_of, refusal, sending
from tests.web import pages
from tests.web.storages import away

CROWD = 100


@pytest.fixture
def owner(db) -> Any:
    return factories.user()


@pytest.fixture
def case(owner, settings) -> LicenseVerification:
    """A case in review."""
    settings.BIZLICENSE_OCR = factories.dummy()
    return factories.in_review(owner)


@pytest.fixture
def within_a_minute(monkeypatch) -> None:
    """Let no minute end on the way."""
    now = timezone.now().replace(second=5)
    monkeypatch.setattr(timezone, "now", lambda: now)


def send(owner: Any, shop: object = "") -> LicenseVerification:
    return workflow.submit(factories.photo(), owner=owner, merchant_ref=str(shop))


def counted() -> int:
    return sum(RequestMeter.objects.filter(subject__startswith="sendings:").values_list("calls", flat=True))


def test_a_day_has_so_many_sendings_over_all_cases_and_not_one_more(owner, settings):
    settings.BIZLICENSE_SENDINGS_PER_DAY = 3
    for _ in range(2):
        workflow.withdraw(send(owner), by=owner)
    send(owner, "north")
    with pytest.raises(TooManySendings) as caught:
        send(owner, "south")
    assert 0 < caught.value.retry_after <= 86400
    assert LicenseAttempt.objects.count() == 3
    send(factories.user("somebody else"))


def test_sending_again_counts_too(owner, settings):
    settings.BIZLICENSE_SENDINGS_PER_DAY = 1
    settings.BIZLICENSE_OCR = factories.dummy()
    case = factories.in_review(owner)
    workflow.request_resubmission(
        case, by=factories.reviewer(), version=case.version, reasons={"number_mismatch": ["reg_num"]}
    )
    with pytest.raises(TooManySendings):
        workflow.resubmit(case, by=owner, stated={"reg_num": "91330106MA2CFRHE4W"})
    case.refresh_from_db()
    assert (case.status, case.attempt_count) == ("resubmission_requested", 1)


def test_a_sending_that_fails_is_not_counted(owner, settings):
    send(owner)
    with pytest.raises(CaseOpen):
        send(owner)
    settings.STORAGES = away()
    with pytest.raises(StorageUnavailable):
        send(owner, "b")
    assert counted() == 1


def test_the_day_begins_at_midnight_in_china(owner, settings, monkeypatch):
    settings.BIZLICENSE_SENDINGS_PER_DAY = 1
    evening = dt.datetime(2026, 3, 1, 15, 59, tzinfo=dt.timezone.utc)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    send(owner)
    with pytest.raises(TooManySendings) as caught:
        send(owner, "b")
    assert caught.value.retry_after == 60
    monkeypatch.setattr(timezone, "now", lambda: evening + dt.timedelta(minutes=1))
    send(owner, "b")


def test_none_is_as_often_as_one_likes(owner, settings):
    settings.BIZLICENSE_SENDINGS_PER_DAY = None
    for shop in range(3):
        send(owner, shop)
    assert not RequestMeter.objects.exists()


def test_both_doors_say_when_to_come_back(owner, settings):
    settings.BIZLICENSE_SENDINGS_PER_DAY = 1
    assert client_of(owner).post(URL, sending(merchant_ref="a")).status_code == 201
    answer = client_of(owner).post(URL, sending(merchant_ref="b"), headers={"Idempotency-Key": "k"})
    assert refusal(answer, 429, "too_many_sendings")["retryable"] is True
    assert 0 < int(answer["Retry-After"]) <= 86400
    assert not SubmissionKey.objects.exists()
    page = pages.client_of(owner).post("/license/?merchant_ref=b", pages.sending())
    assert (page.status_code, 0 < int(page["Retry-After"]) <= 86400) == (429, True)
    assert ErrorCode.TOO_MANY_SENDINGS.text.en in pages.words(page)


def test_sending_again_on_the_page_says_so_too(owner, settings):
    settings.BIZLICENSE_SENDINGS_PER_DAY = 1
    settings.BIZLICENSE_OCR = factories.dummy()
    case = factories.in_review(owner)
    reasons = {"image_blurry": ()}
    workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, reasons=reasons)
    page = pages.client_of(owner).post(f"/license/{case.pk}/resend/", pages.sending(send="photo"))
    assert page.status_code == 429
    refusal(client_of(owner).post(case_url(case, "attempts/"), sending()), 429, "too_many_sendings")


def test_once_spent_no_photo_is_looked_at_and_a_repeated_request_is_still_answered(owner, settings):
    settings.BIZLICENSE_SENDINGS_PER_DAY = 1
    client, first = client_of(owner), {"merchant_ref": "a", "idempotency_key": "k"}
    made = client.post(URL, sending(**first))
    assert client.post(URL, sending(**first)).json()["id"] == made.json()["id"]
    no_photo = sending(image=SimpleUploadedFile("a.jpg", b"no photo at all"), merchant_ref="b")
    refusal(client.post(URL, no_photo), 429, "too_many_sendings")
    page = pages.client_of(owner).post("/license/?merchant_ref=b", pages.sending(b"no photo at all"))
    assert page.status_code == 429


@pytest.mark.parametrize(("limit", "passes"), [(2, 2), (None, 4)])
@pytest.mark.usefixtures("within_a_minute")
def test_a_minute_has_so_many_requests(owner, settings, limit, passes):
    settings.BIZLICENSE_REQUESTS_PER_MINUTE = limit
    answers = [client_of(owner).get(URL) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200] * passes + [429] * (4 - passes)
    assert client_of(factories.user("somebody else")).get(URL).status_code == 200
    if limit:
        refusal(answers[-1], 429, "too_many_requests")
        assert 0 < int(answers[-1]["Retry-After"]) <= 60


@pytest.mark.usefixtures("within_a_minute")
def test_photos_sent_on_the_page_are_requests_too_and_beyond_the_limit_nobody_looks_at_them(owner, settings):
    settings.BIZLICENSE_REQUESTS_PER_MINUTE = 2
    client, no_photo = pages.client_of(owner), b"no photo at all"
    assert client_of(owner).get(URL).status_code == 200
    assert client.post("/license/", pages.sending(no_photo)).status_code == 200
    page = client.post("/license/", pages.sending(no_photo, enterprise_name="云杉贸易"))
    assert said_too_often(page)
    assert "not a JPEG" not in pages.words(page)
    assert 'value="云杉贸易"' in page.content.decode()
    assert page.context["form"]["consent"].value() == "on"
    assert client.get("/license/").status_code == 200
    refusal(client_of(owner).get(URL), 429, "too_many_requests")
    assert pages.client_of(factories.user("somebody else")).post("/license/", pages.sending()).status_code == 302


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("resend", "resubmission_requested"),
        ("confirm", "awaiting_confirmation"),
        ("restate", "in_review"),
        ("withdraw", "in_review"),
    ],
)
def test_every_page_that_changes_a_case_counts(owner, case, within_a_minute, settings, page, status):
    settings.BIZLICENSE_REQUESTS_PER_MINUTE = 1
    if status == "resubmission_requested":
        reasons = {"name_mismatch": ["enterprise_name"]}
        workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, reasons=reasons)
    LicenseVerification.objects.update(status=status)
    client, url = pages.client_of(owner), f"/license/{case.pk}/{page}/"
    assert client_of(owner).get(URL).status_code == 200
    answer = client.post(url, pages.sending(send="photo", address="别处"))
    assert said_too_often(answer)
    assert page == "withdraw" or answer.context["form"]["address"].value() == "别处"
    before, case = case, LicenseVerification.objects.get()
    assert (case.status, case.address, case.attempt_count) == (status, before.address, 1)
    settings.BIZLICENSE_REQUESTS_PER_MINUTE = 2
    assert client.post(url, pages.sending(send="photo", address="别处")).status_code == 302


def said_too_often(page: Any) -> bool:
    """Whether a page says that there were too many requests, and when to come back."""
    assert page.status_code == 429
    text = ErrorCode.TOO_MANY_REQUESTS.text
    return f"{text.en} {text.fix_en}" in pages.words(page) and 0 < int(page["Retry-After"]) <= 60


def test_counts_long_past_are_forgotten(owner):
    send(owner)
    RequestMeter.objects.create(subject="requests:1", window_starts_at=timezone.now() - dt.timedelta(days=3))
    assert quotas.forget_past_windows() == 1
    assert counted() == 1


def test_keys_long_past_are_forgotten(owner):
    for hours in (23, 25):
        at = timezone.now() - dt.timedelta(hours=hours)
        SubmissionKey.objects.create(owner=owner, key=str(hours), fingerprint="f", created_at=at)
    assert forget_past_keys() == 1
    assert SubmissionKey.objects.get().key == "23"


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_sendings_at_once_the_limit_passes(settings, transactional_db):
    owner = factories.user()
    settings.BIZLICENSE_SENDINGS_PER_DAY = 7

    def one(shop: int) -> str:
        try:
            return str(send(owner, shop).pk)
        except TooManySendings:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CROWD) as pool:
        sent = list(filter(None, pool.map(one, range(CROWD))))
    assert len(sent) == LicenseVerification.objects.count() == counted() == 7


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("within_a_minute")
def test_of_a_hundred_requests_at_once_the_limit_passes(live_server, settings):
    settings.BIZLICENSE_REQUESTS_PER_MINUTE = 10
    token = Token.objects.create(user=factories.user()).key

    def one(_number: int) -> int:
        return requests.get(live_server.url + URL, headers={"Authorization": f"Token {token}"}, timeout=60).status_code

    with ThreadPoolExecutor(CROWD) as pool:
        answers = list(pool.map(one, range(CROWD)))
    assert (answers.count(200), answers.count(429)) == (10, 90)
