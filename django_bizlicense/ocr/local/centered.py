"""Labels that stand beside the middle of a value of several rows: its first rows are above them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django_bizlicense.ocr.local.blocks import Block
from django_bizlicense.ocr.local.lines import Line

WRAPPED = ("enterprise_name", "type_of_enterprise", "address", "legal_representative")
"""Fields whose values may be so long."""
BESIDE = 2.5
"""Labels this close to a row, in line heights, stand beside it, …"""
NEAR = 0.8
"""… and a value's own row is this close to its label."""
CLOSE = 1.5
FULL = 2.6
"""A row runs on into the one below where that is CLOSE, in line heights, and at most FULL of its own room is left."""
APART = 1.15
"""The row above a value's first one is this many times as far as the row below it."""
OFF = 0.8
"""A value's last row is as far below the label as its first one is above it, give or take this."""


def find_begun_above(lines: Sequence[Line], columns: Sequence[Sequence[Block]]) -> dict[int, Block]:
    """Return the lines, by id, of values that begin above their label, as it stands at the middle of them."""
    found: dict[int, Block] = {}
    blocks = [block for column in columns for block in column]
    everything = [*lines, *(block.rest for block in blocks if block.rest)]
    for column in columns:
        for before, block in zip([None, *column], column, strict=False):
            if block.label.field in WRAPPED:
                mine = [line for line in everything if block.reaches(line) and not _is_beyond(line, block, blocks)]
                top = before.line.middle + 0.5 * before.line.height if before else -math.inf
                found.update((id(line), block) for line in _begun_above(block, top, mine))
    return found


def _is_beyond(line: Line, block: Block, others: Sequence[Block]) -> bool:
    """Whether another label stands between this one and the line."""
    return any(
        block.line.right < other.line.left < line.left + other.line.height
        and abs(other.line.middle - line.middle) < BESIDE * other.line.height
        for other in others
    )


def _begun_above(block: Block, top: float, lines: Sequence[Line]) -> list[Line]:
    """Return the lines above the label, `top` at the highest, that run on into the row at it, if as many follow."""
    size, middle = block.line.height, block.line.middle
    column = sorted((line for line in lines if line.height < CLOSE * size), key=lambda line: line.middle)
    near = [line for line in column if abs(line.middle - middle) < NEAR * size]
    if not near:
        return []
    column = [line for line in column if abs(line.left - near[-1].left) < size]
    at = next(index for index, line in enumerate(column) if line is near[-1])
    widest = max(line.right for line in column)
    found: list[Line] = []
    for higher, line, below in reversed(list(zip([None, *column], column, column[1 : at + 1], strict=False))):
        step = below.middle - line.middle
        if line.middle < top or step > CLOSE * size or widest - line.right > FULL * size:
            return []
        found.append(line)
        if not higher or line.middle - higher.middle > APART * step:
            mirrored = 2 * middle - line.middle
            return found if any(abs(other.middle - mirrored) < OFF * size for other in column[at:]) else []
    return []
