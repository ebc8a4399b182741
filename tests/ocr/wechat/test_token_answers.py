"""What WeChat's token endpoint may answer."""

from __future__ import annotations

import pytest

from django_bizlicense.exceptions import OCRMisconfigured, OCRProtocolError
from django_bizlicense.sandbox import SandboxServer, answer, fail
from tests.ocr.wechat.factories import IMAGE, printed_license, sandbox_backend

STABLE = "/cgi-bin/stable_token"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"access_token": ""},
        {"access_token": "with space", "expires_in": 7200},
        {"access_token": "line\r\nbreak", "expires_in": 7200},
        {"access_token": "词", "expires_in": 7200},
        {"access_token": 5, "expires_in": 7200},
        {"access_token": "x" * 5000, "expires_in": 7200},
        {"access_token": "x"},
        {"access_token": "x", "expires_in": "soon"},
        {"access_token": "x", "expires_in": True},
        {"access_token": "x", "expires_in": 0},
        {"access_token": "x", "expires_in": 10**9},
    ],
)
def test_answers_that_are_no_token(body):
    with SandboxServer(reader=printed_license) as sandbox:
        sandbox.script(answer(body, path=STABLE))
        with pytest.raises(OCRProtocolError):
            sandbox_backend(sandbox.base_url).read(IMAGE)
        assert sandbox.calls == {STABLE: 1}


@pytest.mark.parametrize("code", [40001, 40013, 40125, 40164, 89503])
def test_refusals_of_the_token_endpoint_are_for_the_operator(code):
    with SandboxServer(reader=printed_license) as sandbox:
        sandbox.script(fail(code, path=STABLE))
        with pytest.raises(OCRMisconfigured):
            sandbox_backend(sandbox.base_url).read(IMAGE)
        assert sandbox.calls == {STABLE: 1}


def test_tokens_of_five_hundred_characters_arrive_whole():
    with SandboxServer(reader=printed_license) as sandbox:
        sandbox_backend(sandbox.base_url).read(IMAGE)
        assert len(sandbox.seen[-1].query["access_token"]) == 512
