"""The models, loaded once per process and lent to one reading at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django_bizlicense.exceptions import OCRUnavailable
from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.detector import Detector
from django_bizlicense.ocr.local.models import Models
from django_bizlicense.ocr.local.recognizer import Recognizer

_building = threading.Lock()
_reading = threading.Lock()


class Engine:
    """A detector and a recognizer over the same models."""

    def __init__(self, threads: int) -> None:
        models = Models(threads)
        self.detector = Detector(models)
        self.recognizer = Recognizer(models)


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
    return Engine(threads)
