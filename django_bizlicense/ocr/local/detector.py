"""Where text stands on a photo, and which way up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.models import CLASSIFIER, DETECTOR, Models, Tensor
from django_bizlicense.ocr.local.photo import Pixels
from django_bizlicense.ocr.local.quads import center, holds, in_order, sides

SIDE = 1600
"""Boxes are looked for in a copy of this size; a third larger costs twice the time and finds no more."""
COARSE = 800
"""A copy of this size shows where on the photo the sheet is."""
FEW = 8
"""A license shows more boxes than this in it, unless it is faint or far away."""
MARGIN = 0.08
"""How much more than the boxes found there is looked at, as a share of their extent, on each side."""
ENLARGED = 1.5
"""Small photos are made larger at most by this."""
STEP = 32
"""The detector's pictures are a multiple of this wide and high."""
MAX_BOXES = 400
LINE = 6.0
"""Boxes of dense print count that are this much longer than high."""
BLOB = 1.7
"""A box this many times as high as a line in it is several lines run together."""
CLASSIFIED = (192, 48)


class Detector:
    """Finds boxes of text and tells whether they stand on their head."""

    def __init__(self, models: Models) -> None:
        from rapidocr.ch_ppocr_det.utils import DBPostProcess

        self._models = models
        self._boxes: Any = DBPostProcess(thresh=0.3, box_thresh=0.5, unclip_ratio=1.6, use_dilation=True)
        self._dense: Any = DBPostProcess(thresh=0.5, box_thresh=0.4, unclip_ratio=1.8, use_dilation=False)

    def find(self, pixels: Pixels) -> list[Quad]:
        """Return the boxes of text, the MAX_BOXES largest, in pixels of the image.

        They are looked for twice: for where the sheet is, and, as large as it can be seen then, for every line on it.
        Where next to nothing shows, the sheet itself is looked for in the larger copy.
        """
        seen = self._find(pixels, COARSE)
        if len(seen) < FEW:
            seen = self._find(pixels, SIDE)
        return self.find_in(pixels, _extent(seen, pixels))

    def find_in(self, pixels: Pixels, part: tuple[int, int, int, int]) -> list[Quad]:
        """Return the boxes in a part of the image (left, top, right, bottom), looked at as large as it can be."""
        left, top, right, bottom = part
        return [_moved(quad, left, top) for quad in self._find(pixels[top:bottom, left:right], SIDE)]

    def _find(self, pixels: Pixels, side: int) -> list[Quad]:
        height, width = pixels.shape
        scale = min(ENLARGED, side / max(height, width))
        size = [max(STEP, round(length * scale / STEP) * STEP) for length in (width, height)]
        small: Any = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        seen = self._models.run(DETECTOR, _tensor([small]))
        boxes, dense = (_quads(process(seen, (height, width))[0]) for process in (self._boxes, self._dense))
        return with_dense(boxes, dense)

    def upside_down(self, crops: Sequence[Pixels]) -> bool:
        """Tell whether most of the crops stand on their head."""
        if not crops:
            return False
        upright, turned = self._models.run(CLASSIFIER, _tensor([_voter(crop) for crop in crops])).sum(axis=0)
        return bool(turned > upright)


def with_dense(boxes: Sequence[Quad], dense: Sequence[Quad]) -> list[Quad]:
    """Return the boxes with those of dense print among them, where lines run into one another and none is found.

    `dense` are boxes drawn more tightly: a box that holds several long ones, one under the other, gives way to them.
    """
    free: list[Quad] = []
    held: dict[int, list[Quad]] = {}
    for quad in dense:
        if max(sides(quad)) > LINE * min(sides(quad)):
            holder = next((index for index, box in enumerate(boxes) if holds(box, center(quad))), None)
            (free if holder is None else held.setdefault(holder, [])).append(quad)
    blobs = {
        index: lines
        for index, lines in held.items()
        if len(lines) > 1 and min(sides(boxes[index])) > BLOB * max(min(sides(line)) for line in lines)
    }
    kept = [box for index, box in enumerate(boxes) if index not in blobs]
    return [*kept, *(line for lines in blobs.values() for line in lines), *free][:MAX_BOXES]


def _quads(boxes: Any) -> list[Quad]:
    largest = sorted(boxes, key=cv2.contourArea, reverse=True)[:MAX_BOXES]
    return [in_order([(float(x), float(y)) for x, y in box]) for box in largest]


def _extent(quads: Sequence[Quad], pixels: Pixels) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the boxes, with some room around; of all where there are none."""
    height, width = pixels.shape
    if not quads:
        return 0, 0, width, height
    xs, ys = [x for quad in quads for x, _ in quad], [y for quad in quads for _, y in quad]
    room = MARGIN * max(max(xs) - min(xs), max(ys) - min(ys))
    return (
        max(0, int(min(xs) - room)),
        max(0, int(min(ys) - room)),
        min(width, math.ceil(max(xs) + room)),
        min(height, math.ceil(max(ys) + room)),
    )


def _moved(quad: Quad, left: int, top: int) -> Quad:
    return (
        (quad[0][0] + left, quad[0][1] + top),
        (quad[1][0] + left, quad[1][1] + top),
        (quad[2][0] + left, quad[2][1] + top),
        (quad[3][0] + left, quad[3][1] + top),
    )


def _voter(crop: Pixels) -> Pixels:
    width = min(CLASSIFIED[0], round(CLASSIFIED[1] * crop.shape[1] / crop.shape[0]))
    voter = np.full(CLASSIFIED[::-1], 128, dtype=np.uint8)
    voter[:, :width] = cv2.resize(crop, (width, CLASSIFIED[1]))
    return voter


def _tensor(pictures: Sequence[Pixels]) -> Tensor:
    """Return gray pictures as the networks take them: three equal channels, -1 to 1."""
    blob = cv2.dnn.blobFromImages(list(pictures), 1 / 127.5, mean=127.5)
    return np.repeat(np.asarray(blob, dtype=np.float32), 3, axis=1)
