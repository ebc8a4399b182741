"""Which value belongs to which label: labels are found first, then every other line is given to one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from django_bizlicense.ocr.local.labels import (
    END,
    Label,
    Match,
    complete_label,
    is_fragment,
    label_by_rest,
    label_by_start,
    match_label,
    normal,
)
from django_bizlicense.ocr.local.lines import Line, join, unstack

ROW = 0.6
"""Two lines stand in one row when their middles are closer than this share of the greater height."""
FRAGMENT_GAP = 7.0
OVERLAP = 1.0
"""How far apart, and how far one over the other, the pieces of a label may stand, in line heights."""
VALUE_GAP = 12.0
PIECE_GAP = 1.5
"""How far right, in line heights, a value may begin after its label, and go on after a piece of itself."""
LEADING = 2.3
"""A wrapped value goes on within this many line heights."""
BELOW = ("reg_num", "serial")
"""Fields whose value may stand under the label instead of beside it."""


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
        return [*first, *(line for row in rows(self.lines) for line in row)]

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.values)

    @property
    def last(self) -> Line:
        return max([self.line, *self.lines], key=lambda line: line.middle)


def assign(lines: Sequence[Line]) -> list[Block]:
    """Return a block for each label found, top down, with every line that belongs to it."""
    whole = split_columns(give_back_initials(merge_fragments(unstack_labels(lines))))
    whole = restore_labels(whole)
    blocks = find_blocks(whole)
    taken = {id(block.line) for block in blocks}
    columns = find_columns(blocks)
    for line in sorted((line for line in whole if id(line) not in taken), key=lambda line: line.middle):
        block = find_owner(line, columns)
        if block:
            block.lines.append(line)
    return blocks


def unstack_labels(lines: Iterable[Line]) -> list[Line]:
    """Take standing words apart where they are the first characters of labels, as in 名类住."""
    result: list[Line] = []
    for line in lines:
        result.extend(unstack(line) if line.stands else [line])
    return result


def merge_fragments(lines: Sequence[Line]) -> list[Line]:
    """Join the pieces of labels that are spaced out over their column, as in 名　　称."""
    left = sorted(lines, key=lambda line: line.left)
    merged: list[Line] = []
    while left:
        line = left.pop(0)
        while is_fragment(normal(line.text)) and (follower := _follower(line, left)):
            left.remove(follower)
            line = _join_label(line, follower)
        merged.append(line)
    return sorted(merged, key=lambda line: line.middle)


def give_back_initials(lines: Sequence[Line]) -> list[Line]:
    """Move a label's first character from the end of the left column's line to its rest, as in …；住 | 所…."""
    result = list(lines)
    for line in lines:
        text = normal(line.text)
        index = _place_of_rest(text[-1:], line, result) if len(text) > 1 else None
        if index is not None:
            whole = replace(line, text=text)
            initial, rest = whole.part(len(text) - 1, len(text)), result[index]
            result[index] = _join_label(initial, rest)
            result[result.index(line)] = whole.part(0, len(text) - 1)
    return result


def split_columns(lines: Sequence[Line]) -> list[Line]:
    """Cut lines that run from one column's value into the next column's label."""
    starts = [line.left for line in lines if (match := match_label(normal(line.text))) and match.exact]
    result: list[Line] = []
    for line in lines:
        result.extend(_cut_at_label(line, starts))
    return result


def restore_labels(lines: Sequence[Line]) -> list[Line]:
    """Give labels their lost characters back: the last where the first tell, the first where a label column ends."""
    found = [(line, match) for line in lines if (match := match_label(normal(line.text))) and match.exact]
    present = {match.label.field for _, match in found}
    labels = [line.part(0, match.end) for line, match in found if _is_normal(line)]
    return [_with_end(line, present) or _with_start(line, present, labels) or line for line in lines]


def _with_end(line: Line, present: set[str]) -> Line | None:
    text = normal(line.text)
    label = label_by_start(text) if is_fragment(text) else None
    return replace(line, text=label.text) if label and label.field not in present else None


def _with_start(line: Line, present: set[str], labels: Sequence[Line]) -> Line | None:
    text = normal(line.text)
    label, size = label_by_rest(text) or (None, 0)
    if not label or label.field in present:
        return None
    right = line.part(0, size).right
    column = [other for other in labels if abs(right - other.right) < 0.7 * line.height]
    return replace(line, text=label.text + text[size:], left=column[0].left) if column else None


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
    return next((block for block in above if _reaches(line, block) and _continues(line, block)), None)


def rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Group lines that stand beside each other, each row from left to right."""
    result: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if result and in_row(result[-1][-1], line):
            result[-1].append(line)
        else:
            result.append([line])
    return [sorted(row, key=lambda line: line.left) for row in result]


def in_row(a: Line, b: Line) -> bool:
    """Tell whether two lines stand beside each other."""
    low, high = sorted((a.height, b.height))
    return high < 2.2 * low and abs(a.middle - b.middle) < ROW * high


def line_height(lines: Sequence[Line]) -> float:
    """Return the usual height of a lying line."""
    return median([line.height for line in lines if not line.stands] or [1.0])


def _follower(line: Line, others: Sequence[Line]) -> Line | None:
    """The next piece of a label to the right, if what results is a label or a longer piece of one."""
    for other in others:
        gap = other.left - line.right
        if gap > FRAGMENT_GAP * min(line.height, other.height):
            return None
        if gap < -OVERLAP * line.height or not in_row(line, other):
            continue
        start, text = normal(line.text), normal(other.text)
        if is_fragment(start + text) or complete_label(start, text):
            return other
    return None


def _is_normal(line: Line) -> bool:
    return normal(line.text) == line.text


def _place_of_rest(initial: str, line: Line, others: Sequence[Line]) -> int | None:
    for index, other in enumerate(others):
        gap = other.left - line.right
        if not in_row(line, other) or not -0.5 * line.height < gap < FRAGMENT_GAP * line.height:
            continue
        text = normal(other.text)
        if is_fragment(initial) and not match_label(text) and (match := match_label(initial + text)) and match.exact:
            return index
    return None


def _join_label(left: Line, right: Line) -> Line:
    """Join, keeping the text normal so that positions in it stay positions in the label."""
    start, text = normal(left.text), normal(right.text)
    return replace(join(left, right), text=complete_label(start, text) or start + text)


def _cut_at_label(line: Line, starts: Sequence[float]) -> list[Line]:
    text = normal(line.text)
    whole = replace(line, text=text)
    own = match_label(text)
    for index in range(own.end + 1 if own else 2, len(text) - 3):
        match = match_label(text[index:])
        if not match or not match.exact or len(match.label.text) < 4:
            continue
        tail = whole.part(index, len(text))
        if any(abs(tail.left - start) < 1.5 * line.height for start in starts):
            return [whole.part(0, index), tail]
    return [line]


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
    if match.end >= len(whole.text):
        return Block(match.label, line, match.exact, None)
    # A label spaced out and joined with its value says nothing about where it ends; the value's own box does.
    rest = whole.part(match.end, len(whole.text))
    return Block(match.label, line, match.exact, rest)


def _start(column: Sequence[Block]) -> float:
    return median(block.line.left for block in column)


def _last_above(line: Line, column: Sequence[Block]) -> Block | None:
    above = [block for block in column if block.line.middle <= line.middle + ROW * line.height]
    return above[-1] if above else None


def _reaches(line: Line, block: Block) -> bool:
    """Whether a line stands far enough right to be of a label's value."""
    if block.label.field == END:
        return False
    if block.label.field in BELOW and not block.rest:
        return line.left > block.line.left - block.line.height
    if block.rest:
        return line.left > block.line.left + 1.2 * block.line.height
    return line.left > block.line.right - 1.2 * block.line.height


def _beside(line: Line, block: Block) -> list[Line]:
    return [other for other in (block.line, *block.lines) if in_row(other, line)]


def _continues(line: Line, block: Block) -> bool:
    beside = _beside(line, block)
    if beside:
        gap = VALUE_GAP if beside == [block.line] and not block.rest else PIECE_GAP
        return line.left - max(other.right for other in beside) < gap * line.height
    if block.label.field in BELOW and block.values:
        return False
    if block.values and line.left > max(other.right for other in block.values):
        return False
    return line.top - block.last.bottom < LEADING * min(line.height, block.line.height)
