from __future__ import annotations

import json
from email import message_from_bytes

import pytest
import responses
from django.utils.translation import override

from django_bizlicense.exceptions import (
    InvalidOCRBackend,
    LicenseNotFound,
    OCRImageRefused,
    OCRMisconfigured,
    OCRProtocolError,
    OCRUnavailable,
)
from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.sandbox import SandboxServer, answer, fail
from tests.ocr.wechat.factories import API, APPID, IMAGE, PHOTO, SECRET, TOKEN, make_backend, printed_license
from tests.ocr.wechat.factories import sandbox_backend as backend_of

OCR_URL = f"{API}/cv/ocr/bizlicense"
STABLE_URL = f"{API}/cgi-bin/stable_token"


@pytest.fixture
def wechat():
    with responses.RequestsMock() as mock:
        mock.post(STABLE_URL, json={"access_token": TOKEN, "expires_in": 7200})
        yield mock


def test_what_is_sent_for_an_image(wechat):
    wechat.post(OCR_URL, json={"errcode": 0, "errmsg": "ok", "reg_num": "91"})
    make_backend(deadline=9.0, connect_timeout=2.5).read(IMAGE)
    token_request, ocr_request = (call.request for call in wechat.calls)
    assert json.loads(token_request.body) == {
        "grant_type": "client_credential",
        "appid": APPID,
        "secret": SECRET,
        "force_refresh": False,
    }
    assert ocr_request.url == OCR_URL  # the query is added by the connection: see test_wire
    assert ocr_request.headers["Accept-Encoding"] == "identity"
    connect, read = ocr_request.req_kwargs["timeout"]
    assert connect == 2.5
    assert 8 < read <= 9
    part = message_from_bytes(
        b"Content-Type: " + ocr_request.headers["Content-Type"].encode() + b"\r\n\r\n" + ocr_request.body
    ).get_payload()[0]
    assert part.get_param("name", header="content-disposition") == "img"
    assert part.get_filename() == "license.jpg"
    assert part.get_content_type() == "image/jpeg"
    assert b"\r\n\r\n" + PHOTO + b"\r\n--" in ocr_request.body
    assert int(ocr_request.headers["Content-Length"]) == len(ocr_request.body)


def test_the_classic_token_is_fetched_by_get():
    with responses.RequestsMock() as mock:
        mock.get(f"{API}/cgi-bin/token", json={"access_token": TOKEN, "expires_in": 7200})
        mock.post(OCR_URL, json={"errcode": 0, "reg_num": "91"})
        assert make_backend(token="token").read(IMAGE).fields == {"reg_num": "91"}


def test_a_full_answer(wechat):
    corners = {"left_top": {"x": 155.5, "y": 191}, "right_top": {"x": 725, "y": 157}}
    corners |= {"right_bottom": {"x": 743, "y": 512}, "left_bottom": {"x": 164, "y": 525}}
    payload = {
        "errcode": "0",
        "errmsg": "ok",
        "regNum": "123123",
        "enterprise_name": "XX饮食店",
        "serial": "",
        "certPosition": {"pos": corners},
        "img_size": {"w": 966, "h": 728},
        "something_new": [1, 2],
    }
    wechat.post(OCR_URL, json=payload)
    result = make_backend().read(IMAGE)
    assert result.fields == {"reg_num": "123123", "enterprise_name": "XX饮食店"}
    assert result.cert_position == ((155.5, 191.0), (725.0, 157.0), (743.0, 512.0), (164.0, 525.0))
    assert result.img_size == (966, 728)
    assert result.raw == payload


def test_success_may_hold_no_field_at_all(wechat):
    wechat.post(OCR_URL, json={"errcode": 0, "errmsg": "ok"})
    assert make_backend().read(IMAGE).fields == {}


def test_an_answer_without_code_and_fields_is_none(wechat):
    wechat.post(OCR_URL, json={"message": "hello"})
    with pytest.raises(OCRProtocolError):
        make_backend().read(IMAGE)


def test_an_answer_without_code_but_with_fields_counts(wechat):
    wechat.post(OCR_URL, json={"reg_num": "91"})
    assert make_backend().read(IMAGE).fields == {"reg_num": "91"}


def test_an_error_status_without_a_code_is_an_outage(wechat):
    wechat.post(OCR_URL, json={"reg_num": "91"}, status=500)
    with pytest.raises(OCRUnavailable) as caught:
        make_backend().read(IMAGE)
    assert caught.value.detail == "api.weixin.qq.com/cv/ocr/bizlicense answered HTTP 500 without a code."


def test_an_error_status_with_a_code_is_that_code(wechat):
    wechat.post(OCR_URL, json={"errcode": 101001, "errmsg": "x"}, status=500)
    with pytest.raises(LicenseNotFound):
        make_backend().read(IMAGE)


def test_the_seqid_stands_in_for_the_rid(wechat):
    wechat.post(OCR_URL, json={"errcode": 0, "reg_num": "91"}, headers={"x-openapi-seqid": "5eq-1d"})
    assert make_backend().read(IMAGE).rid == "5eq-1d"


def test_an_error_knows_its_backend_code_and_rid():
    with SandboxServer(reader=printed_license) as sandbox:
        sandbox.script(answer({"errcode": 48001, "errmsg": "api unauthorized rid: 5f6b3f70-2a0c6c2c-1d0c7d02"}))
        with pytest.raises(OCRMisconfigured) as caught:
            backend_of(sandbox.base_url).read(IMAGE)
    error = caught.value
    assert (error.backend, error.vendor_code, error.rid) == ("wechat", "48001", "5f6b3f70-2a0c6c2c-1d0c7d02")
    assert not error.retryable


@pytest.mark.parametrize("data", [b"", b"x" * 1_900_001])
def test_images_that_cannot_work_are_not_sent(data):
    with pytest.raises(OCRImageRefused):
        make_backend("http://127.0.0.1:9").read(OCRImage(data=data))


@pytest.mark.parametrize("missing", ["appid", "secret"])
def test_nothing_is_sent_without_credentials(missing):
    with pytest.raises(OCRMisconfigured):
        make_backend("http://127.0.0.1:9", **{missing: ""}).read(IMAGE)


def test_a_conversation_keeps_one_token_and_one_connection():
    with SandboxServer(reader=printed_license) as sandbox:
        backend = backend_of(sandbox.base_url)
        for _ in range(3):
            assert backend.read(IMAGE).fields["enterprise_name"] == "某某（北京）有限公司"
        assert sandbox.calls == {"/cgi-bin/stable_token": 1, "/cv/ocr/bizlicense": 3}
        assert sandbox.connections == 1


def test_an_expired_token_is_renewed_once_and_the_read_succeeds():
    with SandboxServer(reader=printed_license) as sandbox:
        backend = backend_of(sandbox.base_url)
        backend.read(IMAGE)
        sandbox.expire_tokens()
        sandbox.calls.clear()
        assert backend.read(IMAGE).fields
        assert sandbox.calls == {"/cgi-bin/stable_token": 1, "/cv/ocr/bizlicense": 2}


@pytest.mark.parametrize("code", [40001, 40014, 42001])
@pytest.mark.parametrize("warm", [True, False])
def test_a_token_that_is_refused_for_ever_costs_two_calls_and_one_token(code, warm):
    with SandboxServer(reader=printed_license) as sandbox:
        backend = backend_of(sandbox.base_url)
        if warm:
            backend.read(IMAGE)
            sandbox.calls.clear()
        sandbox.script(fail(code), times=10)
        with pytest.raises(OCRMisconfigured) as caught:
            backend.read(IMAGE)
        assert caught.value.vendor_code == str(code)
        assert sandbox.calls["/cv/ocr/bizlicense"] <= 2
        assert sandbox.calls["/cgi-bin/stable_token"] == 1


def test_a_wrong_secret_is_no_reason_to_call_the_ocr():
    with SandboxServer(reader=printed_license) as sandbox:
        with pytest.raises(OCRMisconfigured) as caught:
            backend_of(sandbox.base_url, secret="wrong").read(IMAGE)
        assert caught.value.vendor_code == "40125"
        assert sandbox.calls == {"/cgi-bin/stable_token": 1}


def test_account_processor_and_size():
    backend = make_backend()
    assert backend.account == f"wechat:{APPID}"
    assert backend.max_image_bytes == 1_900_000
    with override("en"):
        assert str(backend.processor) == "WeChat (Tencent)"


def test_unknown_options_are_an_error():
    with pytest.raises(InvalidOCRBackend, match="app_id"):
        make_backend(app_id="x")
