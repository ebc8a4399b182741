"""A second look at the ends of lines.

Boxes end at the last character with much ink, so that brackets and stops at the ends of lines are lost. Wider boxes
would bring patterns and borders in as letters; so only the ends are read again, and only punctuation is taken from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.crops import cut
from django_bizlicense.ocr.local.labels import normal
from django_bizlicense.ocr.local.lines import Line
from django_bizlicense.ocr.local.photo import Pixels
from django_bizlicense.ocr.local.quads import cut_along
from django_bizlicense.ocr.local.recognizer import Recognizer

OPENING = '(《"'
QUOTE = '"'
PAIRS = (("(", ")"), ("《", "》"))
CLOSING = ').。;,、:》"厂'
"""What is taken from a look at a line's end; 厂 has so little ink that boxes end before it."""
ROOM = 1.0
"""How much further out to look, in line heights, where nothing else stands."""
KNOWN = 3
"""Characters of the line in each look; they say where the line ended."""
LONG = 4.0


def reread_ends(
    recognizer: Recognizer, pixels: Pixels, lines: Sequence[Line], *, wanted: Iterable[Line], clock: Clock
) -> list[Line]:
    """Return all lines, the wanted long ones with the punctuation at their ends.

    Their beginnings are looked at only where brackets are closed that were not opened.
    """
    places = {id(line) for line in wanted if line.width > LONG * line.height}
    asked = {id(line): line for line in lines if id(line) in places and len(normal(line.text)) > 2 * KNOWN}

    def read(side: Callable[[Line, Sequence[Line]], Quad]) -> list[str]:
        crops = [cut(pixels, side(line, lines)) for line in asked.values()]
        return [normal(text.text) for text in recognizer.read(crops, clock)]

    texts = [with_end(line.text, after) for line, after in zip(asked.values(), read(_end), strict=True)]
    if _unopened(texts):
        texts = [with_start(text, before) for text, before in zip(texts, read(_start), strict=True)]
    mended = dict(zip(asked, texts, strict=True))
    return [replace(line, text=mended.get(id(line), line.text)) for line in lines]


def with_start(text: str, before: str) -> str:
    """Return a line's text with the brackets that a look at its beginning shows before what is known."""
    start = before.find(normal(text)[:2])
    lead = before[:start] if start > 0 else ""
    return lead + text if all(character in OPENING for character in lead) else text


def with_end(text: str, after: str) -> str:
    """Return a line's text with the punctuation that a look at its end shows behind what is known."""
    own = normal(text)
    end = after.rfind(own[-2:])
    tail = after[end + 2 :] if end >= 0 else ""
    return text + tail if all(character in CLOSING for character in tail) else text


def _unopened(texts: Iterable[str]) -> bool:
    together = normal("".join(texts))
    unbalanced = any(together.count(closing) > together.count(opening) for opening, closing in PAIRS)
    return unbalanced or together.count(QUOTE) % 2 == 1


def _start(line: Line, others: Sequence[Line]) -> Quad:
    middle = (line.left + line.right) / 2
    gaps = [line.left - other.right for other in _beside(line, others) if other.right < middle]
    return cut_along(line.quad, -_room(line, gaps), _known(line))


def _end(line: Line, others: Sequence[Line]) -> Quad:
    middle = (line.left + line.right) / 2
    gaps = [other.left - line.right for other in _beside(line, others) if other.left > middle]
    return cut_along(line.quad, 1 - _known(line), 1 + _room(line, gaps))


def _beside(line: Line, others: Sequence[Line]) -> list[Line]:
    return [other for other in others if abs(other.middle - line.middle) < 0.7 * max(line.height, other.height)]


def _known(line: Line) -> float:
    return (KNOWN + 0.5) * line.height / line.width


def _room(line: Line, gaps: Iterable[float]) -> float:
    """The room at one end as a share of the line's width."""
    free = min([ROOM * line.height, *(gap - 0.15 * line.height for gap in gaps)])
    return max(0.0, free) / line.width
