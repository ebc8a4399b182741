"""Cut the license out of its photo and straighten it."""

from __future__ import annotations

import math

from PIL import Image

from django_bizlicense.images.stored import STORED_PIXELS, STORED_QUALITY, encoded, open_stored
from django_bizlicense.license.fields import Point, Quad

SHORTEST_EDGE = 32
"""Pixels; a smaller quadrilateral holds no license."""

_REACH = 0.5
"""How far outside the picture a corner may lie, in widths and heights of the picture."""


def rectify(content: bytes, quad: Quad, *, margin: float = 0.02) -> bytes:
    """Return the part of a stored photo inside four corners as an upright JPEG rectangle.

    `quad` is in pixels of `content`, in the order left-top, right-top, right-bottom, left-bottom of the license as it
    is read; so a license lying on its side comes out upright. `margin` (0 to 0.5) widens the cut by that share of
    its width and height on each side; what lies outside the photo is white. The cut keeps the scale of the photo, up
    to 12 megapixels. Raises ValueError where the corners are not those of a license: not convex, mirrored, smaller
    than 32 pixels, far outside the photo, no numbers.
    """
    if not 0 <= margin <= 0.5:
        raise ValueError("the margin is a share between 0 and 0.5")
    image = open_stored(content)
    _require_license_shape(quad, image.size)
    size = _cut_size(quad, margin)
    coefficients = _perspective(quad, size, margin)
    cut = image.convert("RGB").transform(
        size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor="white"
    )
    return encoded(cut, quality=STORED_QUALITY)


def _require_license_shape(quad: Quad, size: tuple[int, int]) -> None:
    width, height = size
    for x, y in quad:
        # Written so that NaN fails too.
        if not (-_REACH * width <= x <= (1 + _REACH) * width and -_REACH * height <= y <= (1 + _REACH) * height):
            raise ValueError("a corner lies far outside the picture")
    if min(_turn(quad[i], quad[(i + 1) % 4], quad[(i + 2) % 4]) for i in range(4)) < SHORTEST_EDGE**2:
        raise ValueError("the corners do not go round a convex shape clockwise, or the shape is too small")
    if min(math.dist(quad[i], quad[(i + 1) % 4]) for i in range(4)) < SHORTEST_EDGE:
        raise ValueError("the shape is too small")


def _turn(a: Point, b: Point, c: Point) -> float:
    """Twice the area of the triangle, positive where the way a, b, c turns clockwise (y goes down)."""
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


def _cut_size(quad: Quad, margin: float) -> tuple[int, int]:
    left_top, right_top, right_bottom, left_bottom = quad
    width = max(math.dist(left_top, right_top), math.dist(left_bottom, right_bottom)) * (1 + 2 * margin)
    height = max(math.dist(left_top, left_bottom), math.dist(right_top, right_bottom)) * (1 + 2 * margin)
    scale = min(1.0, math.sqrt(STORED_PIXELS / (width * height)))
    return round(width * scale), round(height * scale)


def _perspective(quad: Quad, size: tuple[int, int], margin: float) -> tuple[float, ...]:
    """Return Pillow's eight coefficients from pixels of the cut to pixels of the photo.

    The mapping of the unit square onto a quadrilateral is Heckbert's (Fundamentals of Texture Mapping, 1989, 2.2.3);
    pixels of the cut are put before it as u = X * across - margin, v = Y * down - margin.
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad
    determinant = (x1 - x2) * (y3 - y2) - (x3 - x2) * (y1 - y2)
    sum_x, sum_y = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
    g = (sum_x * (y3 - y2) - (x3 - x2) * sum_y) / determinant
    h = ((x1 - x2) * sum_y - sum_x * (y1 - y2)) / determinant
    rows = ((x1 - x0 + g * x1, x3 - x0 + h * x3, x0), (y1 - y0 + g * y1, y3 - y0 + h * y3, y0), (g, h, 1.0))
    across, down = (1 + 2 * margin) / size[0], (1 + 2 * margin) / size[1]
    shifted = [(a * across, b * down, c - margin * (a + b)) for a, b, c in rows]
    unit = shifted[2][2]
    if unit <= 0 or unit + min(0, shifted[2][0] * size[0]) + min(0, shifted[2][1] * size[1]) <= 0:
        raise ValueError("the margin reaches beyond the horizon of the shape")
    return tuple(value / unit for row in shifted for value in row)[:8]
