from __future__ import annotations

import itertools

import pytest

from django_bizlicense.ocr.local.quads import cut_along, holds, hull, in_order

LEVEL = ((0.0, 0.0), (400.0, 30.0), (398.0, 60.0), (-2.0, 30.0))
STANDING = ((0.0, 0.0), (40.0, 0.0), (75.0, 400.0), (35.0, 400.0))


@pytest.mark.parametrize("quad", [LEVEL, STANDING])
def test_corners_in_any_order_are_put_in_order(quad: tuple[tuple[float, float], ...]) -> None:
    for points in itertools.permutations(quad):
        assert in_order(points) == quad


def test_a_box_is_cut_and_made_longer_by_shares() -> None:
    quad = ((0.0, 0.0), (100.0, 0.0), (100.0, 10.0), (0.0, 10.0))
    left_top, right_top, right_bottom, left_bottom = cut_along(quad, 0.5, 1.1)
    assert (left_top, left_bottom) == ((50.0, 0.0), (50.0, 10.0))
    assert (right_top, right_bottom) == (pytest.approx((110.0, 0.0)), pytest.approx((110.0, 10.0)))


def test_a_hull_holds_all_and_one_box_stays_tilted() -> None:
    assert hull([LEVEL]) == LEVEL
    assert hull([LEVEL, STANDING]) == ((-2.0, 0.0), (400.0, 0.0), (400.0, 400.0), (-2.0, 400.0))


@pytest.mark.parametrize(("point", "inside"), [((5, 5), True), ((0, 5), True), ((11, 5), False), ((5, -1), False)])
def test_a_box_holds_what_is_inside_of_it(point: tuple[float, float], inside: bool) -> None:
    assert holds(((0, 0), (10, 0), (10, 10), (0, 10)), point) is inside
    assert holds(((0, 10), (0, 0), (10, 0), (10, 10)), point) is inside
