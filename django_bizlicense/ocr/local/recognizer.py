"""From crops of lines to texts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.models import RECOGNIZER, Models, Tensor
from django_bizlicense.ocr.local.photo import Pixels

HEIGHT = 48
"""The recognizer's lines are this high."""
LEAST_WIDTH, MOST_WIDTH = 48, 2400
BATCH_WIDTH = 3200
"""Pixels of width, padding and all, in one batch; the clock is looked at between batches."""
PADDING = 1.25
"""The widest of a batch is this much wider than the narrowest at most."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """What was read, how sure the recognizer is on average, and of the character it is least sure of (0 to 1)."""

    text: str = ""
    score: float = 0.0
    least: float = 0.0


class Recognizer:
    """Reads crops in batches of like width."""

    def __init__(self, models: Models) -> None:
        from rapidocr.ch_ppocr_rec.utils import CTCLabelDecode

        self._models = models
        self._decoder: Any = CTCLabelDecode(character=models.alphabet)

    def read(self, crops: Sequence[Pixels], clock: Clock) -> list[Text]:
        """Read each crop of one line; raises OCRUnavailable when the deadline passes."""
        texts = [Text()] * len(crops)
        widths = [_width(crop) for crop in crops]
        for batch in batches(widths):
            clock.check()
            tensor = _tensor([crops[index] for index in batch], [widths[index] for index in batch])
            for index, text in zip(batch, self._decode(self._models.run(RECOGNIZER, tensor)), strict=True):
                texts[index] = text
        return texts

    def _decode(self, steps: Tensor) -> Iterator[Text]:
        best = steps.argmax(axis=2)
        sure = np.take_along_axis(steps, best[..., None], axis=2)[..., 0]
        read, words = self._decoder.decode(
            best, sure, return_word_box=True, remove_duplicate=True, wh_ratio_list=[1.0] * len(best)
        )
        for (text, score), word in zip(read, words, strict=True):
            yield Text(text=text, score=float(score), least=min(word.confs, default=0.0) if text else 0.0)


def batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Group the places of widths, narrow ones first, so that little is padded and no batch is large."""
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        width = widths[index]
        if batch and (width > PADDING * widths[batch[0]] or width * (len(batch) + 1) > BATCH_WIDTH):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _width(crop: Pixels) -> int:
    height, width = int(crop.shape[0]), int(crop.shape[1])
    return min(max(math.ceil(HEIGHT * width / height), LEAST_WIDTH), MOST_WIDTH)


def _tensor(crops: Sequence[Pixels], widths: Sequence[int]) -> Tensor:
    batch = np.zeros((len(crops), 1, HEIGHT, max(widths)), dtype=np.float32)
    for place, (crop, width) in enumerate(zip(crops, widths, strict=True)):
        batch[place, 0, :, :width] = cv2.resize(crop, (width, HEIGHT)).astype(np.float32) / 127.5 - 1
    return np.repeat(batch, 3, axis=1)
