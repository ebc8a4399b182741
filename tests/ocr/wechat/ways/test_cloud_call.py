"""The cloud function in between."""

from __future__ import annotations

import base64
import json

import pytest

from django_bizlicense.exceptions import OCRMisconfigured, OCRProtocolError, OCRUnavailable
from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.sandbox import SPECIMEN, answer, fail
from tests.ocr.wechat.ways.documented import PHOTO, STABLE, backend_of, documented, last_call

INVOKE = "/tcb/invokecloudfunction"


def test_the_cloud_call(sandbox, monkeypatch):
    _, engine = documented("cloud", monkeypatch)
    result = backend_of(engine, sandbox).read(OCRImage(data=PHOTO))
    assert result.fields == SPECIMEN
    assert result.cert_position[0] == (60.0, 40.0)
    assert "regNum" in result.raw  # as the function returned it
    request = last_call(sandbox)
    assert list(request.query) == ["access_token", "env", "name"]
    assert (request.method, request.path) == ("POST", INVOKE)
    assert (request.query["env"], request.query["name"]) == ("shop-4g1h5x", "bizlicense-ocr")
    value = base64.b64encode(PHOTO).decode()
    assert json.loads(request.body) == {"img": {"contentType": "image/jpeg", "value": value}}


def test_the_cloud_call_with_an_address(sandbox, monkeypatch, copy):
    _, engine = documented("cloud", monkeypatch)
    assert backend_of(engine, sandbox, send="url").read(OCRImage(data=b"x", url=lambda: copy)).img_size == (600, 400)
    assert json.loads(last_call(sandbox).body) == {"imgUrl": copy}


def test_the_cloud_call_falls_back_to_bytes(sandbox, monkeypatch):
    _, engine = documented("cloud", monkeypatch)
    image = OCRImage(data=PHOTO, url=lambda: "https://private.example/x.jpg")
    assert backend_of(engine, sandbox, send="url").read(image).fields == SPECIMEN
    assert sandbox.calls == {STABLE: 1, INVOKE: 2}


def test_the_cloud_call_renews_its_token(sandbox, monkeypatch):
    _, engine = documented("cloud", monkeypatch)
    backend = backend_of(engine, sandbox)
    backend.read(OCRImage(data=PHOTO))
    sandbox.expire_tokens()
    assert backend.read(OCRImage(data=PHOTO)).fields == SPECIMEN
    assert sandbox.calls == {STABLE: 2, INVOKE: 3}


@pytest.mark.parametrize("code", [85088, -501000, -604101])
def test_a_cloud_that_is_not_set_up(sandbox, monkeypatch, code):
    _, engine = documented("cloud", monkeypatch)
    sandbox.script(fail(code, path=INVOKE))
    with pytest.raises(OCRMisconfigured) as caught:
        backend_of(engine, sandbox).read(OCRImage(data=PHOTO))
    assert caught.value.vendor_code == str(code)


RETURNED = [
    ('{"errCode": "101001", "errMsg": "openapi.ocr.businessLicense:fail"}', "101001"),
    ('{"errCode": -604101, "errMsg": "x"}', "-604101"),
    ('{"errCode": 101002, "errMsg": "fail not enough market quota"}', "101002"),
]


@pytest.mark.parametrize(("text", "code"), RETURNED)
def test_errors_that_the_function_returned(sandbox, monkeypatch, text, code):
    _, engine = documented("cloud", monkeypatch)
    sandbox.script(answer({"errcode": 0, "errmsg": "ok", "resp_data": text}, path=INVOKE))
    with pytest.raises(Exception, match=code):
        backend_of(engine, sandbox).read(OCRImage(data=PHOTO))


@pytest.mark.parametrize("text", [None, "", "null", "[]", "{}", "{broken", '"text"', {"regNum": "91"}])
def test_what_no_function_returns(sandbox, monkeypatch, text):
    _, engine = documented("cloud", monkeypatch)
    sandbox.script(answer({"errcode": 0, "errmsg": "ok", "resp_data": text}, path=INVOKE))
    with pytest.raises((OCRProtocolError, OCRUnavailable)):
        backend_of(engine, sandbox).read(OCRImage(data=PHOTO))
