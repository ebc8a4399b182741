"""What was paid for is kept, and paid for once, whatever goes wrong around the call."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from django_bizlicense import recognition
from django_bizlicense.models import LicenseReading
from django_bizlicense.models.storage import photo_storage
from tests import factories
from tests.engines import reading_of

pytestmark = pytest.mark.django_db
State = LicenseReading.State


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


def test_a_photo_that_no_reader_of_codes_can_open_is_read_all_the_same(caplog):
    case = factories.submitted()
    key = case.latest_attempt.stored_as
    half = case.latest_attempt.photo_content()[:-400]  # the header is whole, so the engine is sent it
    photo_storage().delete(key)
    photo_storage().save(key, ContentFile(half))
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    assert (reading_of(case).state, case.status) == (State.READ, "in_review")
    assert case.enterprise_name == factories.ANSWER["enterprise_name"]
    assert "QR codes" in caplog.text
