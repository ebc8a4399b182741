from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from django_bizlicense.models import LicenseReading, LicenseVerification
from tests import factories
from tests.engines import reading_of

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status
State = LicenseReading.State


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_geometry_is_kept_raw_and_as_fractions():
    reading = reading_of(factories.in_review())
    assert reading.state == State.READ
    assert reading.cert_position["pos"]["left_top"] == {"x": 60, "y": 40}
    assert reading.outline == [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
    assert reading.img_size == {"w": 600, "h": 400}


@override_settings(BIZLICENSE_OCR=factories.dummy({**factories.ANSWER, "extra\x00": ["\ud800", float("nan"), 10**30]}))
def test_hostile_answers_are_stored_clean():
    reading = reading_of(factories.in_review())
    assert reading.raw["extra"] == ["", None, None]


def placed(position: dict[str, tuple[float, float]], size: dict[str, int]) -> dict[str, Any]:
    corners = {name: {"x": x, "y": y} for name, (x, y) in position.items()}
    return {**factories.ANSWER, "cert_position": {"pos": corners}, "img_size": size}


CORNERS = {"left_top": (30, 20), "right_top": (270, 20), "right_bottom": (270, 180), "left_bottom": (30, 180)}


@override_settings(BIZLICENSE_OCR=factories.dummy(placed(CORNERS, {"w": 300, "h": 200})))
def test_corners_are_in_the_pixels_the_engine_says_it_has_seen():
    assert reading_of(factories.in_review()).outline == [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]


@pytest.mark.parametrize(
    "answer",
    [
        placed(dict.fromkeys(CORNERS, (0, 0)), {"w": 600, "h": 400}),
        placed(CORNERS, {"w": 1, "h": 1}),
        placed({**CORNERS, "left_top": (-9e5, 9e5)}, {"w": 600, "h": 400}),
    ],
)
def test_impossible_corners_cost_nothing_but_the_outline(answer, settings):
    settings.BIZLICENSE_OCR = factories.dummy(answer)
    case = factories.in_review()
    assert case.status == Status.IN_REVIEW
    assert case.enterprise_name
    assert reading_of(case).cert_position
