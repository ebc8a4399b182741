from __future__ import annotations

from base64 import b64encode
from io import BytesIO

import pytest
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils.translation import override
from rest_framework.test import APIClient
from rest_framework.throttling import UserRateThrottle

from django_bizlicense import workflow
from django_bizlicense.api.views import VerificationsView
from django_bizlicense.models import LicenseVerification
from django_bizlicense.models.storage import photo_storage
from tests import factories
from tests.api.sending import URL, case_url, client_of, refusal, sending

MULTIPART = "multipart/form-data; boundary=x"


class StorageAway(InMemoryStorage):
    """Refuses whatever is asked."""

    def _save(self, name, content):
        raise ConnectionError("the bucket is away")

    def _open(self, name, mode="rb"):
        raise ConnectionError("the bucket is away")


def raw(api: APIClient, body: bytes, content_type: str):
    return api.generic("POST", URL, body, content_type=content_type)


@pytest.mark.parametrize("credentials", [{}, {"HTTP_AUTHORIZATION": "Token no-such-token"}])
def test_a_stranger_is_asked_to_log_in(credentials):
    client = APIClient()
    client.credentials(**credentials)
    for response in (client.get(URL), client.post(URL, sending()), client.delete(URL)):
        refusal(response, 401, "not_authenticated")
        assert response["WWW-Authenticate"] == "Token"


def test_without_the_token_app_a_token_is_nobodys(settings):
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "rest_framework.authtoken"]
    refusal(APIClient().get(URL, headers={"Authorization": "Token x"}), 401, "not_authenticated")


def test_a_method_that_is_none(api):
    response = api.delete(URL)
    refusal(response, 405, "method_not_allowed")
    assert "POST" in response["Allow"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "image/jpeg", "nonsense"])
def test_a_body_of_another_kind(api, content_type):
    refusal(raw(api, b"abc", content_type), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--x\r\nnonsense", "multipart/form-data"),
        (b"{", "application/json"),
        (b"[" * 200_000, "application/json"),
        (b'{"reg_num": NaN}', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"{}", "application/json; charset=hex"),
        (b"a=1", "application/x-www-form-urlencoded; charset=hex"),
    ],
)
def test_a_body_that_cannot_be_parsed(api, body, content_type):
    error = refusal(raw(api, body, content_type), 400, "invalid")
    assert error["field"] is None


@pytest.mark.parametrize("body", [b"[]", b"7", b'"image"', b"null", b'{"reg_num": {}}', b'{"reg_num": "\\u0000"}'])
def test_json_of_another_shape(api, body):
    refusal(raw(api, body, "application/json"), 400, "invalid")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"reg_num": "' + b"1" * 4_000_000 + b'"}'),
        ("application/x-www-form-urlencoded", b"reg_num=" + b"1" * 4_000_000),
        (
            MULTIPART,
            b'--x\r\nContent-Disposition: form-data; name="reg_num"\r\n\r\n' + b"1" * 4_000_000 + b"\r\n--x--\r\n",
        ),
    ],
)
def test_too_much_text(api, content_type, body):
    refusal(raw(api, body, content_type), 413, "invalid")


def test_too_many_parts(api):
    field = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n'
    refusal(raw(api, field * 1001 + b"--x--\r\n", MULTIPART), 400, "invalid")
    file = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n1\r\n'
    refusal(raw(api, file * 101 + b"--x--\r\n", MULTIPART), 400, "invalid")


@pytest.mark.parametrize("fields", [{"reg_num": "1" * 2001}, {"merchant_ref": "s" * 101}, {"consent": "c" * 10_001}])
def test_a_text_that_is_too_long_names_its_field(api, fields):
    error = refusal(api.post(URL, sending(**fields)), 400, "invalid")
    assert [error["field"]] == list(fields)
    assert not LicenseVerification.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"hello", "not_a_photo"),
        (b"%PDF-1.7\n" + b"0" * 300, "format_pdf"),
        (factories.jpeg()[:2000], "damaged"),
        (factories.jpeg(size=(50, 50)), "too_small"),
        (b"", "empty_file"),
    ],
)
def test_a_picture_that_cannot_be_used(api, content, code):
    error = refusal(api.post(URL, {"image": SimpleUploadedFile("a.jpg", content)}), 422, code)
    assert error["field"] == "image"
    assert error["retryable"] is False


@pytest.mark.parametrize("body", [{}, {"image": "text"}, {"photo": BytesIO(factories.jpeg())}])
def test_a_sending_without_a_photo(api, body):
    refusal(api.post(URL, body), 400, "image_missing")


def test_a_file_beyond_the_limit_is_cut(api, settings):
    settings.BIZLICENSE_UPLOAD_MAX_BYTES = 100_000
    big = SimpleUploadedFile("a.jpg", factories.jpeg() + b"0" * 200_000, "image/jpeg")
    refusal(api.post(URL, {"image": big}), 413, "file_too_large")


def test_the_limit_holds_without_the_middleware(api, settings):
    settings.BIZLICENSE_UPLOAD_MAX_BYTES = 100_000
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "UploadLimit" not in name]
    big = SimpleUploadedFile("a.jpg", factories.jpeg() + b"0" * 200_000, "image/jpeg")
    refusal(api.post(URL, {"image": big}), 413, "file_too_large")


def test_a_second_case_names_the_first(api, owner):
    first = factories.submitted(owner)
    error = refusal(api.post(URL, sending()), 409, "case_open")
    assert error["verification"] == str(first.pk)
    assert api.post(URL, sending(merchant_ref="another shop")).status_code == 201


def test_a_sending_that_nobody_asked_for(api, owner):
    case = factories.in_review(owner)
    refusal(api.post(case_url(case, "attempts/"), sending()), 409, "transition_not_allowed")


def test_a_sending_too_many(api, owner, settings):
    settings.BIZLICENSE_ATTEMPTS_MAX = 1
    case = factories.in_review(owner)
    reasons = {"image_blurry": ()}
    workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, reasons=reasons)
    refusal(api.post(case_url(case, "attempts/"), sending()), 409, "attempts_exhausted")


def test_a_storage_that_is_away_can_be_tried_again(api, owner, settings):
    case = factories.in_review(owner)
    settings.STORAGES = {**settings.STORAGES, "bizlicense": {"BACKEND": f"{__name__}.StorageAway"}}
    for response in (api.post(URL, sending(merchant_ref="b")), api.get(case_url(case, "image/"))):
        error = refusal(response, 503, "storage_unavailable")
        assert error["retryable"] is True
        assert response["Retry-After"] == "60"
    assert LicenseVerification.objects.count() == 1


def test_a_photo_that_is_gone(api, owner):
    case = factories.in_review(owner)
    photo_storage().delete(case.latest_attempt.photo.name)
    refusal(api.get(case_url(case, "image/")), 404, "not_found")


def test_the_hosts_throttle_answers_in_our_shape(owner, monkeypatch):
    class OncePerMinute(UserRateThrottle):
        rate = "1/min"

    monkeypatch.setattr(VerificationsView, "throttle_classes", (OncePerMinute,))
    api = client_of(owner)
    assert api.get(URL).status_code == 200
    response = api.get(URL)
    assert refusal(response, 429, "too_many_requests")["retryable"] is True
    assert 0 < int(response["Retry-After"]) <= 60


def page_from(api, cursor):
    return api.get(URL, {"cursor": b64encode(cursor.encode()).decode()})


@pytest.mark.parametrize("cursor", ["p=garbage", "p=%00", "r=1&p=2026-13-45", "o=5&p="])
def test_a_cursor_that_nobody_gave(api, cursor):
    refusal(page_from(api, cursor), 404, "not_found")


def test_a_cursor_later_than_some_databases_know(api):
    assert page_from(api, "p=9999-12-31T23%3A59%3A59-14%3A00").status_code in {200, 404}


def test_how_to_fix_speaks_the_callers_language(api):
    response = api.post(URL, {"image": SimpleUploadedFile("a.jpg", b"x")}, headers={"Accept-Language": "zh-Hans"})
    error = refusal(response, 422, "not_a_photo")
    assert error["message"].isascii()
    assert "重新拍摄" in error["how_to_fix"]


def test_a_bug_stays_a_bug(api, owner):
    factories.submitted(owner)
    LicenseVerification.objects.update(findings=[7])
    LicenseVerification.objects.update(status="in_review")
    with pytest.raises(AttributeError), override("en"):
        api.get(URL)


@override_settings(ALLOWED_HOSTS=["shop.example"])
def test_a_host_that_is_not_ours(api):
    assert api.get(URL, headers={"Host": "evil.example"}).status_code == 400
