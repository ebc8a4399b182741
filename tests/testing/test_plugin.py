from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from django_bizlicense import images, recognition, workflow
from django_bizlicense.models import LicenseReading
from django_bizlicense.ocr.wechat import transport
from django_bizlicense.sandbox import fail
from django_bizlicense.testing import SPECIMEN, magic_photo
from tests import factories

pytest_plugins = ["django_bizlicense.testing.plugin"]
pytestmark = pytest.mark.django_db
OCR = "/cv/ocr/bizlicense"
EXAMPLE = re.compile(r"^# test_merchants\.py\n(.*?)^```", re.DOTALL | re.MULTILINE)
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "wechat.md"


@pytest.fixture(autouse=True)
def connections_closed():
    yield
    transport.session().close()


def read(name: str):
    photo = images.accept(SimpleUploadedFile("license.png", magic_photo(name)).read())
    case = workflow.submit(photo, owner=factories.user())
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    return case


def test_a_merchant_is_read_without_any_engine(wechat_sandbox):
    case = read("license")
    assert case.status == "in_review"
    assert case.fields == SPECIMEN
    assert wechat_sandbox.calls[OCR] == 1


def test_a_photo_without_a_license_is_sent_back(wechat_sandbox):
    assert read("no_license").status == "resubmission_requested"
    assert wechat_sandbox.calls[OCR] == 1


def test_a_spent_quota_lets_the_photo_wait(wechat_sandbox):
    wechat_sandbox.script(fail(45009))
    assert read("license").status == "submitted"
    assert LicenseReading.objects.get().state == "pending"


@pytest.mark.django_db(transaction=True)
def test_the_documented_test_holds(wechat_sandbox, admin_client, settings):
    settings.TASKS = factories.IMMEDIATE
    [source] = EXAMPLE.findall(GUIDE.read_text(encoding="utf-8"))
    module = ModuleType("test_merchants")
    exec(source, vars(module))
    module.test_a_merchant_whose_photo_is_no_license(wechat_sandbox, admin_client)


def test_the_settings_are_back_afterwards(settings):
    assert "wechat" not in settings.BIZLICENSE_OCR["default"]["BACKEND"]
