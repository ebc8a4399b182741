"""Where the token comes from: a platform, a central server, the classic endpoint; and a sign of life."""

from __future__ import annotations

import pytest

from django_bizlicense.exceptions import OCRMisconfigured, OCRProtocolError, OCRUnavailable
from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.sandbox import SPECIMEN, answer, fail, page
from tests.ocr.wechat.factories import make_backend
from tests.ocr.wechat.ways.documented import OCR, PHOTO, STABLE, backend_of, documented, last_call


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
