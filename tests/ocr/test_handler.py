from __future__ import annotations

import traceback

import pytest
from django.test import override_settings

from django_bizlicense.exceptions import InvalidOCRBackend
from django_bizlicense.ocr import BaseOCRBackend, ocr_backends

SECRET = "5ecre7-of-the-account"
WECHAT = "django_bizlicense.ocr.wechat.WeChatBackend"


def engine(path: str, **options):
    return override_settings(BIZLICENSE_OCR={"default": {"BACKEND": path, "OPTIONS": {"secret": SECRET, **options}}})


@pytest.mark.parametrize(
    ("path", "options", "words"),
    [
        (WECHAT, {"app_id": "x"}, "app_id"),
        ("no.such.Backend", {}, "cannot import BACKEND 'no.such.Backend'"),
        ("", {}, "cannot import BACKEND ''"),
    ],
)
def test_a_wrong_setting_is_named_without_showing_the_secret(path, options, words):
    with engine(path, **options), pytest.raises(InvalidOCRBackend, match=words) as caught:
        ocr_backends["default"]
    error = caught.value
    assert (error.__context__, error.__cause__) == (None, None)
    report = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "_made" not in report  # whose variables hold the options
    ours = [line for line in report.splitlines() if "test_handler" not in line]
    assert not any(SECRET in line for line in ours if "params" in line or "given" in line)


def test_an_engine_that_cannot_be_asked_says_so():
    assert BaseOCRBackend("x", {}).probe() == "This engine cannot be asked without a reading."
