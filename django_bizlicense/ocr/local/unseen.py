"""Where on the sheet a scope must be whose print was too small to be found at first."""

from __future__ import annotations

from collections.abc import Sequence

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.blocks import Block
from django_bizlicense.ocr.local.labels import END
from django_bizlicense.ocr.local.quads import center, holds

FEW = 12
"""A scope with fewer characters than this was not found, or not all of it."""
SLACK = 1.5
"""How much further to look than the label's own top, in its heights: rows run up or down on a tilted photo."""


def unseen_scope(blocks: Sequence[Block], shape: tuple[int, ...]) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom, in pixels, of where the scope must stand; None where it was found."""
    scope = next((block for block in blocks if block.label.field == "business_scope"), None)
    if scope is None or len(scope.text) >= FEW:
        return None
    label = scope.line.quad
    height = label[3][1] - label[0][1]
    below = [block.line.quad for block in blocks if block.line.middle > scope.line.middle + scope.line.height]
    right = [quad[0][0] for quad in _beside(scope, blocks)]
    all_x = [x for block in blocks for line in (block.line, *block.values) for x, _ in line.quad]
    left, top = int(label[0][0]), int(min(label[0][1], label[1][1]) - SLACK * height)
    far = int(min(right) if right else max(all_x) + height)
    bottom = int(min((quad[0][1] for quad in below), default=shape[0]) + SLACK * height)
    left, top, far, bottom = max(0, left), max(0, top), min(shape[1], far), min(shape[0], bottom)
    return (left, top, far, bottom) if min(far - left, bottom - top) > height else None


def is_among(quad: Quad, quads: Sequence[Quad]) -> bool:
    """Tell whether the middle of a box is in one of the others."""
    return any(holds(other, center(quad)) for other in quads)


def _beside(scope: Block, blocks: Sequence[Block]) -> list[Quad]:
    """The labels of a column to the right, in the rows around the scope's label."""
    return [
        block.line.quad
        for block in blocks
        if block.label.field != END
        and block.line.left > scope.line.right + 4 * scope.line.height
        and abs(block.line.middle - scope.line.middle) < 8 * scope.line.height
    ]
