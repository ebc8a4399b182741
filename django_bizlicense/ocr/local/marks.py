"""What is no value: purpose watermarks, words of specimens, the seal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django_bizlicense.ocr.local.labels import normal
from django_bizlicense.ocr.local.lines import LEADING, Line

PIECES = re.compile(r"[仅供使用办理样]{1,3}|[样樣科]?本")
"""What is left of purposes and of the words of specimens where they are read in pieces."""
STAR = re.compile(r"[★☆]+")
"""What stands in the middle of the seal."""
PURPOSE = re.compile(r"仅供|仅用于|专供|他用无效|(?:再次)?复印无效")
"""How purposes begin."""
LONGEST = 24
"""Characters of a purpose at most; a scope may begin so, too."""
AUTHORITY = re.compile(r"(?:管理|行政|监督|审批)\w{0,8}局$")
"""How the names of authorities end."""
SEAL = 4.0
"""How far from the authority's name, in its heights, the seal over it may reach."""


def without_marks(free: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """Return the free ones among the lines that are of no watermark and of no seal.

    Purposes are tiled, and read in parts; the seal names the authority again. The last word of a value right above it
    is neither, as in 企业管 | 理.
    """
    said = [(normal(line.text), line) for line in lines]
    purposes = [text for text, _ in said if _is_purpose(text)]
    authorities = [(text, line) for text, line in said if AUTHORITY.search(text)]
    return [line for line in free if not _is_mark(line, lines, purposes, authorities)]


def _is_mark(
    line: Line, lines: Sequence[Line], purposes: Sequence[str], authorities: Sequence[tuple[str, Line]]
) -> bool:
    text = normal(line.text)
    if STAR.fullmatch(text) or _is_purpose(text) or any(_is_part(text, purpose) for purpose in purposes):
        return True
    if any(len(text) > 2 and _is_part(text, name) and _is_sealed(line, authority) for name, authority in authorities):
        return True
    return bool(PIECES.fullmatch(line.text)) and not any(_is_right_above(other, line) for other in lines)


def _is_purpose(text: str) -> bool:
    return bool(PURPOSE.match(text)) and len(text) <= LONGEST


def _is_part(text: str, whole: str) -> bool:
    return 1 < len(text) < len(whole) and text in whole


def _is_sealed(line: Line, authority: Line) -> bool:
    return abs(line.middle - authority.middle) < SEAL * authority.height


def _is_right_above(above: Line, line: Line) -> bool:
    aligned = abs(above.left - line.left) < 0.5 * line.height
    alike = 0.5 * line.height < above.height < 1.5 * line.height
    return aligned and alike and 0 < line.middle - above.middle < LEADING * line.height
