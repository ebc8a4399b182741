"""A line of text and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.quads import cut_across, cut_along

ROW = 0.6
"""Two lines stand in one row when their middles are closer than this share of the greater height …"""
OVER = 0.4
"""… unless one stands above the other with more than this share of its width …"""
UNLIKE = 3.0
"""… and the one is not this much higher than the other, as a title is."""

LEADING = 2.3
"""A wrapped value goes on within this many line heights."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: its text, its box in pixels of the upright photo, its sides in the frame.

    `score` is the recognizer's, on average; `least` that of the character it is least sure of.
    """

    text: str
    score: float
    least: float
    quad: Quad
    left: float
    top: float
    right: float
    bottom: float
    rest_left: float | None = None
    """Where the value begins, if the line was joined from pieces of a label spaced out before it."""
    agreed: bool | None = None
    """Whether a second look read the same; None where there was none."""

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
            quad=cut_along(self.quad, left, right),
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
        least=min(left.least, right.least),
        quad=(left.quad[0], right.quad[1], right.quad[2], left.quad[3]),
        left=min(left.left, right.left),
        top=right.top,
        right=max(left.right, right.right),
        bottom=right.bottom,
        agreed=right.agreed if left.agreed is None else left.agreed and right.agreed is not False,
    )


def unstack(line: Line) -> list[Line]:
    """Take a standing word apart into its characters, evenly spaced."""
    count = len(line.text)
    pitch = line.height / count
    return [
        replace(
            line,
            text=character,
            quad=cut_across(line.quad, index / count, (index + 1) / count),
            top=line.top + pitch * index,
            bottom=line.top + pitch * (index + 1),
        )
        for index, character in enumerate(line.text)
    ]


def in_row(a: Line, b: Line) -> bool:
    """Tell whether two lines stand beside each other."""
    low, high = sorted((a.height, b.height))
    return high < UNLIKE * low and abs(a.middle - b.middle) < ROW * high


def rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Group lines that stand beside each other, each row from left to right; in dense print rows touch."""
    result: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        fitting = [row for row in result[-2:] if in_row(row[-1], line) and not any(_overlap(line, o) for o in row)]
        if fitting:
            min(fitting, key=lambda row: abs(row[-1].middle - line.middle)).append(line)
        else:
            result.append([line])
    return [sorted(row, key=lambda line: line.left) for row in result]


def _overlap(a: Line, b: Line) -> bool:
    """Whether one stands above the other for a good part."""
    return min(a.right, b.right) - max(a.left, b.left) > OVER * min(a.width, b.width)
