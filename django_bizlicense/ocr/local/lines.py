"""Lines of text and where they stand, in a frame in which the text runs level whatever way the photo was taken."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from django_bizlicense.license.fields import Point, Quad

STRAY_ANGLE = math.radians(9)
"""Lines tilted further against the sheet than this are purpose watermarks and seals."""


LONG = 1.7
"""A box this much longer than high shows how its line runs."""


ROOM = 0.9
ROOMY = 4.0
"""Boxes this much longer than high are given this much room, in line heights, at each end."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: its text, the recognizer's score, its box in pixels of the upright photo, its sides in the frame."""

    text: str
    score: float
    quad: Quad
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def stands(self) -> bool:
        """Whether its characters stand one above the other."""
        return len(self.text) > 1 and self.height > 1.5 * self.width

    def part(self, start: int, end: int) -> Line:
        """Return the line of the characters from start to end, its box guessed from their usual widths."""
        left, right = self._across(start), self._across(end)
        return replace(
            self,
            text=self.text[start:end],
            quad=cut_quad(self.quad, left, right),
            left=self.left + self.width * left,
            right=self.left + self.width * right,
        )

    def _across(self, index: int) -> float:
        total = sum(map(_advance, self.text))
        return sum(map(_advance, self.text[:index])) / total if total else 0.0


def _advance(character: str) -> float:
    return 0.55 if character.isascii() else 1.0


def join(left: Line, right: Line) -> Line:
    """Return both as one line, in this order."""
    return Line(
        text=left.text + right.text,
        score=min(left.score, right.score),
        quad=(left.quad[0], right.quad[1], right.quad[2], left.quad[3]),
        left=min(left.left, right.left),
        top=right.top,
        right=max(left.right, right.right),
        bottom=right.bottom,
    )


def unstack(line: Line) -> list[Line]:
    """Take a standing word apart into its characters, evenly spaced."""
    count = len(line.text)
    pitch = line.height / count
    corners = (line.quad[0], line.quad[3]), (line.quad[1], line.quad[2])
    result = []
    for index, character in enumerate(line.text):
        shares = index / count, (index + 1) / count
        quad = (
            _between(*corners[0], shares[0]),
            _between(*corners[1], shares[0]),
            _between(*corners[1], shares[1]),
            _between(*corners[0], shares[1]),
        )
        top = line.top + pitch * index
        result.append(replace(line, text=character, quad=quad, top=top, bottom=top + pitch))
    return result


@dataclass(frozen=True, kw_only=True)
class Frame:
    """How lines run on the photo: dy/dx = slope + bend * y, measured from the center.

    `bend` is what perspective does: rows run together on one side.
    """

    center: Point
    slope: float
    bend: float

    def place(self, point: Point) -> Point:
        """Return the point where it would be if the lines ran level."""
        x, y = point[0] - self.center[0], point[1] - self.center[1]
        return x + self.slope * y, y - (self.slope + self.bend * y) * x


def place_lines(texts: Sequence[tuple[str, float]], quads: Sequence[Quad]) -> list[Line]:
    """Return level lines without the stray ones, from texts with scores and their boxes on the upright photo."""
    frame = find_frame(quads)
    return [
        _place(text, score, quad, frame)
        for (text, score), quad in zip(texts, quads, strict=True)
        if text and not _strays(quad, frame)
    ]


def with_room(quads: Sequence[Quad]) -> list[Quad]:
    """Return the boxes, the long ones longer by up to one character at each end where nothing else stands.

    Boxes end at the last character with much ink: brackets and full stops at the ends of lines lie outside.
    """
    frame = find_frame(quads)
    level = [_place("", 0.0, quad, frame) for quad in quads]
    return [_longer(line, level) if line.width > ROOMY * line.height else line.quad for line in level]


def _longer(line: Line, others: Sequence[Line]) -> Quad:
    beside = [other for other in others if abs(other.middle - line.middle) < 0.7 * max(line.height, other.height)]
    middle = (line.left + line.right) / 2
    left = [line.left - other.right for other in beside if other.left < line.left and other.right < middle]
    right = [other.left - line.right for other in beside if other.right > line.right and other.left > middle]
    shares = [
        max(0.0, min([ROOM * line.height, *(gap - 0.15 * line.height for gap in gaps)])) / line.width
        for gaps in (left, right)
    ]
    return cut_quad(line.quad, -shares[0], 1 + shares[1])


def find_frame(quads: Sequence[Quad]) -> Frame:
    """Fit the run of the lines to the long boxes."""
    points = [corner for quad in quads for corner in quad] or [(0.0, 0.0)]
    center = median(x for x, _ in points), median(y for _, y in points)
    slopes = sorted(
        ((_center(quad)[1] - center[1], slope_of(quad), _length(quad)) for quad in quads if _is_long(quad)),
        key=lambda item: item[1],
    )
    if not slopes:
        return Frame(center=center, slope=0.0, bend=0.0)
    middle = _weighted_median([(slope, weight) for _, slope, weight in slopes])
    near = [item for item in slopes if abs(item[1] - middle) < STRAY_ANGLE]
    return _fit(near, center)


def _fit(slopes: Sequence[tuple[float, float, float]], center: Point) -> Frame:
    total = sum(weight for _, _, weight in slopes)
    mean_y = sum(y * weight for y, _, weight in slopes) / total
    mean = sum(slope * weight for _, slope, weight in slopes) / total
    spread = sum(weight * (y - mean_y) ** 2 for y, _, weight in slopes)
    bend = sum(weight * (y - mean_y) * (slope - mean) for y, slope, weight in slopes) / spread if spread else 0.0
    return Frame(center=center, slope=mean - bend * mean_y, bend=bend)


def _place(text: str, score: float, quad: Quad, frame: Frame) -> Line:
    corners = [frame.place(point) for point in quad]
    return Line(
        text=text,
        score=score,
        quad=quad,
        left=(corners[0][0] + corners[3][0]) / 2,
        top=(corners[0][1] + corners[1][1]) / 2,
        right=(corners[1][0] + corners[2][0]) / 2,
        bottom=(corners[2][1] + corners[3][1]) / 2,
    )


def _strays(quad: Quad, frame: Frame) -> bool:
    expected = frame.slope + frame.bend * (_center(quad)[1] - frame.center[1])
    return _is_long(quad) and abs(slope_of(quad) - expected) > STRAY_ANGLE


def slope_of(quad: Quad) -> float:
    """Return dy/dx along the box."""
    dx = quad[1][0] - quad[0][0] + quad[2][0] - quad[3][0]
    dy = quad[1][1] - quad[0][1] + quad[2][1] - quad[3][1]
    return dy / dx if dx else math.inf


def sides(quad: Quad) -> tuple[float, float]:
    """Return the length of the box along its first side and across."""
    return math.dist(quad[0], quad[1]), math.dist(quad[0], quad[3])


def cut_quad(quad: Quad, start: float, end: float) -> Quad:
    """Return the piece of a box between two shares of its length."""
    top, bottom = (quad[0], quad[1]), (quad[3], quad[2])
    return _between(*top, start), _between(*top, end), _between(*bottom, end), _between(*bottom, start)


def _is_long(quad: Quad) -> bool:
    width, height = sides(quad)
    return width > LONG * height


def _length(quad: Quad) -> float:
    return sides(quad)[0]


def _center(quad: Quad) -> Point:
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _weighted_median(items: Sequence[tuple[float, float]]) -> float:
    half = sum(weight for _, weight in items) / 2
    for value, weight in items:
        half -= weight
        if half <= 0:
            return value
    return items[-1][0]
