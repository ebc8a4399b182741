"""A picture full of text must not keep the engine longer than the deadline."""

from __future__ import annotations

import time

import numpy as np
import pytest

pytest.importorskip("rapidocr")

from django_bizlicense.exceptions import OCRUnavailable
from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.detector import MAX_BOXES, Detector
from django_bizlicense.ocr.local.models import Tensor
from django_bizlicense.ocr.local.recognizer import BATCH_WIDTH, HEIGHT, PADDING, Recognizer, batches

PITCH = 24


class FullOfText:
    """Models that see a box of text in every corner, and take their time."""

    def __init__(self) -> None:
        self.alphabet = ["甲", "乙"]
        self.runs = 0

    def run(self, model: str, tensor: Tensor) -> Tensor:
        self.runs += 1
        if model.startswith("*_rec"):
            time.sleep(0.02)
            return np.zeros((tensor.shape[0], tensor.shape[3] // 8, 4), dtype=np.float32)
        map_ = np.zeros((1, 1, *tensor.shape[2:]), dtype=np.float32)
        for shift in range(8):
            map_[:, :, shift::PITCH, :] = 1
        for shift in range(8, PITCH):
            map_[:, :, :, shift::PITCH] = 0
        return map_


def test_no_more_boxes_are_read_than_a_license_has() -> None:
    boxes = Detector(FullOfText()).find(np.full((1600, 1600), 255, dtype=np.uint8))  # type: ignore[arg-type]
    assert len(boxes) == MAX_BOXES


def test_the_clock_is_looked_at_between_batches() -> None:
    models = FullOfText()
    crops = [np.zeros((HEIGHT, 8 * HEIGHT), dtype=np.uint8)] * 2000
    with pytest.raises(OCRUnavailable):
        Recognizer(models).read(crops, Clock(0.1))  # type: ignore[arg-type]
    assert 1 <= models.runs < 10


def test_batches_hold_like_widths_and_are_never_large() -> None:
    widths = [48, 700, 2400, 50, 900, 2400, 710, 52, 720, 730, 740]
    found = list(batches(widths))
    assert sorted(place for batch in found for place in batch) == list(range(len(widths)))
    for batch in found:
        chosen = [widths[place] for place in batch]
        assert max(chosen) <= PADDING * min(chosen)
        assert len(batch) == 1 or max(chosen) * len(batch) <= BATCH_WIDTH
