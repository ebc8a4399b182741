"""Where text stands on a photo, and which way up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.models import CLASSIFIER, DETECTOR, Models, Tensor
from django_bizlicense.ocr.local.photo import Pixels
from django_bizlicense.ocr.local.quads import in_order

SIDE = 1600
"""Boxes are looked for in a copy of this size; a third larger costs twice the time and finds no more."""
STEP = 32
"""The detector's pictures are a multiple of this wide and high."""
MAX_BOXES = 400
CLASSIFIED = (192, 48)


class Detector:
    """Finds boxes of text and tells whether they stand on their head."""

    def __init__(self, models: Models) -> None:
        from rapidocr.ch_ppocr_det.utils import DBPostProcess

        self._models = models
        self._boxes: Any = DBPostProcess(thresh=0.3, box_thresh=0.5, unclip_ratio=1.6, use_dilation=True)

    def find(self, pixels: Pixels) -> list[Quad]:
        """Return the boxes of text, the MAX_BOXES largest, in pixels of the image."""
        height, width = pixels.shape
        scale = min(1.0, SIDE / max(height, width))
        size = [max(STEP, round(side * scale / STEP) * STEP) for side in (width, height)]
        small: Any = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        boxes, _ = self._boxes(self._models.run(DETECTOR, _tensor([small])), (height, width))
        largest = sorted(boxes, key=cv2.contourArea, reverse=True)[:MAX_BOXES]
        return [in_order([(float(x), float(y)) for x, y in box]) for box in largest]

    def upside_down(self, crops: Sequence[Pixels]) -> bool:
        """Tell whether most of the crops stand on their head."""
        if not crops:
            return False
        upright, turned = self._models.run(CLASSIFIER, _tensor([_voter(crop) for crop in crops])).sum(axis=0)
        return bool(turned > upright)


def _voter(crop: Pixels) -> Pixels:
    width = min(CLASSIFIED[0], round(CLASSIFIED[1] * crop.shape[1] / crop.shape[0]))
    voter = np.full(CLASSIFIED[::-1], 128, dtype=np.uint8)
    voter[:, :width] = cv2.resize(crop, (width, CLASSIFIED[1]))
    return voter


def _tensor(pictures: Sequence[Pixels]) -> Tensor:
    """Return gray pictures as the networks take them: three equal channels, -1 to 1."""
    blob = cv2.dnn.blobFromImages(list(pictures), 1 / 127.5, mean=127.5)
    return np.repeat(np.asarray(blob, dtype=np.float32), 3, axis=1)
