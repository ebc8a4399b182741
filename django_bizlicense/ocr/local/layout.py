"""Which value belongs to which label: labels are found first, then every other line is given to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from django_bizlicense.ocr.local.blocks import BELOW, Block
from django_bizlicense.ocr.local.centered import find_begun_above
from django_bizlicense.ocr.local.labels import Match, match_label, normal
from django_bizlicense.ocr.local.lines import LEADING, ROW, Line, in_row
from django_bizlicense.ocr.local.lost import find_lost
from django_bizlicense.ocr.local.marks import without_marks
from django_bizlicense.ocr.local.pieces import mend_labels
from django_bizlicense.ocr.local.quads import cut_along

VALUE_GAP = 12.0
PIECE_GAP = 2.0
"""How far right, in line heights, a value may begin after its label, and go on after a piece of itself."""


def assign(lines: Sequence[Line]) -> list[Block]:
    """Return a block for each label found, top down, with every line that belongs to it."""
    whole = mend_labels(lines)
    blocks = find_blocks(whole)
    taken = {id(block.line) for block in blocks}
    columns = find_columns(blocks)
    free = without_marks([line for line in whole if id(line) not in taken], whole)
    for block in blocks:
        if block.rest and any(_begins_with(line, block.rest) for line in free):
            block.rest = None
    above = find_begun_above(free, columns)
    for line in sorted(free, key=lambda line: line.middle):
        owner = above.get(id(line)) or find_owner(line, columns)
        if owner:
            owner.lines.append(line)
    for column in columns:
        blocks.extend(find_lost(column, blocks, whole))
    return sorted(blocks, key=lambda block: block.line.middle)


def find_blocks(lines: Sequence[Line]) -> list[Block]:
    """Return the labels among the lines, top down; a label's word at the start of a wrapped value is none."""
    blocks: list[Block] = []
    for line in lines:
        match = match_label(normal(line.text))
        if match and not _is_wrapped_value(line, match, blocks):
            blocks.append(_block(line, match))
    return blocks


def find_columns(blocks: Sequence[Block]) -> list[list[Block]]:
    """Group labels that start one under the other, the rightmost group first."""
    columns: list[list[Block]] = []
    for block in sorted(blocks, key=lambda block: block.line.left):
        near = [column for column in columns if abs(_start(column) - block.line.left) < 1.6 * block.line.height]
        if near:
            near[-1].append(block)
        else:
            columns.append([block])
    for column in columns:
        column.sort(key=lambda block: block.line.middle)
    return sorted(columns, key=_start, reverse=True)


def find_owner(line: Line, columns: Sequence[Sequence[Block]]) -> Block | None:
    """Return the label a line belongs to: the last above it in the rightmost column it can continue."""
    above = [block for column in columns if (block := _last_above(line, column))]
    return next((block for block in above if block.reaches(line) and _continues(line, block)), None)


def _begins_with(line: Line, rest: Line) -> bool:
    """Whether a label's box reaches over the first characters of the value beside it, which are read twice then."""
    over = line.left < rest.right and abs(line.left - rest.left) < rest.height
    return over and in_row(line, rest) and normal(line.text).startswith(rest.text)


def _is_wrapped_value(line: Line, match: Match, blocks: Sequence[Block]) -> bool:
    """A short label with text after it, under the value of an earlier label, in line with that value."""
    if match.end == len(normal(line.text)) and match.exact and len(match.label.text) > 2:
        return False
    for block in blocks:
        if block.label.field not in ("business_scope", "address", "enterprise_name", "type_of_enterprise"):
            continue
        below = line.middle > block.line.middle
        if below and abs(line.left - _value_left(block)) < line.height and not _has_label_column(line, blocks):
            return True
    return False


def _has_label_column(line: Line, blocks: Sequence[Block]) -> bool:
    return any(abs(block.line.left - line.left) < 0.8 * line.height for block in blocks)


def _value_left(block: Block) -> float:
    return block.rest.left if block.rest else block.line.right + 0.5 * block.line.height


def _block(line: Line, match: Match) -> Block:
    whole = replace(line, text=normal(line.text))
    rest = _rest(whole, match.end) if match.end < len(whole.text) else None
    return Block(match.label, line, match.exact, rest)


def _rest(line: Line, start: int) -> Line:
    if line.rest_left is None:
        return line.part(start, len(line.text))
    share = (line.rest_left - line.left) / line.width
    return replace(line, text=line.text[start:], left=line.rest_left, quad=cut_along(line.quad, share, 1.0))


def _start(column: Sequence[Block]) -> float:
    return median(block.line.left for block in column)


def _last_above(line: Line, column: Sequence[Block]) -> Block | None:
    above = [block for block in column if block.line.middle <= line.middle + ROW * line.height]
    return above[-1] if above else None


def _beside(line: Line, block: Block) -> list[Line]:
    return [other for other in (block.line, *block.lines) if in_row(other, line)]


def _continues(line: Line, block: Block) -> bool:
    beside = _beside(line, block)
    if beside:
        gap = VALUE_GAP if beside == [block.line] and not block.rest else PIECE_GAP
        return line.left - max(other.right for other in beside) < gap * line.height
    if block.label.field in BELOW and (block.values or line.left > block.line.right):
        return False
    if block.values and line.left > max(other.right for other in block.values):
        return False
    return line.top - block.last.bottom < LEADING * min(line.height, block.line.height)
