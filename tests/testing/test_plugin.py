from __future__ import annotations

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


def test_the_settings_are_back_afterwards(settings):
    assert "wechat" not in settings.BIZLICENSE_OCR["default"]["BACKEND"]
