from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from django_bizlicense.images import accept, rectify
from django_bizlicense.license.fields import Quad
from tests.images.material import opened, written

TILTED: Quad = ((150.0, 120.0), (640.0, 60.0), (700.0, 480.0), (110.0, 420.0))
COLORS = ("red", "yellow", "blue", "green")


def photo(quad: Quad = TILTED) -> bytes:
    """A quadrilateral whose corners are told apart by their colors, on grey."""
    image = Image.new("RGB", (800, 600), "grey")
    draw = ImageDraw.Draw(image)
    center = (sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4)
    middles = [tuple((a + b) / 2 for a, b in zip(quad[i], quad[(i + 1) % 4], strict=True)) for i in range(4)]
    for i, color in enumerate(COLORS):
        draw.polygon([quad[i], middles[i], center, middles[i - 1]], fill=color)
    return accept(written(image)).content


def corner_colors(cut: Image.Image) -> list[str]:
    names = {(255, 0, 0): "red", (255, 255, 0): "yellow", (0, 0, 255): "blue", (0, 128, 0): "green"}
    places = ((0.08, 0.08), (0.92, 0.08), (0.92, 0.92), (0.08, 0.92))
    pixels = [cut.getpixel((round(cut.width * x), round(cut.height * y))) for x, y in places]
    return [names[min(names, key=lambda name: math.dist(name, pixel))] for pixel in pixels]


@pytest.mark.parametrize("turns", range(4))
def test_the_corners_come_where_they_belong(turns: int) -> None:
    quad = TILTED[turns:] + TILTED[:turns]
    cut = opened(rectify(photo(), quad, margin=0.0))
    assert corner_colors(cut) == [*COLORS[turns:], *COLORS[:turns]]
    assert (cut.width > cut.height) == (turns % 2 == 0)


def test_the_cut_keeps_the_scale() -> None:
    box: Quad = ((100.0, 100.0), (500.0, 100.0), (500.0, 400.0), (100.0, 400.0))
    assert opened(rectify(photo(box), box, margin=0.0)).size == (400, 300)
    assert opened(rectify(photo(box), box, margin=0.1)).size == (480, 360)


def test_the_margin_shows_what_lies_around_and_white_beyond_the_photo() -> None:
    box: Quad = ((0.0, 100.0), (400.0, 100.0), (400.0, 400.0), (0.0, 400.0))
    cut = opened(rectify(photo(box), box, margin=0.1))
    assert min(cut.getpixel((8, 180))) > 240
    assert all(abs(value - 128) < 12 for value in cut.getpixel((472, 180)))


@pytest.mark.parametrize(
    "quad",
    [
        ((0.0, 0.0),) * 4,
        ((0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (300.0, 0.0)),
        tuple(reversed(TILTED)),
        (TILTED[0], TILTED[2], TILTED[1], TILTED[3]),
        ((0.0, 0.0), (20.0, 0.0), (20.0, 500.0), (0.0, 500.0)),
        ((-900.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)),
        ((math.nan, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)),
        ((0.0, 0.0), (math.inf, 0.0), (100.0, 100.0), (0.0, 100.0)),
    ],
)
def test_what_is_no_license_is_an_error(quad: Quad) -> None:
    with pytest.raises(ValueError, match=r"corner|shape"):
        rectify(photo(), quad)


@pytest.mark.parametrize("margin", [-0.1, 0.6, math.nan])
def test_the_margin_has_bounds(margin: float) -> None:
    with pytest.raises(ValueError, match="margin"):
        rectify(photo(), TILTED, margin=margin)


def test_a_margin_beyond_the_horizon_is_an_error() -> None:
    quad: Quad = ((390.0, 10.0), (440.0, 10.0), (800.0, 590.0), (0.0, 590.0))
    with pytest.raises(ValueError, match="horizon"):
        rectify(photo(), quad, margin=0.5)


CONTENT = photo()
COORDINATES = st.floats(allow_nan=True, allow_infinity=True) | st.floats(-500, 1500)


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.tuples(COORDINATES, COORDINATES)] * 4))
def test_any_corners_give_a_picture_or_a_value_error(quad: Quad) -> None:
    try:
        cut = opened(rectify(CONTENT, quad))
    except ValueError:
        return
    assert cut.width * cut.height <= 12_000_000
