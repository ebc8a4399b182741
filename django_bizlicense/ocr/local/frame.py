"""A frame in which the text runs level, whatever way the photo was taken."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django_bizlicense.license.fields import Point, Quad
from django_bizlicense.ocr.local.lines import Line
from django_bizlicense.ocr.local.quads import center, is_long, sides, slope_of
from django_bizlicense.ocr.local.recognizer import Text

STRAY_ANGLE = math.radians(9)
"""Lines tilted further against the sheet than this are purpose watermarks and seals."""

TILE, TILES = 5, 4
"""A text of so many characters that stands so many times, alone or in longer ones, is a watermark tiled over all."""


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


def place_lines(texts: Sequence[Text], quads: Sequence[Quad]) -> list[Line]:
    """Return level lines without the stray ones, from texts with scores and their boxes on the upright photo."""
    frame = find_frame(_without_tiles(texts, quads))
    return [
        _place(text, quad, frame)
        for text, quad in zip(texts, quads, strict=True)
        if text.text and not _strays(quad, frame)
    ]


def _without_tiles(texts: Sequence[Text], quads: Sequence[Quad]) -> Sequence[Quad]:
    """Return the boxes whose text does not stand again and again; all where there are none such."""
    known = [text.text for text in texts]
    tiles = {text for text in known if len(text) >= TILE and sum(text in other for other in known) >= TILES}
    return [quad for text, quad in zip(known, quads, strict=True) if text not in tiles] or quads


def find_frame(quads: Sequence[Quad]) -> Frame:
    """Fit the run of the lines to the long boxes."""
    points = [corner for quad in quads for corner in quad] or [(0.0, 0.0)]
    middle = median(x for x, _ in points), median(y for _, y in points)
    slopes = sorted(
        ((center(quad)[1] - middle[1], slope_of(quad), sides(quad)[0]) for quad in quads if is_long(quad)),
        key=lambda item: item[1],
    )
    if not slopes:
        return Frame(center=middle, slope=0.0, bend=0.0)
    usual = _weighted_median([(slope, weight) for _, slope, weight in slopes])
    return _fit([item for item in slopes if abs(item[1] - usual) < STRAY_ANGLE], middle)


def _fit(slopes: Sequence[tuple[float, float, float]], middle: Point) -> Frame:
    total = sum(weight for _, _, weight in slopes)
    mean_y = sum(y * weight for y, _, weight in slopes) / total
    mean = sum(slope * weight for _, slope, weight in slopes) / total
    spread = sum(weight * (y - mean_y) ** 2 for y, _, weight in slopes)
    bend = sum(weight * (y - mean_y) * (slope - mean) for y, slope, weight in slopes) / spread if spread else 0.0
    return Frame(center=middle, slope=mean - bend * mean_y, bend=bend)


def _place(text: Text, quad: Quad, frame: Frame) -> Line:
    corners = [frame.place(point) for point in quad]
    return Line(
        text=text.text,
        score=text.score,
        least=text.least,
        quad=quad,
        left=(corners[0][0] + corners[3][0]) / 2,
        top=(corners[0][1] + corners[1][1]) / 2,
        right=(corners[1][0] + corners[2][0]) / 2,
        bottom=(corners[2][1] + corners[3][1]) / 2,
    )


def _strays(quad: Quad, frame: Frame) -> bool:
    expected = frame.slope + frame.bend * (center(quad)[1] - frame.center[1])
    return is_long(quad) and abs(slope_of(quad) - expected) > STRAY_ANGLE


def _weighted_median(items: Sequence[tuple[float, float]]) -> float:
    half = sum(weight for _, weight in items) / 2
    for value, weight in items:
        half -= weight
        if half <= 0:
            return value
    return items[-1][0]
