"""A label and what stands under its name."""

from __future__ import annotations

from dataclasses import dataclass, field

from django_bizlicense.ocr.local.labels import END, Label
from django_bizlicense.ocr.local.lines import Line, rows

BELOW = ("reg_num", "serial")
"""Fields whose value may stand under the label instead of beside it."""
TALL = 2.5
"""What is this many times as high as a label is no value of it."""


@dataclass
class Block:
    """One label and the lines that were given to it; `rest` is the value in the label's own line."""

    label: Label
    line: Line
    exact: bool
    rest: Line | None
    lines: list[Line] = field(default_factory=list)

    @property
    def values(self) -> list[Line]:
        """The lines of the value in reading order."""
        first = [self.rest] if self.rest else []
        return [line for row in rows([*first, *self.lines]) for line in row]

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.values)

    @property
    def last(self) -> Line:
        return max([self.line, *self.lines], key=lambda line: line.middle)

    def reaches(self, line: Line) -> bool:
        """Tell whether a line stands far enough right to be of the value."""
        if self.label.field == END or line.height > TALL * self.line.height:
            return False
        if self.label.field in BELOW and not self.rest:
            return line.left > self.line.left - self.line.height
        if self.rest:
            return line.left > self.line.left + 1.2 * self.line.height
        return line.left > self.line.right - 1.2 * self.line.height
