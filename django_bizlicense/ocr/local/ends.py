"""A second look at the ends of lines.

Boxes end at the last character with much ink, so that brackets and stops at the ends of lines are lost. Wider boxes
would bring patterns and borders in as letters; so only the ends are read again, and only punctuation is taken from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.crops import cut
from django_bizlicense.ocr.local.labels import normal
from django_bizlicense.ocr.local.lines import Line
from django_bizlicense.ocr.local.photo import Pixels
from django_bizlicense.ocr.local.quads import cut_along
from django_bizlicense.ocr.local.recognizer import Recognizer

OPENING = '(《"'
CLOSING = ').。;,、:》"'
ROOM = 1.0
"""How much further out to look, in line heights, where nothing else stands."""
KNOWN = 3
"""Characters of the line in each look; they say where the line ended."""
LONG = 4.0


def reread_ends(
    recognizer: Recognizer, pixels: Pixels, lines: Sequence[Line], *, wanted: Iterable[Line], clock: Clock
) -> list[Line]:
    """Return all lines, the wanted long ones with the punctuation at their ends."""
    places = {id(line) for line in wanted if line.width > LONG * line.height}
    asked = [line for line in lines if id(line) in places and len(normal(line.text)) > 2 * KNOWN]
    looks = [look for line in asked for look in _looks(line, lines)]
    texts = [normal(look.text) for look in recognizer.read([cut(pixels, look.quad) for look in looks], clock)]
    mended = {
        id(line): replace(line, text=with_ends(line.text, before=texts[2 * place], after=texts[2 * place + 1]))
        for place, line in enumerate(asked)
    }
    return [mended.get(id(line), line) for line in lines]


def with_ends(text: str, *, before: str, after: str) -> str:
    """Return a line's text with the punctuation that looks at its two ends show before and after what is known."""
    own = normal(text)
    start = before.find(own[:2])
    lead = before[:start] if start > 0 else ""
    end = after.rfind(own[-2:])
    tail = after[end + 2 :] if end >= 0 else ""
    opened = lead if lead and all(character in OPENING for character in lead) else ""
    closed = tail if tail and all(character in CLOSING for character in tail) else ""
    return opened + text + closed


def _looks(line: Line, others: Sequence[Line]) -> tuple[Line, Line]:
    beside = [other for other in others if abs(other.middle - line.middle) < 0.7 * max(line.height, other.height)]
    middle = (line.left + line.right) / 2
    left = [line.left - other.right for other in beside if other.right < middle]
    right = [other.left - line.right for other in beside if other.left > middle]
    known = (KNOWN + 0.5) * line.height / line.width
    start = replace(line, quad=cut_along(line.quad, -_room(line, left), known))
    return start, replace(line, quad=cut_along(line.quad, 1 - known, 1 + _room(line, right)))


def _room(line: Line, gaps: Iterable[float]) -> float:
    """The room at one end as a share of the line's width."""
    free = min([ROOM * line.height, *(gap - 0.15 * line.height for gap in gaps)])
    return max(0.0, free) / line.width
