"""An answer that serves everybody for a few seconds, within this process: a shared cache may be what is away."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Recently(Generic[T]):
    """Asks again after `seconds`; while one asks, the others get the last answer and wait only for the first.

    Where the one who asks hangs, an answer serves `patience` seconds longer; then the others get a TimeoutError.
    """

    def __init__(self, ask: Callable[[], T], *, seconds: float, patience: float = 10.0) -> None:
        self.patience = patience
        self._ask = ask
        self._seconds = seconds
        self._lock = Lock()
        self._answer: tuple[float, T] | None = None

    def __call__(self) -> T:
        known = self._answer
        if known and self._is_fresh(known, more=self.patience if self._lock.locked() else 0):
            return known[1]
        if not self._lock.acquire(timeout=self.patience):
            raise TimeoutError("who asks gets no answer")
        try:
            return self._asked()
        finally:
            self._lock.release()

    def _asked(self) -> T:
        known = self._answer
        if known is None or not self._is_fresh(known):
            known = self._answer = (time.monotonic(), self._ask())
        return known[1]

    def _is_fresh(self, known: tuple[float, T], *, more: float = 0) -> bool:
        return time.monotonic() - known[0] < self._seconds + more

    def forget(self) -> None:
        """Ask again at the next call, however fresh the last answer is."""
        self._answer = None
