"""Each way of calling WeChat in docs/wechat.md: its very options, read against the sandbox, and what was sent."""

from __future__ import annotations

import base64
import json
import re
import sys
import types
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.utils.module_loading import import_string

from django_bizlicense.exceptions import OCRMisconfigured, OCRProtocolError, OCRUnavailable
from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.ocr.wechat import sources
from django_bizlicense.sandbox import SPECIMEN, Request, SandboxServer, answer, fail, page, specimen
from django_bizlicense.sandbox.messages import multipart_parts
from tests import factories
from tests.ocr.wechat.factories import make_backend

DOCS = Path(__file__).resolve().parents[3] / "docs" / "wechat.md"
OCR, INVOKE = "/cv/ocr/bizlicense", "/tcb/invokecloudfunction"
STABLE = "/cgi-bin/stable_token"
PHOTO = factories.jpeg(7)
WAY = re.compile(r"<!-- way: ([\w ]+?)(?:; module: ([\w.]+))? -->\n```python\n(.*?)```", re.DOTALL)
WAYS = {name: (module, source) for name, module, source in WAY.findall(DOCS.read_text(encoding="utf-8"))}


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(reader=specimen) as server:
        yield server


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("WECHAT_SECRET", "sandbox")
    monkeypatch.setenv("TOKEN_KEY", "k3y")
    monkeypatch.setattr(sources, "STARTING_SECONDS", 0.01)


def documented(way: str, monkeypatch: pytest.MonkeyPatch) -> tuple[types.ModuleType, dict[str, Any]]:
    """Run the example of a way; return what it defines and its engine."""
    name, source = WAYS[way]
    module = types.ModuleType(name or "settings")
    exec("import os\n" + source, vars(module))
    if name:
        monkeypatch.setitem(sys.modules, name.split(".")[0], types.ModuleType(name.split(".")[0]))
        monkeypatch.setitem(sys.modules, name, module)
    return module, module.BIZLICENSE_OCR["default"]


def backend_of(engine: dict[str, Any], sandbox: SandboxServer, **changes: Any) -> Any:
    """Make the engine of an example, with the sandbox in the place of WeChat."""
    ours = {"base_url": sandbox.base_url, "deadline": 5.0, **changes}
    if "secret" in engine["OPTIONS"]:
        ours |= {"appid": "sandbox"}
    return import_string(engine["BACKEND"])("default", {"OPTIONS": {**engine["OPTIONS"], **ours}})


def last_call(sandbox: SandboxServer) -> Request:
    return sandbox.seen[-1]


def sent_bytes(request: Request) -> bytes:
    [part] = multipart_parts(request.headers["content-type"], request.body)
    assert (part.name, part.filename, part.content_type) == ("img", "license.jpg", "image/jpeg")
    return part.data


@pytest.fixture
def copy() -> Iterator[str]:
    """The address of the photo on this machine; its path needs encoding."""

    class Photo(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/a%20b.jpg?Signature=x%2By&n=1" else 404)
            self.end_headers()
            self.wfile.write(PHOTO)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Photo) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a%20b.jpg?Signature=x%2By&n=1"
        server.shutdown()


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


def test_an_authorizer_token(sandbox, monkeypatch):
    module, engine = documented("authorizer", monkeypatch)
    held, refused = ["old-token"], []

    def renew(appid: str, *, instead_of: str) -> None:
        refused.append((appid, instead_of))
        held[0] = sandbox.service.tokens.stable(family="central")[0]

    monkeypatch.setattr(module, "renew_authorizer_token", renew, raising=False)
    monkeypatch.setattr(module, "stored_authorizer_token", lambda appid: held[0], raising=False)
    assert backend_of(engine, sandbox).read(OCRImage(data=PHOTO)).fields == SPECIMEN
    assert refused == [("wx0123456789abcdef", "old-token")]
    assert last_call(sandbox).query == {"access_token": held[0]}
    assert sandbox.calls == {OCR: 2}


def test_a_platform_without_permission_set_117(sandbox, monkeypatch):
    module, engine = documented("authorizer", monkeypatch)
    token, _ = sandbox.service.tokens.stable(family="central")
    monkeypatch.setattr(module, "stored_authorizer_token", lambda appid: token, raising=False)
    sandbox.script(fail(61007))
    with pytest.raises(OCRMisconfigured, match="permission set 117"):
        backend_of(engine, sandbox).read(OCRImage(data=PHOTO))
    assert sandbox.calls == {OCR: 1}


@pytest.mark.parametrize("given", [None, 5, "", "with space", "line\nbreak", "词"])
def test_what_a_callable_gives_is_looked_at(sandbox, monkeypatch, given):
    module, engine = documented("authorizer", monkeypatch)
    monkeypatch.setattr(module, "stored_authorizer_token", lambda appid: given, raising=False)
    with pytest.raises(OCRUnavailable):
        backend_of(engine, sandbox).read(OCRImage(data=PHOTO))
    assert not sandbox.calls


def test_a_central_server(sandbox, monkeypatch):
    _, engine = documented("central", monkeypatch)
    assert engine["OPTIONS"]["token"].endswith("?key=k3y")
    backend = backend_of(engine, sandbox, token=f"{sandbox.token_url}?key=k3y")
    for _ in range(2):
        assert backend.read(OCRImage(data=PHOTO)).fields == SPECIMEN
    assert sandbox.calls == {OCR: 2}
    assert "k3y" not in repr(backend.options)


CENTRAL = "/cgi-bin/token"
"""Any path of the sandbox that a script can answer for."""


def test_what_a_central_server_is_asked(sandbox, monkeypatch):
    token, _ = sandbox.service.tokens.stable(family="central")
    sandbox.script(answer({"access_token": token}, path=CENTRAL))
    _, engine = documented("central", monkeypatch)
    backend = backend_of(engine, sandbox, token=f"{sandbox.base_url}{CENTRAL}?key=k3y&empty=")
    assert backend.read(OCRImage(data=PHOTO)).fields == SPECIMEN
    asked = sandbox.seen[0]
    assert (asked.method, asked.path, asked.query) == ("GET", CENTRAL, {"key": "k3y"})
    assert sandbox.calls == {CENTRAL: 1, OCR: 1}


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (page(403, path=CENTRAL), OCRMisconfigured),
        (page(500, path=CENTRAL), OCRUnavailable),
        (page(302, path=CENTRAL), OCRProtocolError),
        (answer({"access_token": "x", "expires_in": "soon"}, path=CENTRAL), OCRProtocolError),
        (answer({"token": "x"}, path=CENTRAL), OCRProtocolError),
        (fail(40125, path=CENTRAL), OCRMisconfigured),
    ],
)
def test_a_central_server_that_does_not_work(sandbox, monkeypatch, step, error):
    sandbox.script(step)
    _, engine = documented("central", monkeypatch)
    with pytest.raises(error) as caught:
        backend_of(engine, sandbox, token=f"{sandbox.base_url}{CENTRAL}?key=k3y").read(OCRImage(data=PHOTO))
    assert "k3y" not in str(caught.value)
    assert sandbox.calls == {CENTRAL: 1}


def test_classic(sandbox, monkeypatch):
    _, engine = documented("classic", monkeypatch)
    assert backend_of(engine, sandbox).read(OCRImage(data=PHOTO)).fields == SPECIMEN
    asked = sandbox.seen[0]
    assert (asked.method, asked.path) == ("GET", "/cgi-bin/token")
    assert asked.query == {"grant_type": "client_credential", "appid": "sandbox", "secret": "sandbox"}


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


def test_the_account_without_an_appid_is_the_alias():
    assert make_backend(appid="", token=None).account == "wechat:wechat"


def test_a_probe_asks_for_a_token_and_spends_no_call(sandbox, monkeypatch):
    _, engine = documented("bytes", monkeypatch)
    backend = backend_of(engine, sandbox)
    assert [backend.probe() for _ in range(2)] == ["An access_token was given."] * 2
    assert sandbox.calls == {STABLE: 2}


def test_a_probe_does_not_end_a_classic_token(sandbox, monkeypatch):
    _, engine = documented("classic", monkeypatch)
    backend = backend_of(engine, sandbox)
    assert [backend.probe() for _ in range(2)] == ["An access_token was given.", "An access_token is at hand."]
    assert sandbox.calls == {"/cgi-bin/token": 1}


def test_a_probe_that_fails_says_why(sandbox, monkeypatch):
    _, engine = documented("bytes", monkeypatch)
    sandbox.script(fail(40164, path=STABLE))
    with pytest.raises(OCRMisconfigured, match="IP list") as caught:
        backend_of(engine, sandbox).probe()
    assert caught.value.backend == "default"
