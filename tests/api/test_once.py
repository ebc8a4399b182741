from __future__ import annotations

import datetime as dt
import hashlib
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.utils import timezone

from django_bizlicense import workflow
from django_bizlicense.exceptions import SendingInProgress
from django_bizlicense.models import LicenseAttempt, LicenseVerification, SubmissionKey
from django_bizlicense.models.storage import photo_storage
from tests import factories
from tests.api.sending import URL, case_url

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = {"Idempotency-Key": "0b6a8a3e-8d35"}


def send(client: Client, seed: int = 1, url: str = URL, headers: dict[str, str] = HEADER, **fields: str):
    image = SimpleUploadedFile("license.jpg", factories.jpeg(seed), content_type="image/jpeg")
    return client.post(url, {"image": image, **fields}, headers=headers)


@pytest.fixture
def client(owner) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def test_the_same_request_again_is_the_same_case(client):
    first, again = send(client), send(client)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert LicenseAttempt.objects.count() == 1


def test_a_key_in_the_form_serves_as_well(client):
    first, again = (send(client, headers={}, idempotency_key="k") for _ in range(2))
    assert first.json()["id"] == again.json()["id"]


@pytest.mark.parametrize("other", [{"seed": 2}, {"legal_representative": "李四样"}, {"merchant_ref": "other"}])
def test_the_same_key_for_something_else_is_refused(client, other):
    send(client)
    answer = send(client, **other)
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert LicenseAttempt.objects.count() == 1


def test_a_key_belongs_to_its_owner(client):
    send(client)
    stranger = Client()
    stranger.force_login(factories.user("stranger"))
    assert send(stranger).status_code == 201
    assert LicenseVerification.objects.count() == 2


def test_a_refused_sending_frees_its_key(client):
    pdf = SimpleUploadedFile("license.jpg", b"%PDF-1.7", content_type="image/jpeg")
    assert client.post(URL, {"image": pdf}, headers=HEADER).status_code == 422
    assert send(client).status_code == 201
    assert send(client, headers={"Idempotency-Key": "two"}).json()["code"] == "case_open"
    assert SubmissionKey.objects.count() == 1


def test_a_key_is_free_again_after_a_day_and_where_its_process_died(client):
    send(client)
    SubmissionKey.objects.update(created_at=timezone.now() - dt.timedelta(hours=25))
    assert send(client, seed=2).json()["code"] == "case_open"
    owner = LicenseVerification.objects.get().owner
    died = timezone.now() - dt.timedelta(seconds=61)
    workflow.withdraw(LicenseVerification.objects.get(), by=owner)
    digest = hashlib.sha256(HEADER["Idempotency-Key"].encode()).hexdigest()
    SubmissionKey.objects.create(owner=owner, key=digest, fingerprint="y", created_at=died)
    assert send(client, seed=2).status_code == 201


def test_sending_again_is_once_too(client, owner):
    case = factories.in_review(owner)
    workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, reasons={"image_blurry": []})
    answers = [send(client, seed=3, url=case_url(case) + "attempts/").status_code for _ in range(2)]
    assert answers == [201, 201]
    assert LicenseAttempt.objects.count() == 2


def test_who_waits_too_long_is_told(owner, monkeypatch):
    monkeypatch.setattr("django_bizlicense.workflow.keys.PATIENCE", 0.2)

    def second() -> LicenseVerification:
        with pytest.raises(SendingInProgress):
            workflow.once(owner, "k", fingerprint="f", send=lambda: pytest.fail("sent twice"))
        return factories.submitted(owner)

    workflow.once(owner, "k", fingerprint="f", send=second)


def test_many_identical_requests_at_once_are_one_sending(owner):
    answers: list[tuple[int, str]] = []

    def one() -> None:
        client = Client()
        client.force_login(owner)
        try:
            answer = send(client)
            answers.append((answer.status_code, answer.json().get("id", "")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case = LicenseVerification.objects.get()
    assert answers == [(201, str(case.pk))] * 20
    assert LicenseAttempt.objects.count() == 1
    folder = case.latest_attempt.photo.name.rpartition("/")[0]
    assert case.latest_attempt.photo.name.rpartition("/")[2] in photo_storage().listdir(folder)[1]
