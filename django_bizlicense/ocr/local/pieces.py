"""Labels put together again: printed spaced out, stacked, or run into their neighbours, they arrive in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django_bizlicense.ocr.local.labels import (
    END,
    complete_label,
    is_fragment,
    label_by_rest,
    label_by_start,
    match_exactly,
    match_label,
    normal,
)
from django_bizlicense.ocr.local.lines import Line, in_row, join, unstack
from django_bizlicense.ocr.local.plausible import is_plausible

GAP = 7.0
LONG = 4
"""A label this long tells a column under one other, a shorter one under two."""
OVERLAP = 1.0
"""How far apart, and how far one over the other, the pieces of a label may stand, in line heights."""


def mend_labels(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with every label whole, at the start of a line of its own."""
    return restore_labels(split_columns(give_back_initials(merge_fragments(unstack_labels(lines)))))


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
    found = [(line, match) for line in lines if (match := match_label(normal(line.text))) and match.exact]
    starts = [line.left for line, match in found if match.label.field != END]
    result: list[Line] = []
    for line in lines:
        result.extend(_cut_at_label(line, starts))
    return result


def restore_labels(lines: Sequence[Line]) -> list[Line]:
    """Give labels their lost characters back: the last where the first tell, the first where a label column ends."""
    found = [(line, match) for line in lines if (match := match_label(normal(line.text))) and match.exact]
    present = {match.label.field for _, match in found}
    labels = [line.part(0, match.end) for line, match in found if _is_normal(line)]
    return [_with_end(line, present, labels) or _with_start(line, present, labels) or line for line in lines]


def _with_end(line: Line, present: set[str], labels: Sequence[Line]) -> Line | None:
    text = normal(line.text)
    if labels and not any(abs(line.left - other.left) < line.height for other in labels):
        return None
    label = label_by_start(text) if is_fragment(text) else None
    return replace(line, text=label.text) if label and label.field not in present else None


def _with_start(line: Line, present: set[str], labels: Sequence[Line]) -> Line | None:
    text = normal(line.text)
    inside = [other for other in labels if _starts_in(line, other)]
    label, size = label_by_rest(text, least=0.1 if inside else 0.5) or (None, 0)
    if not label or label.field in present:
        return None
    if 2 * size < len(label.text) and not is_plausible(label.field, text[size:]):
        return None
    right = line.part(0, size).right
    column = [other for other in labels if abs(right - other.right) < 0.7 * line.height] or inside
    return replace(line, text=label.text + text[size:], left=column[0].left) if column else None


def _starts_in(line: Line, label: Line) -> bool:
    """Whether a line begins inside a label's column and goes on beyond it."""
    return label.left - 0.3 * line.height < line.left < label.right - line.height < line.right - 2 * line.height


def _follower(line: Line, others: Sequence[Line]) -> Line | None:
    """The next piece of a label to the right, if what results is a label or a longer piece of one."""
    for other in others:
        gap = other.left - line.right
        if gap > GAP * min(line.height, other.height):
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
        if not in_row(line, other) or not -0.5 * line.height < gap < GAP * line.height:
            continue
        text = normal(other.text)
        if is_fragment(initial) and not match_label(text) and (match := match_label(initial + text)) and match.exact:
            return index
    return None


def _join_label(left: Line, right: Line) -> Line:
    """Join, keeping the text normal so that positions in it stay positions in the label."""
    start, text = normal(left.text), normal(right.text)
    whole = complete_label(start, text) or start + text
    match = match_label(whole)
    rest = len(whole) - match.end if match else 0
    rest_left = replace(right, text=text).part(len(text) - rest, len(text)).left if rest else None
    return replace(join(left, right), text=whole, rest_left=rest_left)


def _cut_at_label(line: Line, starts: Sequence[float]) -> list[Line]:
    text = normal(line.text)
    whole = replace(line, text=text)
    own = match_label(text)
    for index in range(own.end + 1 if own else 2, len(text) - 1):
        match = match_exactly(text[index:])
        if not match:
            continue
        tail = whole.part(index, len(text))
        near = [start for start in starts if abs(tail.left - start) < 1.5 * line.height]
        if len(near) > (len(match.label.text) < LONG):
            return [whole.part(0, index), tail]
    return [line]
