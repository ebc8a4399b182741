from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import pytest

from django_bizlicense.exceptions import OCRProtocolError, OCRUnavailable
from tests.ocr.wechat.factories import IMAGE, make_backend
from tests.ocr.wechat.far_end import dripping, far_end, http, sends

DEADLINE = 0.3


def read(base_url: str, *, deadline: float = 5.0):
    return make_backend(base_url, deadline=deadline).read(IMAGE)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Drip: drip\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n{\r\n"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"H", b""),
    ],
    ids=["headers", "body", "chunks", "endless body", "endless 100", "silence"],
)
def test_dripping_ends_with_the_deadline(head, piece):
    with dripping(head, piece, every=0.1) as server:
        started = time.monotonic()
        with pytest.raises(OCRUnavailable):
            read(server.base_url, deadline=DEADLINE)
        assert time.monotonic() - started < DEADLINE + 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status):
    with far_end(sends(http(b"{}"))) as other:
        location = f"Location: {other.base_url}/elsewhere\r\n"
        moved = sends(http(b'{"errcode": 0, "reg_num": "91"}', status=f"{status} Moved", headers=location))
        with far_end(moved) as server, pytest.raises(OCRProtocolError):
            read(server.base_url)
        assert other.heads == []


@pytest.fixture
def memory_bounded():
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def endless(status: str):
    def answer(connection):
        connection.sendall(f"HTTP/1.1 {status}\r\nLocation: /\r\nContent-Length: 400000000\r\n\r\n".encode())
        for _ in range(400):
            connection.sendall(b"x" * 1_000_000)

    return answer


@pytest.mark.usefixtures("memory_bounded")
@pytest.mark.parametrize("status", ["200 OK", "302 Found", "502 Bad Gateway"])
def test_four_hundred_megabytes_are_not_taken_in(status):
    with far_end(endless(status)) as server, pytest.raises(OCRProtocolError):
        read(server.base_url)


def bomb(encoding: str) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
    return b"".join(packer.compress(b"\0" * 10_000_000) for _ in range(5)) + packer.flush()


@pytest.mark.usefixtures("memory_bounded")
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_not_inflated(encoding):
    answer = http(bomb(encoding), headers=f"Content-Encoding: {encoding}\r\n")
    with far_end(sends(answer)) as server, pytest.raises(OCRProtocolError):
        read(server.base_url)


def test_gzip_that_nobody_asked_for_is_read_all_the_same():
    body = gzip.compress('{"errcode": 0, "enterprise_name": "某公司"}'.encode())
    with far_end(sends(http(body, headers="Content-Encoding: gzip\r\n"))) as server:
        assert read(server.base_url).fields == {"enterprise_name": "某公司"}


@pytest.mark.parametrize("headers", ["Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n"])
def test_encodings_that_do_not_hold(headers):
    with far_end(sends(http(b"\x1f\x8b\xff\xff" * 20, headers=headers))) as server, pytest.raises(OCRProtocolError):
        read(server.base_url)


def test_chinese_in_plain_text_stays_chinese():
    body = b"\xef\xbb\xbf" + '{"errcode": 0, "enterprise_name": "某公司"}'.encode()
    with far_end(sends(http(body, headers="Content-Type: text/plain\r\n"))) as server:
        assert read(server.base_url).fields == {"enterprise_name": "某公司"}


@pytest.mark.parametrize(
    "body",
    ['{"errcode": 0, "address": "北京"}'.encode("gbk"), b"[" * 100_000, b'{"errcode": 0, "n": ' + b"1" * 5000 + b"}"],
    ids=["gbk", "deep", "huge number"],
)
def test_answers_no_honest_server_gives(body):
    with far_end(sends(http(body))) as server, pytest.raises(OCRProtocolError):
        read(server.base_url)


def test_values_of_the_wrong_kind_are_left_out_and_the_rest_is_storable():
    body = rb"""{"errcode": 0, "reg_num": 91, "serial": {"a": 1}, "address": ["x"], "enterprise_name": "A\u0000\ud800B",
        "valid_period": NaN, "paid_in_capital": true, "cert_position": "none", "img_size": {"w": "x", "h": 1e999},
        "business_scope": "%s"}""" % (b"s" * 100_000)
    with far_end(sends(http(body))) as server:
        result = read(server.base_url)
    assert result.fields == {"reg_num": "91", "enterprise_name": "AB", "business_scope": "s" * 2000}
    assert (result.cert_position, result.img_size) == (None, None)


@pytest.mark.parametrize(
    "data",
    [
        b"\0\0\0\0",
        b"HTTP/9.9 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nnothing",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nLocation: http://[::1\r\nSet-Cookie: \xff=\xfe\r\n\r\n",
        b"",
    ],
)
def test_what_is_no_http_is_an_outage(data):
    with far_end(sends(data)) as server, pytest.raises(OCRUnavailable):
        read(server.base_url)
