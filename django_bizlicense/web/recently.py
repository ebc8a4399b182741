"""An answer that serves everybody for a few seconds, within this process: a shared cache may be what is away."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Recently(Generic[T]):
    """Asks again after `seconds`; while one asks, the others get the last answer and wait only for the first."""

    def __init__(self, ask: Callable[[], T], *, seconds: float) -> None:
        self._ask = ask
        self._seconds = seconds
        self._lock = Lock()
        self._answer: tuple[float, T] | None = None

    def __call__(self) -> T:
        known = self._answer
        if known and (self._is_fresh(known) or self._lock.locked()):
            return known[1]
        with self._lock:
            known = self._answer
            if known is None or not self._is_fresh(known):
                known = self._answer = (time.monotonic(), self._ask())
            return known[1]

    def _is_fresh(self, known: tuple[float, T]) -> bool:
        return time.monotonic() - known[0] < self._seconds

    def forget(self) -> None:
        """Ask again at the next call, however fresh the last answer is."""
        self._answer = None
