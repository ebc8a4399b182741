"""The twelve texts of a business license, and how an engine's answer is taken apart.

Source: the field list of WeChat's /cv/ocr/bizlicense. Keys come in snake and camel case, mixed even in one object.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
Quad: TypeAlias = tuple[Point, Point, Point, Point]
"""left-top, right-top, right-bottom, left-bottom; x to the right and y down."""

FIELD_LABELS: Mapping[str, tuple[str, str]] = {
    "reg_num": ("统一社会信用代码/注册号", "Registration number"),
    "enterprise_name": ("名称", "Name"),
    "type_of_enterprise": ("类型", "Type"),
    "legal_representative": ("法定代表人/经营者/负责人", "Legal representative"),
    "address": ("住所/经营场所", "Address"),
    "registered_capital": ("注册资本", "Registered capital"),
    "paid_in_capital": ("实收资本", "Paid-in capital"),
    "registered_date": ("成立日期/注册日期", "Date of registration"),
    "valid_period": ("营业期限", "Term"),
    "business_scope": ("经营范围", "Business scope"),
    "type_of_organization": ("组成形式", "Form of organization"),
    "serial": ("编号", "Serial number"),
}
"""The twelve fields in the order in which a person reads a license, with their labels (zh, en)."""

FIELDS: tuple[str, ...] = tuple(FIELD_LABELS)

MAX_LENGTH = 2000
"""Longer texts are cut; the longest printed business scope is well below it."""

_CORNERS = ("left_top", "right_top", "right_bottom", "left_bottom")
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, kw_only=True)
class ParsedAnswer:
    """An engine's answer in our words: printed texts only, and geometry in pixels of the image it was sent."""

    texts: dict[str, str] = field(default_factory=dict)
    cert_position: Quad | None = None
    img_size: tuple[int, int] | None = None


def clean_text(value: object) -> str:
    """Return a storable single text: no control characters or lone surrogates, trimmed, at most MAX_LENGTH."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    try:
        text = str(value)
    except ValueError:  # integers beyond 4300 digits refuse to be printed
        return ""
    return _UNPRINTABLE.sub("", text[: MAX_LENGTH * 2]).strip()[:MAX_LENGTH]


def clean_json(value: object, depth: int = 12) -> Any:
    """Return the value with every text, key and list bounded and storable as JSON on every database."""
    if isinstance(value, Mapping):
        items = list(value.items())[:200] if depth else []
        return {clean_text(str(key)[:100]): clean_json(item, depth - 1) for key, item in items}
    if isinstance(value, (list, tuple)):
        return [clean_json(item, depth - 1) for item in value[:200]] if depth else []
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value if abs(value) < 1e15 else None  # NaN is not below; isfinite() raises on what no float can hold
    return clean_text(value)


def snake_keys(mapping: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the mapping with its keys in snake case; the first of two spellings that says something wins."""
    result: dict[str, Any] = {}
    for key, value in mapping.items():
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", str(key)[:100]).lower()
        if result.get(name) in (None, ""):
            result[name] = value
    return result


def parse_answer(answer: Mapping[str, Any]) -> ParsedAnswer:
    """Take the fields out of an answer; what is absent, empty or no text is left out. Never raises."""
    values = snake_keys(answer)
    texts = {name: text for name in FIELDS if (text := clean_text(values.get(name)))}
    return ParsedAnswer(
        texts=texts,
        cert_position=parse_position(values.get("cert_position")),
        img_size=parse_size(values.get("img_size")),
    )


def parse_position(value: object) -> Quad | None:
    """Return the four corners of {"pos": {left_top: {x, y}, …}}, or None where one is missing or no number."""
    position = snake_keys(value).get("pos") if isinstance(value, Mapping) else None
    if not isinstance(position, Mapping):
        return None
    corners = snake_keys(position)
    points = [_point(corners.get(name)) for name in _CORNERS]
    if any(point is None for point in points):
        return None
    return (points[0], points[1], points[2], points[3])  # type: ignore[return-value]


def parse_size(value: object) -> tuple[int, int] | None:
    """Return (width, height) of {"w": …, "h": …}, or None."""
    if not isinstance(value, Mapping):
        return None
    width, height = _number(value.get("w")), _number(value.get("h"))
    if width is None or height is None or width < 1 or height < 1:
        return None
    return int(width), int(height)


def position_as_json(quad: Quad) -> dict[str, Any]:
    """Return corners the way WeChat writes them."""
    return {"pos": {name: {"x": x, "y": y} for name, (x, y) in zip(_CORNERS, quad, strict=True)}}


def scale_quad(quad: Quad, x: float, y: float) -> Quad:
    """Return the corners with each coordinate multiplied, as from a copy to its original."""
    points = [(px * x, py * y) for px, py in quad]
    return (points[0], points[1], points[2], points[3])


def _point(value: object) -> Point | None:
    if not isinstance(value, Mapping):
        return None
    x, y = _number(value.get("x")), _number(value.get("y"))
    return None if x is None or y is None else (x, y)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) < 1e6 else None
