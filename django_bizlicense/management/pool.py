"""Work spread over processes, its results in order."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

import django

Given = TypeVar("Given")
Result = TypeVar("Result")


def in_order(
    function: Callable[[Given], Result], items: Iterable[Given], *, jobs: int, ahead: int = 2
) -> Iterator[Result]:
    """Yield the result for each item in order, at most `jobs` × `ahead` of them under way; one job works in process.

    Raises BrokenProcessPool where a process is killed.
    """
    if jobs == 1:
        yield from map(function, items)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=set_up_worker)
    under_way: deque[Future[Result]] = deque()
    try:
        for item in items:
            under_way.append(pool.submit(function, item))
            if len(under_way) >= jobs * ahead:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def set_up_worker() -> None:
    """Make a fresh process a Django process; Ctrl-C is its parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
