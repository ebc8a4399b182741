"""The models, loaded once per process and lent to one reading at a time.

A forked child gets locks and an engine of its own: threads do not follow into it, and what they held stays held.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from django_bizlicense.exceptions import OCRUnavailable
from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.detector import Detector
from django_bizlicense.ocr.local.models import Models
from django_bizlicense.ocr.local.recognizer import Recognizer

_building = threading.Lock()
_reading = threading.Lock()
_of_parents: list[Callable[[int], Engine]] = []
"""Engines of the processes this one was forked from: never used, and never ended, as that waits for their threads."""


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


_build = lru_cache(maxsize=1)(Engine)


def _forked() -> None:
    global _building, _reading, _build
    _of_parents.append(_build)
    _building, _reading, _build = threading.Lock(), threading.Lock(), lru_cache(maxsize=1)(Engine)


os.register_at_fork(after_in_child=_forked)
