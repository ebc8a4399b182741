from __future__ import annotations

import datetime as dt
import io
import sys

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.utils import timezone

from django_bizlicense import accounts
from django_bizlicense.models import EngineStop
from django_bizlicense.ocr import local, ocr_backends
from django_bizlicense.ocr.wechat import transport
from django_bizlicense.sandbox import SandboxServer, fail, page, specimen
from tests import factories

pytestmark = pytest.mark.django_db
STABLE = "/cgi-bin/stable_token"
WECHAT = "django_bizlicense.ocr.wechat.WeChatBackend"


@pytest.fixture
def sandbox(settings):
    with SandboxServer(reader=specimen) as server:
        options = {"appid": "sandbox", "secret": "sandbox", "base_url": server.base_url, "deadline": 2.0}
        settings.BIZLICENSE_OCR = {"default": {"BACKEND": WECHAT, "OPTIONS": {**options, "daily_limit": 500}}}
        yield server
    caches["default"].clear()
    transport.session().close()


def check(*arguments: str) -> str:
    output = io.StringIO()
    call_command("check_ocr", *arguments, stdout=output, no_color=True)
    return output.getvalue()


def ailing(*arguments: str) -> tuple[str, CommandError]:
    output = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("check_ocr", *arguments, stdout=output, no_color=True)
    return output.getvalue(), caught.value


def stop(code: str = "ocr_misconfigured", until: dt.datetime | None = None) -> EngineStop:
    return EngineStop.objects.create(
        account="wechat:sandbox", code=code, detail="IP list", since=timezone.now(), until=until
    )


def test_all_is_well_and_no_call_was_spent(sandbox):
    said = check()
    assert "default: An access_token was given." in said
    assert "default: 0 calls of wechat:sandbox today, of 500." in said
    assert sandbox.calls == {STABLE: 1}


PLAIN_WORDS = {
    40164: "is not on the account's IP list",
    40125: "The app secret is wrong",
    40013: "does not know this appid",
    61007: "permission set 117",
    45009: "daily limit",
    89503: "An administrator of the account must approve",
}


@pytest.mark.parametrize("code", PLAIN_WORDS)
def test_what_is_wrong_is_said_in_plain_words(sandbox, code):
    sandbox.script(fail(code, path=STABLE))
    said, error = ailing()
    assert PLAIN_WORDS[code] in said
    assert f"[vendor code {code}]" in said
    assert "[rid " in said
    assert error.returncode == 1
    assert not EngineStop.objects.exists()


def test_an_outage_is_trouble(sandbox):
    sandbox.script(page(502, path=STABLE))
    said, _ = ailing()
    assert "a proxy or an outage" in said


def test_an_account_that_a_misconfiguration_stopped_goes_on(sandbox):
    stop()
    assert "goes on now. It was: IP list" in check()
    assert not EngineStop.objects.exists()


def test_an_account_that_is_still_misconfigured_stays_stopped(sandbox):
    stop()
    sandbox.script(fail(40164, path=STABLE))
    said, _ = ailing()
    assert "wechat:sandbox is stopped since" in said
    assert EngineStop.objects.exists()


def test_a_spent_quota_is_waited_for(sandbox):
    stop("ocr_quota_exhausted", timezone.now() + dt.timedelta(hours=3))
    said, _ = ailing()
    assert "wechat:sandbox waits until" in said
    assert EngineStop.objects.exists()


def test_a_reached_limit_is_said(sandbox, settings):
    engine = settings.BIZLICENSE_OCR["default"]
    settings.BIZLICENSE_OCR = {"default": {**engine, "OPTIONS": {**engine["OPTIONS"], "daily_limit": 1}}}
    accounts.admit(ocr_backends["default"])
    said, _ = ailing()
    assert "1 calls of wechat:sandbox today, of 1." in said
    assert "daily_limit is reached" in said


def test_one_account_is_resumed_by_hand(sandbox):
    stop("ocr_quota_exhausted", timezone.now() + dt.timedelta(hours=3))
    assert "goes on" in check("--resume", "wechat:sandbox")
    assert not EngineStop.objects.exists()
    assert not sandbox.calls
    _, error = ailing("--resume", "wechat:sandbox")
    assert "Stopped accounts: none." in str(error)


def test_options_that_cannot_be_used(settings):
    settings.BIZLICENSE_OCR = {
        "default": {"BACKEND": WECHAT, "OPTIONS": {"app_id": "x"}},
        "second": {"BACKEND": WECHAT},
        **{f"third {key}": value for key, value in factories.dummy().items()},
    }
    said, error = ailing()
    assert "default: BIZLICENSE_OCR['default'] has unknown OPTIONS: app_id." in said
    assert "has no appid" in said
    assert "third default: It answers what its options say." in said
    assert str(error) == "Not well: default, second."


def test_one_engine_of_several(settings):
    settings.BIZLICENSE_OCR = {**factories.dummy(), "other": {"BACKEND": "no.such.Engine"}}
    assert "default:" in check("default")
    _, error = ailing("other")
    assert error.returncode == 1


@pytest.mark.parametrize(("engines", "aliases", "code"), [({}, [], 1), (factories.dummy(), ["missing"], 2)])
def test_nothing_to_ask(settings, engines, aliases, code):
    settings.BIZLICENSE_OCR = engines
    _, error = ailing(*aliases)
    assert error.returncode == code


@pytest.mark.engine
def test_the_offline_engine_is_loaded(settings):
    settings.BIZLICENSE_OCR = {
        "default": {"BACKEND": "django_bizlicense.ocr.local.LocalBackend", "OPTIONS": {"deadline": 60.0}}
    }
    assert check() == "default: The engine is loaded.\n"


def test_an_offline_engine_that_is_not_installed(settings, monkeypatch):
    monkeypatch.delattr(local, "engine", raising=False)
    monkeypatch.setitem(sys.modules, "django_bizlicense.ocr.local.engine", None)
    settings.BIZLICENSE_OCR = {"default": {"BACKEND": "django_bizlicense.ocr.local.LocalBackend"}}
    said, _ = ailing()
    assert "pip install django-bizlicense[local]" in said
