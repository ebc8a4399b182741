from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from django_bizlicense import images
from django_bizlicense.exceptions import (
    LicenseNotFound,
    OCRImageRefused,
    OCRMisconfigured,
    OCRQuotaExhausted,
    OCRThrottled,
    OCRUnavailable,
)
from django_bizlicense.license.findings import Case, Severity, find
from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.ocr.wechat import CloudFunctionBackend, WeChatBackend
from django_bizlicense.sandbox import MAGIC, SPECIMEN, SandboxServer, magic_photo
from django_bizlicense.sandbox.magic import magic_step, size_of
from tests import factories

DOCS = Path(__file__).resolve().parents[2] / "docs" / "wechat.md"
REFUSED = {
    "no_license": LicenseNotFound,
    "undecodable": OCRImageRefused,
    "market_quota": OCRQuotaExhausted,
    "market_quota_as_of_2020": OCRQuotaExhausted,
    "daily_limit": OCRQuotaExhausted,
    "minute_limit": OCRThrottled,
    "busy": OCRUnavailable,
    "unauthorized": OCRMisconfigured,
    "token_refused": OCRMisconfigured,
    "html_502": OCRUnavailable,
    "slow": OCRUnavailable,
    "drip": OCRUnavailable,
    "reset": OCRUnavailable,
}
READ = {"license", "nothing_printed", "camel_case", "string_errcode", "base_resp"}


def no_engine(data):
    raise AssertionError("a magic picture needs no reader")


@pytest.fixture(scope="module")
def sandbox():
    with SandboxServer(reader=no_engine) as server:
        yield server


def read(sandbox, data: bytes, backend_class=WeChatBackend, **more):
    options = {"appid": "sandbox", "secret": "sandbox", "base_url": sandbox.base_url, "deadline": 0.4, **more}
    return backend_class("default", {"OPTIONS": options}).read(OCRImage(data=data))


def cleaned(name: str) -> bytes:
    return images.accept(magic_photo(name)).content


def test_every_magic_picture_is_looked_at_here():
    assert set(MAGIC) == set(REFUSED) | READ


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_survive_cleaning(sandbox, name):
    with pytest.raises(REFUSED[name]):
        read(sandbox, cleaned(name))


@pytest.mark.parametrize("name", sorted(READ))
def test_readings_survive_cleaning(sandbox, name):
    result = read(sandbox, cleaned(name))
    assert result.fields == ({} if name == "nothing_printed" else SPECIMEN)


@pytest.mark.parametrize("name", ["license", "camel_case", "string_errcode"])
def test_readings_through_the_cloud_function(sandbox, name):
    assert read(sandbox, cleaned(name), CloudFunctionBackend, env="shop-1").fields == SPECIMEN


@pytest.mark.parametrize("name", ["no_license", "daily_limit", "unauthorized", "reset"])
def test_refusals_through_the_cloud_function(sandbox, name):
    with pytest.raises(REFUSED[name]):
        read(sandbox, cleaned(name), CloudFunctionBackend, env="shop-1")


@pytest.mark.parametrize(
    ("mark", "error"),
    [("sandbox:no_license", LicenseNotFound), ("sandbox:45011", OCRThrottled), ("sandbox:-1", OCRUnavailable)],
)
def test_marks_in_the_bytes(sandbox, mark, error):
    with pytest.raises(error):
        read(sandbox, b"\xff\xd8 " + mark.encode())


@pytest.mark.parametrize("data", [b"", b"photo", b"sandbox:whatever", b"\xff\xd8\xff\xc0\x00", factories.jpeg(1)])
def test_ordinary_pictures_have_no_magic(data):
    assert magic_step(data) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_sizes(kind):
    file = io.BytesIO()
    Image.new("RGB", (321, 123)).save(file, kind)
    assert size_of(file.getvalue()) == (321, 123)


def test_shades_make_different_pictures_of_one_kind():
    assert magic_photo("license", shade=10) != magic_photo("license", shade=11)
    assert magic_step(magic_photo("busy", shade=10)) is MAGIC["busy"].step


def test_the_documentation_names_them_all():
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name: int(height) for name, height in rows} == {name: magic.height for name, magic in MAGIC.items()}


def test_the_invented_license_passes_our_own_checks():
    found = find(Case(fields=SPECIMEN, today=dt.date(2026, 1, 1)))
    assert [finding.code for finding in found if finding.severity != Severity.INFO] == []
