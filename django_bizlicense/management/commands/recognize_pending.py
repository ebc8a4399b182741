"""Read what waits: the sweeper behind the task queue."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from django_bizlicense import recognition
from django_bizlicense.management.arguments import positive_number, positive_whole_number
from django_bizlicense.quotas import forget_past_windows
from django_bizlicense.workflow.keys import forget_past_keys

logger = logging.getLogger(__name__)

DEFAULT_LIMIT = 100
NAP = 0.2
"""Seconds after which a waiting sweeper notices that it shall end."""


class Command(BaseCommand):
    """Runs the readings that are due and those a killed worker left behind, oldest first.

    For cron, or with --watch for a process of its own; any number of them may run beside the task workers. SIGTERM and
    Ctrl-C end it after the reading that is under way, so that no paid answer is lost.
    """

    help = "Reads the photos that wait for an engine, or whose worker died."
    stopping = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--limit",
            default=DEFAULT_LIMIT,
            type=positive_whole_number,
            metavar="N",
            help=f"Readings of one round at most (default: {DEFAULT_LIMIT}).",
        )
        parser.add_argument(
            "--watch", type=positive_number, metavar="SECONDS", help="Go on for ever, with so long a pause in between."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with self._stopped_by_signals():
            if options["watch"] is None:
                self._sweep_once(options["limit"])
            else:
                self._watch(options["watch"], options["limit"])

    def _sweep_once(self, limit: int) -> None:
        try:
            self._sweep(limit)
        except Exception as error:
            raise CommandError(f"The round failed: {type(error).__name__}: {error}") from error

    def _watch(self, seconds: float, limit: int) -> None:
        while not self.stopping:
            close_old_connections()
            try:
                self._sweep(limit)
            except Exception:
                logger.exception("A round of readings failed; the next one follows in %s s", seconds)
            close_old_connections()
            self._pause(seconds)

    def _sweep(self, limit: int) -> None:
        """Run one round, one reading at a time, and say what it did."""
        done = 0
        try:
            while done < limit and not self.stopping and recognition.recognize_pending(limit=1):
                done += 1
        finally:
            if done:
                self.stdout.write(f"Worked off {done} waiting reading{'s' if done > 1 else ''}.")
                self.stdout.flush()
        forget_past_windows()
        forget_past_keys()

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.stopping and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, NAP))

    @contextmanager
    def _stopped_by_signals(self) -> Iterator[None]:
        self.stopping = False
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: Any) -> None:
        self.stopping = True
        signal.signal(signal.SIGINT, signal.default_int_handler)  # who is in a hurry presses Ctrl-C again
