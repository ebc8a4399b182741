"""Many at once: processes of several threads each, started before any server thread, let loose together."""

from __future__ import annotations

import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from typing import Any

from django.db import connection, connections

SOAK = bool(os.environ.get("BIZLICENSE_SOAK"))
ROUNDS = 1000 if SOAK else 15
"""How often a race is run."""
CONNECTIONS_LEFT = 40
"""Connections of PostgreSQL that others may need beside a crowd."""
_fork = multiprocessing.get_context("fork")


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads that start together; return what each returned or raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[place] = call()
        except Exception as error:  # noqa: BLE001  the test looks at what each thread met
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@contextmanager
def crowd(work: Callable[[Any], object], portions: list[list[Any]], *, threads: int) -> Iterator[Callable[[], None]]:
    """Fork a process for each portion, which does `work` on every item of it in threads once the block says so.

    Yields the call that lets them loose and waits until all are done; it fails where one of them did.
    """
    connections.close_all()
    loose = _fork.Event()
    processes = [_fork.Process(target=_labor, args=(work, portion, threads, loose)) for portion in portions]
    for process in processes:
        process.start()

    def let_loose() -> None:
        loose.set()
        for process in processes:
            process.join(600)
        assert [process.exitcode for process in processes] == [0] * len(processes)

    try:
        yield let_loose
    finally:
        for process in processes:
            process.kill()
            process.join()


def threads_each(processes: int, wished: int) -> int:
    """Return how many threads each process may have, where each holds a connection to the database."""
    if connection.vendor != "postgresql":
        return wished
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        most = int(cursor.fetchone()[0])
    return min(wished, (most - CONNECTIONS_LEFT) // processes)


def _labor(work: Callable[[Any], object], portion: list[Any], threads: int, loose: Event) -> None:
    connections.close_all()
    if not loose.wait(120):
        os._exit(2)
    try:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda item: _one(work, item), portion))
    except Exception:  # noqa: BLE001  the parent sees the exit code, the reader of the log why
        traceback.print_exc()
        os._exit(1)
    os._exit(0)  # without the parent's finalizers: its test database is not ours to remove


def _one(work: Callable[[Any], object], item: Any) -> None:
    try:
        work(item)
    finally:
        connections.close_all()
