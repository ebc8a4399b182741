from __future__ import annotations

import io

import pytest
from django.test import Client
from PIL import Image

from django_bizlicense.models import LicenseAttempt, LicenseReading
from django_bizlicense.models.storage import discard_photo, photo_storage
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import url
from tests.web.storages import away

pytestmark = pytest.mark.django_db


def test_the_cut_is_the_license_alone_and_looking_is_an_event(reviewer: Client) -> None:
    case = factories.in_review()
    answer = reviewer.get(url(case, "cut", 1))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "private, no-store" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (499, 333)  # 480 × 320 and 2 % on each side
    assert case.events.filter(kind="photo_viewed").count() == 1


@pytest.mark.parametrize("outline", [None, [[0, 0], [0.001, 0], [0.001, 0.001], [0, 0.001]]])
def test_without_a_usable_outline_there_is_no_cut(reviewer: Client, outline: object) -> None:
    case = factories.in_review()
    LicenseReading.objects.update(outline=outline)
    assert reviewer.get(url(case, "cut", 1)).status_code == 404


def test_the_way_up_is_kept_with_the_photo(reviewer: Client) -> None:
    case = factories.in_review()
    assert reviewer.post(url(case, "turn", 1), {"angle": 270}).status_code == 204
    assert LicenseAttempt.objects.get().rotation == 270
    assert 'data-angle="270"' in reviewer.get(url(case)).content.decode()


@pytest.mark.parametrize("angle", ["", "45", "-90", "x", "360"])
def test_only_quarters_are_kept(reviewer: Client, angle: str) -> None:
    case = factories.in_review()
    assert reviewer.post(url(case, "turn", 1), {"angle": angle}).status_code == 400
    assert LicenseAttempt.objects.get().rotation == 0


def test_turning_and_cutting_need_their_permissions(reviewer: Client) -> None:
    case = factories.in_review()
    looker = logged_in(factories.user("looker", "view_licenseverification", is_staff=True))
    stranger = logged_in(factories.user("stranger", is_staff=True))
    assert looker.get(url(case, "cut", 1)).status_code == 200
    assert looker.post(url(case, "turn", 1), {"angle": 90}).status_code == 403
    assert "data-keep=" not in looker.get(url(case)).content.decode()
    assert stranger.get(url(case, "cut", 1)).status_code == 403
    assert reviewer.get(url(case, "turn", 1)).status_code == 405
    assert reviewer.get(url(case, "cut", 2)).status_code == 404


@pytest.mark.parametrize("name", ["photo", "cut"])
def test_a_storage_that_is_away_is_503_and_the_fields_are_there(reviewer: Client, settings, name: str) -> None:
    case = factories.in_review()
    settings.STORAGES = away()
    answer = reviewer.get(url(case, name, 1))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert factories.ANSWER["enterprise_name"] in reviewer.get(url(case)).content.decode()


@pytest.mark.parametrize("name", ["photo", "cut"])
def test_a_photo_that_is_gone_or_purged_is_404(reviewer: Client, name: str) -> None:
    case = factories.in_review()
    discard_photo(LicenseAttempt.objects.get().photo.name)
    assert reviewer.get(url(case, name, 1)).status_code == 404
    LicenseAttempt.objects.update(photo="")
    assert reviewer.get(url(case, name, 1)).status_code == 404


def test_the_photo_is_served_and_looking_is_an_event(reviewer: Client) -> None:
    case = factories.in_review()
    answer = reviewer.get(url(case, "photo", 1))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert "private, no-store" in answer.headers["Cache-Control"]
    page = reviewer.get(url(case)).content.decode()
    assert "alice: 1 time" in page
    assert reviewer.get(url(case, "photo", 2)).status_code == 404


def test_a_photo_gone_is_a_404_and_the_page_still_there(reviewer: Client) -> None:
    case = factories.in_review()
    photo_storage().delete(case.latest_attempt.photo.name)
    assert reviewer.get(url(case, "photo", 1)).status_code == 404
    page = reviewer.get(url(case))
    assert page.status_code == 200
    assert "gone from the storage" in page.content.decode()
