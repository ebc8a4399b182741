"""Values whose labels were not read: they stand under another label's value, and look like another field's."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from django_bizlicense.license.fields import FIELDS
from django_bizlicense.ocr.local.blocks import Block
from django_bizlicense.ocr.local.labels import LABELS, Label, normal
from django_bizlicense.ocr.local.lines import Line, in_row, rows
from django_bizlicense.ocr.local.plausible import is_plausible

LEAST_LABELS = 3
"""Only under so many labels it is clear where values begin."""
APART = 0.75
"""A row this share of the labels' usual distance under the one before it may be of another field."""
LEAST_SCOPE = 20
"""Characters a scope has at least where no label tells that it is one."""
ABOVE = 2.2
"""So many times the labels' usual distance above the first of them a value may stand whose label was lost."""
TOLD = (
    "enterprise_name",
    "legal_representative",
    "registered_capital",
    "paid_in_capital",
    "registered_date",
    "valid_period",
    "type_of_enterprise",
    "address",
)
"""Fields whose values tell by their form what they are."""


@dataclass(frozen=True)
class _Column:
    """Where the labels of one column stand, and how far from each other."""

    left: float
    right: float
    pitch: float

    def holds(self, line: Line) -> bool:
        """Tell whether a piece of a label stands in it."""
        return self.left - 0.6 * line.height < line.left and line.right < self.right + 0.5 * line.height

    def begins(self, block: Block) -> bool:
        """Tell whether a label begins in it, the first characters of it lost or not."""
        return self.left - block.line.height < block.line.left < self.right


def find_lost(column: Sequence[Block], blocks: Sequence[Block], lines: Sequence[Line]) -> list[Block]:
    """Take the values of lost labels out of the blocks of a column; returns a block for each.

    `lines` are all there are: pieces of labels among them tell the field where the value's form does not.
    """
    if len(column) < LEAST_LABELS:
        return []
    place = _place(column)
    labels = [block.line for block in blocks]
    others = [line for line in lines if not any(line is label for label in labels)]
    pieces = [line for line in others if place.holds(line)]
    found: list[Block] = []
    for block in list(blocks):
        if block.label.field in FIELDS and place.begins(block):
            found.extend(_split(block, place, pieces, _present(blocks, found)))
    return [*found, *_above(column, place, others, blocks, _present(blocks, found))]


def _present(*blocks: Sequence[Block]) -> set[str]:
    return {block.label.field for some in blocks for block in some}


def _above(
    column: Sequence[Block], place: _Column, lines: Sequence[Line], blocks: Sequence[Block], present: Collection[str]
) -> Iterator[Block]:
    """Take values above the first label of the column, in line with those under them."""
    first = column[0].line
    lefts = [block.values[0].left for block in column if block.values]
    if not lefts:
        return
    missing = [field for field in FIELDS if field not in present]
    for line in lines:
        over = 0.5 * first.height < first.middle - line.middle < ABOVE * place.pitch
        aligned = abs(line.left - median(lefts)) < line.height
        field = _field_of([line.text], [], missing) if over and aligned else None
        if field:
            missing.remove(field)
            for block in blocks:
                block.lines = [other for other in block.lines if other is not line]
            yield Block(Label("", field), line, False, None, [line])


def _place(column: Sequence[Block]) -> _Column:
    middles = [block.line.middle for block in column]
    steps = [below - above for above, below in pairwise(middles)]
    size = median(block.line.height for block in column)
    alone = [block.line.right for block in column if not block.rest]
    return _Column(
        left=median(block.line.left for block in column),
        right=median(alone) if alone else median(block.line.left for block in column),
        pitch=min((step for step in steps if step > size), default=math.inf),
    )


def _split(block: Block, column: _Column, pieces: Sequence[Line], present: Collection[str]) -> Iterator[Block]:
    missing = [field for field in FIELDS if field not in present]
    value = [row for line_row in rows(block.values) if (row := [line for line in line_row if line not in pieces])]
    name, before = block.label.field, _text(value[0]) if value else ""
    lost: Block | None = None
    for index, (above, row) in enumerate(pairwise(value), start=1):
        beside = [piece for piece in pieces if in_row(piece, row[0])]
        apart = row[0].middle - above[0].middle > APART * column.pitch
        texts = [_text(row), *("".join(map(_text, value[index:end])) for end in (index + 2, index + 3))]
        field = _field_of(texts, beside, missing) if apart or beside else None
        if field and (is_plausible(name, before) or (beside and apart)):
            lost = Block(Label("", field), row[0], False, None)
            missing.remove(field)
            yield lost
            name, before = field, ""
        if lost:
            block.lines = [line for line in block.lines if line not in (*row, *beside)]
            lost.lines.extend(row)
        before += _text(row)


def _text(row: Sequence[Line]) -> str:
    return normal("".join(line.text for line in row))


def _field_of(texts: Sequence[str], pieces: Sequence[Line], missing: Sequence[str]) -> str | None:
    told = _text(sorted(pieces, key=lambda piece: piece.left))
    if told:
        missing = [field for field in missing if _may_be(told, field)]
        if len(missing) == 1:
            return missing[0]
    formed = [field for field in missing if field in TOLD and is_plausible(field, texts[0])]
    if not formed and "address" in missing and any(is_plausible("address", text) for text in texts):
        formed = ["address"]
    if formed:
        return formed[0]
    return "business_scope" if "business_scope" in missing and len(texts[0]) > LEAST_SCOPE else None


def _may_be(piece: str, field: str) -> bool:
    """Whether the characters stand in a label of the field in this order; one of three may be misread."""
    wrong = len(piece) > 2
    tries = [piece, *(piece[:place] + piece[place + 1 :] for place in range(len(piece)) if wrong)]
    return any(_in_order(text, label.text) for text in tries for label in LABELS if label.field == field)


def _in_order(piece: str, text: str) -> bool:
    rest = iter(text)
    return all(character in rest for character in piece)
