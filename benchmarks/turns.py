"""Ours and its rival taking turns, so that a busy machine slows both."""

from __future__ import annotations

import time
from collections.abc import Callable


def in_turns(
    rounds: int, *ways: Callable[[int], object], warm_up: int = 0, clock: Callable[[], float] = time.perf_counter
) -> list[list[float]]:
    """Return the seconds that each way took in each round; who goes first changes every round.

    A way is called with the number of its round, which counts from 0 and includes those that warm up.
    """
    times: list[list[float]] = [[] for _ in ways]
    for number in range(warm_up + rounds):
        order = list(zip(times, ways, strict=True))
        for taken, way in order if number % 2 else reversed(order):
            start = clock()
            way(number)
            if number >= warm_up:
                taken.append(clock() - start)
    return times
