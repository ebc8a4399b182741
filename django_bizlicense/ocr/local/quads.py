"""Small geometry of boxes: four corners, left-top, right-top, right-bottom, left-bottom of the text in them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django_bizlicense.license.fields import Point, Quad

LONG = 1.7
"""A box this much longer than high shows how its line runs."""


def in_order(points: Sequence[Point]) -> Quad:
    """Return four corners, given in any order, clockwise from the left top of text that runs to the right."""
    x0, y0 = sum(x for x, _ in points) / 4, sum(y for _, y in points) / 4
    around = sorted(points, key=lambda point: math.atan2(point[1] - y0, point[0] - x0))
    quads: list[Quad] = [(around[i], around[i - 3], around[i - 2], around[i - 1]) for i in range(4)]
    return max(quads, key=lambda quad: (quad[1][0] - quad[0][0]) / (math.dist(quad[0], quad[1]) or 1.0))


def slope_of(quad: Quad) -> float:
    """Return dy/dx along the box."""
    dx = quad[1][0] - quad[0][0] + quad[2][0] - quad[3][0]
    dy = quad[1][1] - quad[0][1] + quad[2][1] - quad[3][1]
    return dy / dx if dx else math.inf


def sides(quad: Quad) -> tuple[float, float]:
    """Return the length of the box along its first side and across."""
    return math.dist(quad[0], quad[1]), math.dist(quad[0], quad[3])


def is_long(quad: Quad) -> bool:
    """Tell whether the box is long enough to show how its line runs."""
    width, height = sides(quad)
    return width > LONG * height


def center(quad: Quad) -> Point:
    """Return the middle of the corners."""
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


def holds(quad: Quad, point: Point) -> bool:
    """Tell whether a point is inside a box or on its side."""
    x, y = point
    edges = zip(quad, (*quad[1:], quad[0]), strict=True)
    return all((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) >= 0 for (x0, y0), (x1, y1) in edges)


def cut_along(quad: Quad, start: float, end: float) -> Quad:
    """Return the piece of a box between two shares of its length; shares beyond 0 and 1 make it longer."""
    top, bottom = (quad[0], quad[1]), (quad[3], quad[2])
    return _between(*top, start), _between(*top, end), _between(*bottom, end), _between(*bottom, start)


def cut_across(quad: Quad, start: float, end: float) -> Quad:
    """Return the piece of a box between two shares of its height."""
    left, right = (quad[0], quad[3]), (quad[1], quad[2])
    return _between(*left, start), _between(*right, start), _between(*right, end), _between(*left, end)


def hull(quads: Sequence[Quad]) -> Quad:
    """Return the level box around all boxes; a single one stays as it is."""
    if len(quads) == 1:
        return quads[0]
    xs = [x for quad in quads for x, _ in quad]
    ys = [y for quad in quads for _, y in quad]
    return (min(xs), min(ys)), (max(xs), min(ys)), (max(xs), max(ys)), (min(xs), max(ys))


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
