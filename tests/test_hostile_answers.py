"""A far end that answers anything: the case ends in one of three ways, the same on every database, never halfway."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

import pytest
from django.core.cache import caches

from django_bizlicense import recognition
from django_bizlicense.models import LicenseReading
from django_bizlicense.ocr.wechat import transport
from tests import factories
from tests.ocr.wechat.factories import APPID, SECRET
from tests.ocr.wechat.far_end import Answer, FarEnd, dripping, far_end, http, resets, sends

pytestmark = pytest.mark.django_db
State = LicenseReading.State
DEADLINE = 0.5


def body(content: bytes, **more: str) -> Answer:
    return sends(http(content, **more))


def text(**values: Any) -> Answer:
    return body(json.dumps({"errcode": 0, "errmsg": "ok", **values}).encode())


def hangs(connection: Any) -> None:
    time.sleep(DEADLINE + 0.2)


def pours(connection: Any) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 400000000\r\n\r\n")
    for _ in range(400):
        connection.sendall(b"x" * 1_000_000)


def redirect(status: int) -> Answer:
    return body(b"{}", status=f"{status} Moved", headers="Location: /elsewhere\r\n")


WAITS = {
    "reset": resets,
    "hang": hangs,
    "HTML 502": body(b"<html></html>", status="502 Bad Gateway"),
    "busy": text(errcode=-1),
    "busy as a text": text(errcode="-1"),
    "misconfigured": text(errcode=48001),
}
FAILS = {
    "400 MB": pours,
    "gzip bomb": body(gzip.compress(b"\0" * 20_000_000), headers="Content-Encoding: gzip\r\n"),
    **{f"redirect {status}": redirect(status) for status in (301, 302, 303, 307, 308)},
    "GBK": body('{"errcode": 0, "address": "北京"}'.encode("gbk")),
    "deep": body(b"[" * 100_000),
    "deep object": body(b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    "5000 digits": body(b'{"errcode": 0, "n": ' + b"1" * 5000 + b"}"),
    "a list": body(b"[{}]"),
    "many objects": body(b"[" + b"{}," * 80_000 + b"{}]"),
    "code of another kind": text(errcode=[1]),
    "unknown code": text(errcode=123456),
    "nothing": body(b"{}"),
}
READS = {
    "plain text": body(b'{"errcode": 0, "reg_num": "91"}', headers="Content-Type: text/plain\r\n"),
    "BOM": body(b"\xef\xbb\xbf" + b'{"errcode": 0, "reg_num": "91"}'),
    "NUL": body(rb'{"errcode": 0, "reg_num": "9\u00001", "x\u0000y": "\u0000"}'),
    "surrogates": body(rb'{"errcode": 0, "reg_num": "9\ud8001", "\udfff": ["\ud800"]}'),
    "NaN": body(b'{"errcode": 0, "reg_num": "91", "n": NaN, "m": -Infinity, "k": 1e999}'),
    "400 digits": body(b'{"errcode": 0, "reg_num": "91", "serial": ' + b"1" * 400 + b', "n": [' + b"1" * 400 + b"]}"),
    "long": text(reg_num="91", business_scope="字" * 40_000),
    "wrong kinds": text(reg_num=91, serial={"a": 1}, address=["x"], cert_position=5, img_size="x"),
    "twice": body(b'{"errcode": 45009, "errcode": 0, "reg_num": "0", "reg_num": "91"}'),
    "strange corners": text(
        reg_num="91", cert_position={"pos": {"left_top": {"x": "1e400", "y": None}}}, img_size={"w": -1}
    ),
}


@pytest.fixture
def run(settings):
    """Read a new case from a far end and return its reading; the whole within the deadline."""

    def read(server: FarEnd) -> LicenseReading:
        options = {"appid": APPID, "secret": SECRET, "base_url": server.base_url, "deadline": DEADLINE}
        path = "django_bizlicense.ocr.wechat.WeChatBackend"
        settings.BIZLICENSE_OCR = {"default": {"BACKEND": path, "OPTIONS": options}}
        factories.submitted()
        pk = LicenseReading.objects.get().pk
        started = time.monotonic()
        recognition.run(pk)
        assert time.monotonic() - started < DEADLINE + 4
        return LicenseReading.objects.select_related("attempt__verification").get(pk=pk)

    caches["default"].clear()
    yield read
    transport.session().close()


def assert_untouched(reading: LicenseReading) -> None:
    assert (reading.fields, reading.details, reading.raw) == ({}, {}, None)
    assert (reading.cert_position, reading.img_size, reading.lease) == (None, None, None)


def assert_waiting(reading: LicenseReading) -> None:
    assert_untouched(reading)
    assert (reading.state, reading.attempt.verification.status) == (State.PENDING, "submitted")
    assert reading.error_code in {"ocr_unavailable", "ocr_misconfigured"}
    assert reading.not_before > reading.created_at
    assert reading.finished_at is None


@pytest.mark.parametrize("name", WAITS)
def test_outages_let_the_reading_wait(run, name):
    with far_end(WAITS[name]) as server:
        assert_waiting(run(server))


def test_dripping_lets_the_reading_wait(run):
    with dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", every=0.1) as server:
        assert_waiting(run(server))


@pytest.mark.parametrize("name", FAILS)
def test_what_is_no_answer_goes_to_a_person(run, name):
    with far_end(FAILS[name]) as server:
        reading = run(server)
    assert_untouched(reading)
    assert (reading.state, reading.error_code) == (State.FAILED, "ocr_protocol_error")
    case = reading.attempt.verification
    assert (case.status, case.fields) == ("in_review", {})
    assert case.events.filter(kind="reading_failed").count() == 1


@pytest.mark.parametrize("name", READS)
def test_odd_values_are_cleaned_and_the_rest_is_kept(run, name):
    with far_end(READS[name]) as server:
        reading = run(server)
    case = reading.attempt.verification
    assert (reading.state, case.status) == (State.READ, "in_review")
    assert (reading.fields["reg_num"], case.reg_num) == ("91", "91")
    assert len(reading.fields.get("business_scope", "")) <= 2000
    stored = json.dumps([reading.raw, reading.fields, reading.cert_position, reading.img_size], allow_nan=False)
    assert "\\u0000" not in stored
    assert "\\ud800" not in stored
