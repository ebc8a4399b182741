from __future__ import annotations

import contextlib
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_bizlicense.exceptions import OCRError, OCRProtocolError, OCRUnavailable
from django_bizlicense.ocr.wechat.answers import read_answer
from django_bizlicense.ocr.wechat.transport import Reply
from django_bizlicense.ocr.wechat.wire import Secret


def read(content: bytes, *, status: int = 200, hide: str = ""):
    return read_answer(Reply(status=status, content=content, where="h/p"), hide=hide)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"errcode": 40001}, 40001),
        ({"errcode": "40001"}, 40001),
        ({"errCode": -1}, -1),
        ({"errCode": "-1"}, -1),
        ({"base_resp": {"errcode": 45009, "errmsg": "x"}}, 45009),
        ({"base_resp": {"errCode": "45009"}}, 45009),
        ({"base_resp": "text", "errcode": 0}, 0),
        ({"reg_num": "91"}, None),
        ({"errcode": None}, None),
    ],
)
def test_the_code_in_its_spellings(answer, code):
    assert read(json.dumps(answer).encode()).code == code


@pytest.mark.parametrize("code", [True, 1.5, [], {}, "x", "", "１", "9" * 10, 10**12])
def test_codes_that_are_none(code):
    with pytest.raises(OCRProtocolError):
        read(json.dumps({"errcode": code}).encode())


@pytest.mark.parametrize(
    ("message", "rid"),
    [
        ("ok", ""),
        ("invalid credential hint: [a_b-c] rid: 5f6b3f70-2a0c6c2c-1d0c7d02", "5f6b3f70-2a0c6c2c-1d0c7d02"),
        ("rid: not-a-rid", ""),
        (None, ""),
        (["rid"], ""),
    ],
)
def test_the_rid(message, rid):
    assert read(json.dumps({"errcode": 1, "errmsg": message}).encode()).rid == rid


def test_the_rid_of_a_camel_case_answer():
    body = json.dumps({"errCode": 1, "errMsg": "x rid: 5f6b3f70-2a0c6c2c-1d0c7d02"}).encode()
    assert read(body).rid == "5f6b3f70-2a0c6c2c-1d0c7d02"


@pytest.mark.parametrize(("seqid", "rid"), [("5eq-1d", "5eq-1d"), ("a b", ""), ("x" * 41, ""), ("", "")])
def test_the_sequence_id_stands_in_for_the_rid(seqid, rid):
    assert read_answer(Reply(status=200, content=b'{"errcode": 0}', where="h/p", seqid=seqid)).rid == rid


def test_a_byte_order_mark_is_tolerated():
    assert read(b'\xef\xbb\xbf{"errcode": 0}').code == 0


@pytest.mark.parametrize("body", [b"", b"<html>", b"OK", b'{"errcode": 0,}', b'{"a": 1} // comment', b"\xef\xbb\xbf"])
def test_what_is_no_json_is_an_outage(body):
    with pytest.raises(OCRUnavailable):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        '{"enterprise_name": "某公司"}'.encode("gbk"),
        b"\xff\xfe{}",
        b"[]",
        b"1",
        b'"text"',
        b"null",
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b'{"errcode": ' + b"9" * 5000 + b"}",
    ],
)
def test_json_that_no_honest_server_sends(body):
    with pytest.raises(OCRError) as caught:
        read(body)
    assert type(caught.value) is OCRProtocolError
    assert caught.value.__context__ is None


def test_bytes_that_are_no_utf8_on_an_error_page_are_an_outage():
    with pytest.raises(OCRUnavailable):
        read("<html>网关错误".encode("gbk"), status=502)


def test_the_payload_fits_any_database():
    body = rb'{"errcode": 0, "a\u0000": "b\u0000\ud800c", "n": NaN, "i": [1e999, -Infinity], "e": "\ud83d\ude00"}'
    assert read(body).payload == {"errcode": 0, "a": "bc", "n": None, "i": [None, None], "e": "😀"}


def test_an_echoed_token_is_blotted_out():
    answer = read(b'{"errcode": 0, "address": "?access_token=T0KEN-1&x"}', hide=[Secret("T0KEN-1")])
    assert answer.payload["address"] == "?access_token=***&x"


def test_an_echoed_address_is_blotted_out_however_it_is_escaped():
    url = "https://h.example/a.jpg?X-Amz-Signature=5ecret&n=1"
    bodies = [url, url.replace("/", "\\/"), url.replace("&", "\\u0026"), quote(url, safe="")]
    escaped = "".join(f"\\u{ord(character):04x}" for character in url)
    for body in (*bodies, url.replace("&", "\\u0026").replace("=", "\\u003d"), escaped):
        answer = read(b'{"errcode": 0, "address": "%s"}' % body.encode(), hide=[Secret(url)])
        assert answer.payload["address"] == "***"


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_end_in_an_answer_or_an_ocr_error(body):
    with contextlib.suppress(OCRError):
        read(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["errcode", "errmsg", "base_resp", "x"]) | st.text(max_size=3), json_values, max_size=4
    )
)
def test_any_object_ends_in_a_storable_answer_or_an_ocr_error(value):
    try:
        payload = read(json.dumps(value).encode()).payload
    except OCRError:
        return
    stored = json.dumps(payload, ensure_ascii=False, allow_nan=False)
    assert "\x00" not in stored.encode().decode()
    assert "\\u0000" not in stored
