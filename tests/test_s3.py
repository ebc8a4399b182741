"""The whole way with photos in a bucket (moto's server stands in for S3), and with the bucket away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
import requests
from botocore.config import Config
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

from django_bizlicense import health, photo_sweep, recognition
from django_bizlicense.exceptions import ErrorCode
from django_bizlicense.models import LicenseAttempt, LicenseReading, LicenseVerification, SubmissionKey
from django_bizlicense.models.storage import lend_photo, photo_storage
from tests import factories
from tests.admin import pages as admin
from tests.admin.conftest import logged_in
from tests.api.sending import URL, case_url, client_of, refusal, sending
from tests.web import pages as web

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::ResourceWarning")]  # boto3 keeps connections
BUCKET = "licenses"
KEY = {"Idempotency-Key": "once"}
PATIENCE = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=1,
    read_timeout=5,
    retries={"total_max_attempts": 1},
)


class S3:
    """A bucket that can go away and come back with all it held."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        self._server.start()
        self.port = self._server.get_host_and_port()[1]
        self.client.create_bucket(Bucket=BUCKET)

    @property
    def options(self) -> dict[str, Any]:
        return {
            "bucket_name": BUCKET,
            "endpoint_url": f"http://127.0.0.1:{self.port}",
            "access_key": "k3y",
            "secret_key": "s3cret",
            "region_name": "us-east-1",
            "file_overwrite": False,
            "client_config": PATIENCE,
        }

    @property
    def client(self) -> Any:
        names = {"aws_access_key_id": "k3y", "aws_secret_access_key": "s3cret", "region_name": "us-east-1"}
        return boto3.client("s3", endpoint_url=self.options["endpoint_url"], config=PATIENCE, **names)

    @property
    def keys(self) -> list[str]:
        return [item["Key"] for item in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", ())]

    def go_away(self) -> None:
        self._server.stop()

    def come_back(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", port=self.port, verbose=False)
        self._server.start()


@pytest.fixture
def s3(settings) -> Iterator[S3]:
    s3_backends.reset()
    bucket = S3()
    params = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": bucket.options}
    settings.STORAGES = {**settings.STORAGES, "bizlicense": params}
    settings.BIZLICENSE_OCR = factories.dummy()
    yield bucket
    bucket.go_away()


@pytest.fixture
def owner(db) -> Any:
    return factories.user()


def test_from_the_upload_to_the_approval(s3, owner):
    assert client_of(owner).post(URL, sending()).status_code == 201
    case = LicenseVerification.objects.get()
    [key] = s3.keys
    assert key == case.latest_attempt.photo.name
    recognition.recognize(str(case.pk))
    reviewer = logged_in(factories.reviewer())
    shown = reviewer.get(admin.url(case, "photo", 1))
    stored = s3.client.get_object(Bucket=BUCKET, Key=key)
    assert b"".join(shown.streaming_content) == stored["Body"].read()
    assert (shown["Content-Type"], stored["ContentType"]) == ("image/jpeg", "image/jpeg")
    case.refresh_from_db()
    approved = reviewer.post(admin.url(case, "approve"), admin.as_rendered(case))
    case.refresh_from_db()
    assert (approved.status_code, case.status) == (302, "approved")


def test_a_photo_is_private_and_never_overwritten(s3, owner):
    case = factories.submitted(owner)
    key = case.latest_attempt.photo.name
    [grant] = s3.client.get_object_acl(Bucket=BUCKET, Key=key)["Grants"]
    assert grant["Grantee"]["Type"] == "CanonicalUser"
    assert photo_storage().save(key, ContentFile(b"other")) != key
    assert s3.client.get_object(Bucket=BUCKET, Key=key)["Body"].read() != b"other"


def test_a_lent_copy_has_an_address_for_a_minute(s3):
    with lend_photo(b"jpeg") as address:
        url = address()
        signed = parse_qs(urlsplit(url).query)
        assert (signed["X-Amz-Expires"], signed["X-Amz-Algorithm"]) == (["60"], ["AWS4-HMAC-SHA256"])
        assert requests.get(url, timeout=5).content == b"jpeg"
    assert s3.keys == []


def test_an_upload_while_the_bucket_is_away_keeps_nothing_and_can_be_sent_again(s3, owner):
    api, page = client_of(owner), web.client_of(owner)
    s3.go_away()
    answer = api.post(URL, sending(), headers=KEY)
    assert refusal(answer, 503, "storage_unavailable")["retryable"] is True
    assert answer["Retry-After"] == "60"
    shown = page.post("/license/", web.sending())
    assert (shown.status_code, shown["Retry-After"]) == (503, "60")
    assert ErrorCode.STORAGE_UNAVAILABLE.text.en in web.words(shown)
    assert not LicenseVerification.objects.exists() and not SubmissionKey.objects.exists()
    s3.come_back()
    assert s3.keys == []
    assert api.post(URL, sending(), headers=KEY).status_code == 201
    assert len(s3.keys) == 1


def test_a_reading_waits_for_the_bucket(s3, owner):
    case = factories.submitted(owner)
    s3.go_away()
    recognition.recognize(str(case.pk))
    reading = LicenseReading.objects.get()
    assert (reading.state, reading.error_code) == ("pending", "ocr_unavailable")
    assert reading.not_before > timezone.now()
    s3.come_back()
    LicenseReading.objects.update(not_before=timezone.now())
    recognition.recognize_pending()
    case.refresh_from_db()
    assert case.status == "in_review"


def test_a_photo_that_cannot_be_reached_is_503_and_the_fields_are_there(s3, owner):
    case = factories.in_review(owner)
    reviewer = logged_in(factories.reviewer())
    s3.go_away()
    refusal(client_of(owner).get(case_url(case, "image/")), 503, "storage_unavailable")
    for client, address in (
        (web.client_of(owner), f"/license/{case.pk}/photo/1/"),
        (reviewer, admin.url(case, "photo", 1)),
        (reviewer, admin.url(case, "cut", 1)),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60"), address
    assert case.enterprise_name in reviewer.get(admin.url(case)).content.decode()
    assert [check.name for check in health.report().checks if not check.ok] == ["storage"]


def test_a_photo_that_is_gone_is_404(s3, owner):
    case = factories.in_review(owner)
    s3.client.delete_object(Bucket=BUCKET, Key=case.latest_attempt.photo.name)
    assert logged_in(factories.reviewer()).get(admin.url(case, "photo", 1)).status_code == 404
    refusal(client_of(owner).get(case_url(case, "image/")), 404, "not_found")


def swept() -> str:
    output = StringIO()
    call_command("sweep_photos", stdout=output)
    return output.getvalue()


def test_the_sweep_pages_through_the_bucket(s3, owner, monkeypatch):
    sent = factories.submitted(owner).latest_attempt
    folder = sent.photo.name.rpartition("/")[0]
    [inside] = s3_backends["123456789012"].values()
    keys = [f"{folder}/{number:040x}.jpg" for number in range(1030)]  # a page of S3 has a thousand
    for key in keys:
        inside.put_object(BUCKET, key, b"")
    sizes = {"sha256": "x", "width": 1, "height": 1}
    LicenseAttempt.objects.bulk_create(
        LicenseAttempt(verification=sent.verification, number=number, photo=key, **sizes)
        for number, key in enumerate(keys[:1000], 2)
    )
    assert "Compared 1031 files: 0 deleted" in swept()
    monkeypatch.setattr(photo_sweep, "AGE", dt.timedelta(0))
    assert "30 deleted, 0 missing" in swept()
    s3.client.delete_object(Bucket=BUCKET, Key=keys[0])
    assert "Compared 1000 files: 0 deleted, 1 missing" in swept()
    assert [attempt.photo.name for attempt in LicenseAttempt.objects.photo_missing()] == [keys[0]]
