"""One reading from bytes to result: photo, boxes, upright photo, lines, blocks, fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_bizlicense.license.fields import FIELDS, Quad
from django_bizlicense.ocr.base import FieldDetail, OCRResult
from django_bizlicense.ocr.local import layout
from django_bizlicense.ocr.local.blocks import Block
from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.crops import cut
from django_bizlicense.ocr.local.ends import reread_ends
from django_bizlicense.ocr.local.engine import Engine, reserved
from django_bizlicense.ocr.local.fields import ReadField, extras, fields_of
from django_bizlicense.ocr.local.frame import place_lines
from django_bizlicense.ocr.local.gate import require_license
from django_bizlicense.ocr.local.lines import Line
from django_bizlicense.ocr.local.outline import find_outline
from django_bizlicense.ocr.local.photo import Photo, open_photo
from django_bizlicense.ocr.local.recognizer import Text
from django_bizlicense.ocr.local.second import look_again
from django_bizlicense.ocr.local.sheet import Sheet, upright
from django_bizlicense.ocr.local.unseen import is_among, unseen_scope

LEAST_SCORE = 0.5
PUNCTUATED = ("business_scope", "type_of_enterprise", "enterprise_name", "address")
"""Fields whose lines begin or end with brackets and stops."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was made of one photo: its sheet, the lines on it, the labels among them with their values, the fields."""

    sheet: Sheet
    lines: Sequence[Line]
    blocks: Sequence[Block]
    fields: Mapping[str, ReadField]


def read(data: bytes, *, threads: int, clock: Clock) -> OCRResult:
    """Read one image; raises LicenseNotFound, OCRImageRefused, OCRUnavailable or OCRMisconfigured."""
    reading = look_at(data, threads=threads, clock=clock)
    require_license(reading.lines, reading.blocks, reading.fields)
    return _result(reading)


def look_at(data: bytes, *, threads: int, clock: Clock) -> Reading:
    """Read whatever is on an image, license or not."""
    photo = open_photo(data)
    with reserved(threads=threads, clock=clock) as engine:
        sheet, lines = read_lines(engine, photo, clock)
    blocks = layout.assign(lines)
    return Reading(sheet=sheet, lines=lines, blocks=blocks, fields=fields_of(blocks, lines))


def read_lines(engine: Engine, photo: Photo, clock: Clock) -> tuple[Sheet, list[Line]]:
    """Turn the photo upright and read its lines; doubtful ones and the ends of wrapped values twice.

    Where no scope is found beside its label, its place is looked at more closely.
    """
    sheet, quads = upright(engine.detector, photo, clock)
    texts = _read_boxes(engine, sheet, quads, clock)
    lines = _placed(texts, quads)
    if part := unseen_scope(layout.assign(lines), sheet.pixels.shape):
        clock.check()
        more = [quad for quad in engine.detector.find_in(sheet.pixels, part) if not is_among(quad, quads)]
        lines = _placed([*texts, *_read_boxes(engine, sheet, more, clock)], [*quads, *more])
    wanted = _lines_of(lines, FIELDS)
    lines = look_again(engine.recognizer, sheet.brightest, lines, wanted=wanted, clock=clock)
    wanted = _lines_of(lines, PUNCTUATED)
    return sheet, reread_ends(engine.recognizer, sheet.pixels, lines, wanted=wanted, clock=clock)


def _read_boxes(engine: Engine, sheet: Sheet, quads: Sequence[Quad], clock: Clock) -> list[Text]:
    return engine.recognizer.read([cut(sheet.pixels, quad) for quad in quads], clock)


def _placed(texts: Sequence[Text], quads: Sequence[Quad]) -> list[Line]:
    kept = [(text, quad) for text, quad in zip(texts, quads, strict=True) if text.score >= LEAST_SCORE]
    return place_lines([text for text, _ in kept], [quad for _, quad in kept])


def _lines_of(lines: Sequence[Line], fields: Collection[str]) -> list[Line]:
    blocks = [block for block in layout.assign(lines) if block.label.field in fields]
    ends = {line.quad[1] for block in blocks for line in (block.line, *block.values)}
    return [line for line in lines if line.quad[1] in ends]


def _result(reading: Reading) -> OCRResult:
    sheet, lines = reading.sheet, reading.lines
    return OCRResult(
        fields={name: value.text for name, value in reading.fields.items()},
        cert_position=sheet.back(_outline(reading)),
        img_size=sheet.photo.size,
        details={name: _detail(value, sheet) for name, value in reading.fields.items()},
        extra=extras(reading.blocks, lines),
        raw={"lines": [_raw(line, sheet) for line in lines]},
    )


def _outline(reading: Reading) -> Quad:
    certain = [line.quad for block in reading.blocks for line in (block.line, *block.values)]
    return find_outline(reading.sheet.pixels, [line.quad for line in reading.lines], certain)


def _detail(value: ReadField, sheet: Sheet) -> FieldDetail:
    return FieldDetail(confidence=round(value.confidence, 3), place=sheet.back(value.place))


def _raw(line: Line, sheet: Sheet) -> dict[str, Any]:
    quad = [[round(x), round(y)] for x, y in sheet.back(line.quad)]
    return {"text": line.text, "score": round(line.score, 3), "quad": quad}
