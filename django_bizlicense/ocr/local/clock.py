"""The deadline of one reading."""

from __future__ import annotations

import time

from django_bizlicense.exceptions import OCRUnavailable


class Clock:
    """Counts down from `seconds`; `check` raises OCRUnavailable once they are over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(0.0, self._end - time.monotonic())

    def check(self) -> None:
        if not self.left:
            raise OCRUnavailable("the deadline is over")
