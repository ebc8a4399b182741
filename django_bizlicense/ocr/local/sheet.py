"""The photo turned so that its text stands upright."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from django_bizlicense.license.fields import Point, Quad, scale_quad
from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.crops import cut
from django_bizlicense.ocr.local.detector import Detector
from django_bizlicense.ocr.local.photo import Photo, Pixels
from django_bizlicense.ocr.local.quads import in_order, sides

VOTERS = 9
VOTER_SHAPE = 4.0
"""The classifier sees 192 x 48 pixels: longer lines are cut to this shape before they vote."""


class Sheet:
    """The photo turned so that its text stands upright; `turns` quarters counterclockwise were needed."""

    def __init__(self, photo: Photo, turns: int = 0) -> None:
        self.photo = photo
        self.turns = turns % 4
        self.pixels: Pixels = np.ascontiguousarray(np.rot90(photo.pixels, self.turns))

    @property
    def brightest(self) -> Pixels:
        """The same turn of the photo's brightest light."""
        return np.ascontiguousarray(np.rot90(self.photo.brightest, self.turns))

    def turn(self, quad: Quad) -> Quad:
        """Take a box from the photo to the sheet, its first corner left top again."""
        return in_order([self._turned(point) for point in quad])

    def back(self, quad: Quad) -> Quad:
        """Take a box from the sheet to the image the photo was made from; its first corner stays the text's own."""
        points = [self._unturned(point) for point in quad]
        return scale_quad((points[0], points[1], points[2], points[3]), *self.photo.scale)

    def _turned(self, point: Point) -> Point:
        height, width = self.photo.pixels.shape[:2]
        for _ in range(self.turns):
            point = (point[1], width - point[0])
            width, height = height, width
        return point

    def _unturned(self, point: Point) -> Point:
        height, width = self.pixels.shape[:2]
        for _ in range(self.turns):
            point = (height - point[1], point[0])
            width, height = height, width
        return point


def upright(detector: Detector, photo: Photo, clock: Clock) -> tuple[Sheet, list[Quad]]:
    """Find the boxes of text and turn photo and boxes so that most of the text stands upright."""
    clock.check()
    found = detector.find(photo.pixels)
    clock.check()
    sheet = Sheet(photo, 1 if _lies_on_its_side(found) else 0)
    if detector.upside_down(_voters(sheet, found)):
        sheet = Sheet(photo, sheet.turns + 2)
    return sheet, [sheet.turn(quad) for quad in found]


def _lies_on_its_side(quads: Sequence[Quad]) -> bool:
    balance = 0.0
    for width, height in map(sides, quads):
        if max(width, height) > 1.5 * min(width, height):
            balance += height if height > width else -width
    return balance > 0


def _voters(sheet: Sheet, quads: Sequence[Quad]) -> list[Pixels]:
    turned = sorted((sheet.turn(quad) for quad in quads), key=lambda quad: -sides(quad)[0])
    crops = [cut(sheet.pixels, quad) for quad in turned[:VOTERS]]
    return [crop[:, : int(VOTER_SHAPE * crop.shape[0])] for crop in crops]
