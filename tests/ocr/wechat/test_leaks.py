"""Neither the token nor the secret stands in any text that leaves the process."""

from __future__ import annotations

import io
import json
import logging
import sys
import time
import traceback

import pytest
from django.views.debug import ExceptionReporter

from django_bizlicense.exceptions import OCRError
from django_bizlicense.ocr.base import OCRImage
from tests.ocr.wechat.factories import APPID, IMAGE, PHOTO, SECRET, TOKEN, make_backend
from tests.ocr.wechat.far_end import FarEnd, far_end, http, resets, sends


def hangs(connection):
    time.sleep(0.4)


def echo(status: str):
    text = f"https://h/cv/ocr/bizlicense?access_token={TOKEN}&secret={SECRET}"
    return sends(http(text.encode(), status=status, headers=f"Location: {text}\r\nX-Echo: {text}\r\n"))


FAILURES = {
    "reset": resets,
    "hang": hangs,
    "500": echo("500 Oops"),
    "non-JSON": echo("200 OK"),
    "redirect": echo("302 Found"),
    "gigantic": sends(http(TOKEN.encode() * 3000)),
    "token refused": sends(http(json.dumps({"errcode": 40001, "errmsg": f"bad {TOKEN} rid: {TOKEN}"}).encode())),
    "secret echoed": sends(http(json.dumps({"errcode": 40125, "errmsg": SECRET}).encode())),
    "errcode echoes": sends(http(json.dumps({"errcode": TOKEN}).encode())),
    "deep": sends(http(b"[" * 100_000 + TOKEN.encode())),
    "not HTTP": sends(f"{TOKEN} {SECRET}\r\n\r\n".encode()),
    "bad gzip": sends(http(TOKEN.encode(), headers="Content-Encoding: gzip\r\n")),
}
TOKEN_FAILURES = {
    "lifetime": sends(http(json.dumps({"access_token": TOKEN, "expires_in": "x"}).encode())),
    "text": sends(http(TOKEN.encode())),
    "array": sends(http(json.dumps([TOKEN]).encode())),
    **FAILURES,
}


class TokenFarEnd(FarEnd):
    """Treats the token endpoint as anything else."""

    def serve(self, connection):
        with connection:
            self.heads.append(self.read_request(connection))
            self.answer(connection)


def texts_of(error: BaseException) -> str:
    """Everything an error report may print, the variables of every frame included."""
    traceback_exception = traceback.TracebackException.from_exception(error, capture_locals=True)
    report = ExceptionReporter(None, type(error), error, error.__traceback__)
    chain = [error, error.__context__, error.__cause__]
    parts = [str(error), repr(error), repr(error.args), repr(vars(error)), repr([vars(e) for e in chain if e])]
    return "\n".join([*parts, *traceback_exception.format(), report.get_traceback_html(), report.get_traceback_text()])


def failing_read(base_url: str, **options) -> str:
    try:
        make_backend(base_url, deadline=0.3, **options).read(IMAGE)
    except OCRError as error:
        assert error.__context__ is None
        return texts_of(error)
    raise AssertionError("it should have failed")


@pytest.fixture
def everything_logged(caplog):
    """Every logger at DEBUG, written as text with its tracebacks, plus what is printed."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setLevel(0)
    names = [name for name in logging.root.manager.loggerDict if not name.startswith("_")]
    for logger in (logging.getLogger(), *map(logging.getLogger, names)):
        caplog.set_level(logging.DEBUG, logger.name if logger.name != "root" else None)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def assert_nothing_leaks(*texts: str) -> None:
    text = "\n".join(texts)
    assert TOKEN not in text
    assert SECRET not in text
    assert repr(PHOTO)[2:-1] not in text


@pytest.mark.parametrize("failure", FAILURES)
def test_failures_of_the_reading(failure, everything_logged, capfd):
    with far_end(FAILURES[failure]) as server:
        text = failing_read(server.base_url)
    assert any(f"access_token={TOKEN}".encode() in head for head in server.heads)
    printed = capfd.readouterr()
    assert "urllib3" in everything_logged.getvalue() or "HTTP connection" in everything_logged.getvalue()
    assert_nothing_leaks(text, everything_logged.getvalue(), printed.out, printed.err)


@pytest.mark.parametrize("kind", ["stable_token", "token"])
@pytest.mark.parametrize("failure", TOKEN_FAILURES)
def test_failures_of_the_token(failure, kind, everything_logged, capfd):
    with TokenFarEnd(TOKEN_FAILURES[failure]).running() as server:
        text = failing_read(server.base_url, token=kind)
    assert server.heads
    printed = capfd.readouterr()
    assert_nothing_leaks(text, everything_logged.getvalue(), printed.out, printed.err)


def test_a_refused_connection(everything_logged):
    with far_end(resets) as server:
        base_url = server.base_url
    assert_nothing_leaks(failing_read(base_url), everything_logged.getvalue())


def test_a_result_holds_no_token(everything_logged):
    body = {"errcode": 0, "errmsg": f"ok {TOKEN}", "address": f"x{TOKEN}", TOKEN: {"deep": [TOKEN]}}
    with far_end(sends(http(json.dumps(body).encode()))) as server:
        result = make_backend(server.base_url).read(IMAGE)
    assert_nothing_leaks(repr(result), everything_logged.getvalue())


def test_the_backend_itself_shows_nothing():
    backend = make_backend()
    assert_nothing_leaks(repr(backend), repr(vars(backend)), repr(backend.options), str(list(backend.check())))
    assert APPID in repr(backend.options)
    assert sys.getrefcount(backend) > 0


SIGNATURE = "5ign" * 16
SIGNED = f"https://bucket.example/licenses/a.jpg?X-Amz-Signature={SIGNATURE}"
KEY = "k3y-of-the-token-server"


def echo_address(status: str):
    return sends(http(json.dumps({"errcode": 0, "address": SIGNED, "errmsg": SIGNED}).encode(), status=status))


@pytest.mark.parametrize("failure", ["reset", "hang", "500", "redirect", "gigantic", "token refused", "errcode echoes"])
def test_a_signed_address(failure, everything_logged):
    answer = echo_address("500 Oops") if failure == "500" else FAILURES[failure]
    with far_end(answer) as server:
        try:
            backend = make_backend(server.base_url, deadline=0.3, send="url")
            backend.read(OCRImage(data=PHOTO, url=lambda: SIGNED))
        except OCRError as error:
            text = texts_of(error)
    assert any(b"X-Amz-Signature%3D5ign" in head for head in server.heads)
    assert SIGNATURE not in everything_logged.getvalue() + text


def test_a_result_holds_no_signed_address(everything_logged):
    with far_end(echo_address("200 OK")) as server:
        result = make_backend(server.base_url, send="url").read(OCRImage(data=PHOTO, url=lambda: SIGNED))
    assert result.fields == {"address": "***"}
    assert SIGNATURE not in repr(result) + everything_logged.getvalue()


@pytest.mark.parametrize("failure", ["reset", "hang", "500", "redirect", "gigantic", "token refused", "text", "deep"])
def test_the_key_of_a_token_server(failure, everything_logged):
    with TokenFarEnd(TOKEN_FAILURES[failure]).running() as server:
        backend = make_backend("http://127.0.0.1:9", deadline=0.3, token=f"{server.base_url}/token?key={KEY}")
        try:
            backend.read(IMAGE)
        except OCRError as error:
            text = texts_of(error)
    assert any(KEY.encode() in head for head in server.heads)
    assert KEY not in text + everything_logged.getvalue() + repr(vars(backend))


def test_a_callable_that_raises_with_the_token_in_its_text(everything_logged):
    def source(refused):
        raise KeyError(f"https://platform.example/?authorizer_access_token={TOKEN}")

    try:
        make_backend("http://127.0.0.1:9", token=source).read(IMAGE)
    except OCRError as error:
        assert_nothing_leaks(str(error), repr(error.__context__), everything_logged.getvalue())
        assert "KeyError" in str(error)
