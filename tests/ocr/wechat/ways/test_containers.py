"""Inside WeChat's own containers: CloudRun without a token, CloudBase's file and header."""

from __future__ import annotations

import pytest

from django_bizlicense.exceptions import OCRMisconfigured, OCRUnavailable
from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.sandbox import SPECIMEN, SandboxServer, fail, page, specimen
from tests.ocr.wechat.factories import make_backend
from tests.ocr.wechat.ways.documented import OCR, PHOTO, backend_of, documented, last_call


def test_cloudrun(monkeypatch):
    _, engine = documented("cloudrun", monkeypatch)
    with SandboxServer(reader=specimen, cloudrun=True) as sandbox:
        result = backend_of(engine, sandbox).read(OCRImage(data=PHOTO))
        assert len(result.rid) == 32  # the sequence id
        assert (last_call(sandbox).query, sandbox.calls) == ({}, {OCR: 1})


def test_cloudrun_is_asked_once_more_while_the_container_starts(monkeypatch):
    _, engine = documented("cloudrun", monkeypatch)
    with SandboxServer(reader=specimen, cloudrun=True) as sandbox:
        sandbox.script(fail(41001))
        assert backend_of(engine, sandbox).read(OCRImage(data=PHOTO)).fields == SPECIMEN
        assert sandbox.calls == {OCR: 2}


def test_cloudrun_that_is_not_enabled_is_for_the_operator(monkeypatch):
    _, engine = documented("cloudrun", monkeypatch)
    with SandboxServer(reader=specimen, cloudrun=True) as sandbox:
        sandbox.script(fail(41001), times=9)
        with pytest.raises(OCRMisconfigured, match="CloudRun"):
            backend_of(engine, sandbox).read(OCRImage(data=PHOTO))
        assert sandbox.calls == {OCR: 2}


def test_a_page_instead_of_an_answer_names_the_list_of_paths(monkeypatch):
    _, engine = documented("cloudrun", monkeypatch)
    with SandboxServer(reader=specimen, cloudrun=True) as sandbox:
        sandbox.script(page(502))
        with pytest.raises(OCRUnavailable, match="list of allowed"):
            backend_of(engine, sandbox).read(OCRImage(data=PHOTO))


def test_cloudbase(sandbox, monkeypatch, tmp_path):
    _, engine = documented("cloudbase", monkeypatch)
    assert engine["OPTIONS"]["token_file"] == make_backend().options["token_file"]
    file = tmp_path / "token"
    file.write_text(sandbox.cloudbase_token() + "\n")
    backend = backend_of(engine, sandbox, token_file=str(file))
    assert backend.read(OCRImage(data=PHOTO)).fields == SPECIMEN
    assert last_call(sandbox).query == {"cloudbase_access_token": file.read_text().strip()}
    assert sandbox.calls == {OCR: 1}


def test_the_cloudbase_file_is_read_again(sandbox, monkeypatch, tmp_path):
    _, engine = documented("cloudbase", monkeypatch)
    file = tmp_path / "token"
    backend = backend_of(engine, sandbox, token_file=str(file))
    file.write_text("an-old-one")
    with pytest.raises(OCRMisconfigured):
        backend.read(OCRImage(data=PHOTO))
    assert sandbox.calls == {OCR: 1}  # the file said the same again
    file.write_text(sandbox.cloudbase_token())
    assert backend.read(OCRImage(data=PHOTO)).fields == SPECIMEN


def test_a_file_that_is_not_there_is_an_outage(sandbox, monkeypatch, tmp_path):
    _, engine = documented("cloudbase", monkeypatch)
    with pytest.raises(OCRUnavailable, match="FileNotFoundError"):
        backend_of(engine, sandbox, token_file=str(tmp_path / "none")).read(OCRImage(data=PHOTO))
    assert not sandbox.calls


def test_the_header_of_cloudbase(sandbox, monkeypatch, rf):
    module, engine = documented("cloudbase header", monkeypatch)
    token = sandbox.cloudbase_token()
    backend = backend_of(engine, sandbox)
    handle = module.middleware(lambda request: backend.read(OCRImage(data=PHOTO)))
    assert handle(rf.get("/", headers={"X-WX-CLOUDBASE-ACCESS-TOKEN": token})).fields == SPECIMEN
    assert last_call(sandbox).query == {"cloudbase_access_token": token}
    with pytest.raises(OCRUnavailable, match="it gave no token"):
        handle(rf.get("/"))
