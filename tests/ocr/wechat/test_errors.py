from __future__ import annotations

import re
from pathlib import Path

import pytest

from django_bizlicense.exceptions import (
    LicenseNotFound,
    OCRError,
    OCRImageRefused,
    OCRMisconfigured,
    OCRProtocolError,
    OCRQuotaExhausted,
    OCRRequestError,
    OCRThrottled,
    OCRUnavailable,
)
from django_bizlicense.ocr.wechat.errors import MEANINGS, TOKEN_REFUSED, error_for
from django_bizlicense.sandbox import SandboxServer, answer
from django_bizlicense.sandbox.messages import ERRMSG
from tests.ocr.wechat.factories import IMAGE, printed_license, sandbox_backend

DOCS = Path(__file__).resolve().parents[3] / "docs" / "wechat.md"
RID = "5f6b3f70-2a0c6c2c-1d0c7d02"

EXPECTED = {
    OCRUnavailable: [-1, -1000, -504003],
    OCRMisconfigured: [
        *(40001, 40014, 42001, 41001, 41002, 41004, 48001, 48004, 50002, 61004, 45035, 61007, 61016, 61024, 40164),
        *(40013, 40125, 40243, 89501, 89503, 89504, 89505, 89506, 89507),
        *(85088, -501000, -604101),
    ],
    OCRRequestError: [40002, 40101, 41005, 43002, 43003, 47001],
    OCRImageRefused: [40009, 40137, 44001, 44002, 45001, 45002, 101000, 101002],
    OCRQuotaExhausted: [45009, 101003],
    OCRThrottled: [45011],
    LicenseNotFound: [101001],
}
ROWS = [(code, error) for error, codes in EXPECTED.items() for code in codes]


def test_the_table_is_closed():
    assert {code for code, _ in ROWS} == set(MEANINGS)


@pytest.fixture(scope="module")
def server():
    with SandboxServer(reader=printed_license) as server:
        yield server


@pytest.fixture
def sandbox(server):
    yield server
    server.unscript()


@pytest.mark.parametrize(("code", "expected"), ROWS)
def test_each_row_over_the_wire(sandbox, code, expected):
    sandbox.script(answer({"errcode": code, "errmsg": f"whatever hint: [x] rid: {RID}"}), times=2)
    with pytest.raises(expected) as caught:
        sandbox_backend(sandbox.base_url).read(IMAGE)
    assert type(caught.value) is expected
    assert (caught.value.vendor_code, caught.value.rid) == (str(code), RID)


@pytest.mark.parametrize("code", [code for code, _ in ROWS if code not in TOKEN_REFUSED])
def test_only_a_refused_token_is_renewed(sandbox, code):
    backend = sandbox_backend(sandbox.base_url)
    backend.read(IMAGE)
    sandbox.calls.clear()
    sandbox.script(answer({"errcode": code}))
    with pytest.raises(OCRError):
        backend.read(IMAGE)
    assert sandbox.calls == {"/cv/ocr/bizlicense": 1}


def test_101002_has_two_meanings():
    assert type(error_for(101002, message="decode image failed")) is OCRImageRefused
    assert type(error_for(101002, message="Not enough Market Quota rid: x")) is OCRQuotaExhausted


@pytest.mark.parametrize("code", [1, -2, 99999, 40003])
def test_unknown_codes_are_not_retried(code):
    error = error_for(code, rid=RID)
    assert type(error) is OCRProtocolError
    assert not error.retryable
    assert (error.vendor_code, error.rid) == (str(code), RID)


def test_when_to_come_back():
    assert error_for(45011).retry_after == 60
    assert error_for(-1).retry_after is None
    assert error_for(45009).retry_after is None
    assert error_for(40164).retry_after is None


def test_the_vendors_text_is_not_carried():
    assert "hunter2" not in str(error_for(40125, message="invalid appsecret hunter2"))


def test_the_operators_guide_names_every_code():
    guide = DOCS.read_text(encoding="utf-8").partition("| code | what it means")[2].partition("\n\n")[0]
    first_column = " ".join(re.findall(r"^\| (.*?) \|", guide, re.MULTILINE))
    first_column = first_column.replace("89503–89507", " ".join(map(str, range(89503, 89508))))
    assert {int(code) for code in re.findall(r"-?\d{3,6}|-1\b", first_column)} - {502, 503} == set(MEANINGS)


def test_the_sandbox_has_words_for_every_code():
    assert set(MEANINGS) - set(ERRMSG) == set()
