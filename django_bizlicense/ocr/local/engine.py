"""RapidOCR, built once per process from the models inside its wheel, silent and offline."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from django_bizlicense.exceptions import OCRMisconfigured, OCRUnavailable
from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.quads import in_order

if TYPE_CHECKING:
    from django_bizlicense.license.fields import Quad
    from django_bizlicense.ocr.local.photo import Pixels

DETECTION_SIDE = 1600
"""Boxes are looked for in a copy of this size; a third larger costs twice the time and finds no more."""
MAX_BOXES = 400
BATCH = 6
MODELS = {"Det": "*_det_small.onnx", "Cls": "*_cls_mobile.onnx", "Rec": "*_rec_small.onnx"}

_building = threading.Lock()
_reading = threading.Lock()


@dataclass(frozen=True)
class Engine:
    """Detects boxes, tells which way up they are, and reads them; one caller at a time, see `reserved`."""

    rapid: Any

    def detect(self, pixels: Pixels) -> list[Quad]:
        """Return the boxes of text, at most MAX_BOXES, in pixels of the image."""
        scale = min(1.0, DETECTION_SIDE / max(pixels.shape[:2]))
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
        boxes = self.rapid._load_det_model()(small).boxes
        if boxes is None:
            return []
        largest = sorted(boxes, key=cv2.contourArea, reverse=True)[:MAX_BOXES]
        return [in_order([(float(x) / scale, float(y) / scale) for x, y in box]) for box in largest]

    def upside_down(self, crops: Sequence[Pixels]) -> bool:
        """Tell whether most of the crops stand on their head."""
        if not crops:
            return False
        votes = self.rapid._load_cls_model()(list(crops)).cls_res
        balance: float = sum(score if label == "180" else -score for label, score in votes)
        return balance > 0

    def recognize(self, crops: Sequence[Pixels], clock: Clock) -> list[tuple[str, float]]:
        """Read each crop, (text, score), in batches of like width, looking at the clock between them."""
        texts: list[tuple[str, float]] = [("", 0.0)] * len(crops)
        order = sorted(range(len(crops)), key=lambda index: crops[index].shape[1] / crops[index].shape[0])
        for start in range(0, len(order), BATCH):
            clock.check()
            batch = order[start : start + BATCH]
            read = self.rapid.recognize_txt([crops[index] for index in batch])
            for index, text, score in zip(batch, read.txts, read.scores, strict=True):
                texts[index] = (text, float(score))
        return texts


@contextmanager
def reserved(*, threads: int, clock: Clock) -> Iterator[Engine]:
    """Lend the engine to one reading at a time; raises OCRUnavailable where the deadline passes in the queue."""
    with _building:
        engine = _build(threads)
    if not _reading.acquire(timeout=clock.left):
        raise OCRUnavailable("other readings kept the engine busy")
    try:
        yield engine
    finally:
        _reading.release()


@lru_cache(maxsize=1)
def _build(threads: int) -> Engine:
    if importlib.util.find_spec("rapidocr") is None:
        raise OCRMisconfigured("rapidocr is not installed: pip install django-bizlicense[local]")
    from rapidocr import RapidOCR

    # Paths given: RapidOCR then neither checks nor downloads anything.
    paths = {f"{part}.model_path": str(_model(pattern)) for part, pattern in MODELS.items()}
    options = {
        "Global.log_level": "critical",
        "Global.text_score": 0.0,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "Det.limit_type": "max",
        "Det.limit_side_len": DETECTION_SIDE,
    }
    return Engine(RapidOCR(params={**options, **paths}))


def _model(pattern: str) -> Path:
    import rapidocr

    found = sorted((Path(rapidocr.__file__).parent / "models").glob(pattern))
    if not found:
        raise OCRMisconfigured(f"this rapidocr brings no model {pattern}: install rapidocr 3.10")
    return found[-1]


def cut(pixels: Pixels, quad: Quad) -> Pixels:
    """Cut a box out and straighten it; a box taller than wide is laid on its side, as the recognizer wants it."""
    points = np.array(quad, dtype=np.float32)
    width = int(max(np.linalg.norm(points[0] - points[1]), np.linalg.norm(points[2] - points[3]), 2))
    height = int(max(np.linalg.norm(points[0] - points[3]), np.linalg.norm(points[1] - points[2]), 2))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(points, corners)
    straight = cv2.warpPerspective(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    crop: Pixels = np.asarray(straight, dtype=np.uint8)
    return np.ascontiguousarray(np.rot90(crop)) if height >= width * 1.5 else crop
