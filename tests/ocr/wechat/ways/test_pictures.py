"""What WeChat is given: bytes, or the address of a copy."""

from __future__ import annotations

import pytest

from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.sandbox import SPECIMEN
from tests.ocr.wechat.ways.documented import OCR, PHOTO, STABLE, WAYS, backend_of, documented, last_call, sent_bytes


def test_the_documentation_shows_every_way():
    shown = {"bytes", "url", "cloudrun", "cloudbase", "cloudbase header", "authorizer", "central", "classic", "cloud"}
    assert set(WAYS) == shown


def test_bytes(sandbox, monkeypatch):
    _, engine = documented("bytes", monkeypatch)
    backend = backend_of(engine, sandbox)
    assert backend.read(OCRImage(data=PHOTO)).fields == SPECIMEN
    assert backend.options["daily_limit"] == 500
    assert sent_bytes(last_call(sandbox)) == PHOTO
    assert list(last_call(sandbox).query) == ["access_token"]


def test_url(sandbox, monkeypatch, copy):
    _, engine = documented("url", monkeypatch)
    assert backend_of(engine, sandbox).read(OCRImage(data=b"never sent", url=lambda: copy)).img_size == (600, 400)
    request = last_call(sandbox)
    assert (request.method, list(request.query), request.body) == ("POST", ["img_url", "access_token"], b"")
    assert request.query["img_url"] == copy
    assert sandbox.calls == {STABLE: 1, OCR: 1}


def test_the_address_is_encoded_once(sandbox, monkeypatch):
    _, engine = documented("url", monkeypatch)
    backend = backend_of(engine, sandbox)
    backend.read(OCRImage(data=PHOTO, url=lambda: "https://h.example/a b%20c.jpg?s=x+y&t=z/"))
    encoded = "https%3A%2F%2Fh.example%2Fa%20b%2520c.jpg%3Fs%3Dx%2By%26t%3Dz%2F"
    assert f"?img_url={encoded}&access_token=" in sandbox.seen[1].target


def test_an_address_that_cannot_be_fetched_is_followed_by_the_bytes(sandbox, monkeypatch):
    _, engine = documented("url", monkeypatch)
    image = OCRImage(data=PHOTO, url=lambda: "https://private.example/x.jpg")
    assert backend_of(engine, sandbox).read(image).fields == SPECIMEN
    assert sent_bytes(last_call(sandbox)) == PHOTO
    assert sandbox.calls == {STABLE: 1, OCR: 2}


@pytest.mark.parametrize("address", ["/media/x.jpg", "", "file:///etc/passwd"])
def test_an_address_wechat_could_not_reach_is_never_sent(sandbox, monkeypatch, address):
    _, engine = documented("url", monkeypatch)
    assert backend_of(engine, sandbox).read(OCRImage(data=PHOTO, url=lambda: address)).fields == SPECIMEN
    assert sandbox.calls == {STABLE: 1, OCR: 1}
    assert sent_bytes(last_call(sandbox)) == PHOTO


def test_a_storage_that_is_away_costs_nothing_but_a_warning(sandbox, monkeypatch, caplog):
    def broken() -> str:
        raise ConnectionError("https://key:s3cret@storage.example is away")

    _, engine = documented("url", monkeypatch)
    assert backend_of(engine, sandbox).read(OCRImage(data=PHOTO, url=broken)).fields == SPECIMEN
    assert "ConnectionError" in caplog.text
    assert "s3cret" not in caplog.text


def test_bytes_never_ask_for_an_address(sandbox, monkeypatch):
    _, engine = documented("bytes", monkeypatch)
    backend_of(engine, sandbox).read(OCRImage(data=PHOTO, url=lambda: pytest.fail("nobody wanted an address")))
