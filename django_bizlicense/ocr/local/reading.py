"""One reading from bytes to result: photo, boxes, upright photo, lines, blocks, fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from django_bizlicense.license.fields import Point, Quad, scale_quad
from django_bizlicense.ocr.base import FieldDetail, OCRResult
from django_bizlicense.ocr.local import layout
from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.engine import Engine, cut, reserved
from django_bizlicense.ocr.local.fields import ReadField, extras, fields_of
from django_bizlicense.ocr.local.gate import require_license
from django_bizlicense.ocr.local.lines import Line, place_lines, sides, with_room
from django_bizlicense.ocr.local.outline import find_outline
from django_bizlicense.ocr.local.photo import Photo, Pixels, open_photo

LEAST_SCORE = 0.5
VOTERS = 9
VOTER_SHAPE = 4.0
"""The classifier sees 192 x 48 pixels: longer lines are cut to this shape before they vote."""


def read(data: bytes, *, threads: int, clock: Clock) -> OCRResult:
    """Read one image; raises LicenseNotFound, OCRImageRefused, OCRUnavailable or OCRMisconfigured."""
    photo = open_photo(data)
    with reserved(threads=threads, clock=clock) as engine:
        sheet, quads = _upright(engine, photo, clock)
        lines = _lines(engine, sheet, quads, clock)
    return _result(photo, sheet, lines)


class Sheet:
    """The photo turned so that its text stands upright; `turns` quarters counterclockwise were needed."""

    def __init__(self, photo: Photo, turns: int = 0) -> None:
        self.photo = photo
        self.turns = turns % 4
        self.pixels: Pixels = np.ascontiguousarray(np.rot90(photo.pixels, self.turns))

    def turn(self, quad: Quad) -> Quad:
        """Take a box from the photo to the sheet, its first corner left top again."""
        points = [self._turned(point) for point in quad]
        first = self.turns
        return tuple(points[(first + index) % 4] for index in range(4))  # type: ignore[return-value]

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


def _upright(engine: Engine, photo: Photo, clock: Clock) -> tuple[Sheet, list[Quad]]:
    found = engine.detect(photo.pixels)
    clock.check()
    sheet = Sheet(photo, 1 if _lies_on_its_side(found) else 0)
    if engine.upside_down(_voters(sheet, found)):
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


def _lines(engine: Engine, sheet: Sheet, quads: Sequence[Quad], clock: Clock) -> list[Line]:
    crops = [cut(sheet.pixels, quad) for quad in with_room(quads)]
    texts = engine.recognize(crops, clock)
    kept = [(text, quad) for text, quad in zip(texts, quads, strict=True) if text[1] >= LEAST_SCORE]
    return place_lines([text for text, _ in kept], [quad for _, quad in kept])


def _result(photo: Photo, sheet: Sheet, lines: Sequence[Line]) -> OCRResult:
    blocks = layout.assign(lines)
    read_fields = fields_of(blocks, lines)
    require_license(lines, blocks, read_fields)
    gray = cv2.cvtColor(sheet.pixels, cv2.COLOR_BGR2GRAY)
    return OCRResult(
        fields={name: value.text for name, value in read_fields.items()},
        cert_position=sheet.back(find_outline(gray, [line.quad for line in lines])),
        img_size=photo.size,
        details={name: _detail(value, sheet) for name, value in read_fields.items()},
        extra=extras(blocks, lines),
        raw={"lines": [_raw(line, sheet) for line in lines]},
    )


def _detail(value: ReadField, sheet: Sheet) -> FieldDetail:
    return FieldDetail(confidence=round(value.confidence, 3), place=sheet.back(value.place))


def _raw(line: Line, sheet: Sheet) -> dict[str, Any]:
    quad = [[round(x), round(y)] for x, y in sheet.back(line.quad)]
    return {"text": line.text, "score": round(line.score, 3), "quad": quad}
