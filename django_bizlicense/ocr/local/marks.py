"""What is no value: purpose watermarks, words of specimens, the seal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django_bizlicense.ocr.local.labels import normal
from django_bizlicense.ocr.local.lines import LEADING, Line

PIECES = re.compile(r"[仅供使用办理样]{1,3}|[样樣科]?本")
"""What is left of purposes and of the words of specimens where they are read in pieces."""
PURPOSE = re.compile(r"仅供|仅用于|专供|他用无效|(?:再次)?复印无效")
"""How purposes begin."""
LONGEST = 24
"""Characters of a purpose at most; a scope may begin so, too."""
AUTHORITY = re.compile(r"(?:管理|行政|监督|审批)\w{0,8}局$")
"""How the names of authorities end."""
SEAL = 4.0
"""How far from the authority's name, in its heights, the seal over it may reach."""


def is_mark(line: Line, lines: Sequence[Line]) -> bool:
    """Tell whether a line is of a watermark or a seal; the last word of a value right above it is not: 企业管 | 理."""
    if _is_purpose(normal(line.text)) or any(_is_part_of(line, other) for other in lines):
        return True
    return bool(PIECES.fullmatch(line.text)) and not any(_is_right_above(other, line) for other in lines)


def _is_purpose(text: str) -> bool:
    return bool(PURPOSE.match(text)) and len(text) <= LONGEST


def _is_part_of(line: Line, mark: Line) -> bool:
    """Whether a line repeats a part of a purpose, which is tiled, or of the authority, which the seal names again."""
    text, whole = normal(line.text), normal(mark.text)
    if len(text) < 2 or len(text) >= len(whole) or text not in whole:
        return False
    near = abs(line.middle - mark.middle) < SEAL * mark.height
    return _is_purpose(whole) or (near and len(text) > 2 and bool(AUTHORITY.search(whole)))


def _is_right_above(above: Line, line: Line) -> bool:
    aligned = abs(above.left - line.left) < 0.5 * line.height
    alike = 0.5 * line.height < above.height < 1.5 * line.height
    return aligned and alike and 0 < line.middle - above.middle < LEADING * line.height
