"""Serves the example in processes of its own."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.example.conftest import EXAMPLE


@contextmanager
def served(folder: Path, **switches: str) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Serve a new marketplace; give its address, its command line and the environment it runs in."""
    sys.path.insert(0, str(EXAMPLE))
    from marketplace import processes

    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    manage = [sys.executable, str(EXAMPLE / "manage.py")]
    own = {"EXAMPLE_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "marketplace.settings"}
    environment = {**os.environ, **own, **switches}
    port = processes.free_port(0)
    address = f"http://127.0.0.1:{port}"
    try:
        with processes.Parts(folder / "logs") as parts:
            for command in (["migrate", "--verbosity", "0"], ["createcachetable", "--verbosity", "0"]):
                assert parts.run([*manage, *command], environment) == 0
            parts.start("web", [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"], environment)
            parts.wait_until(lambda: processes.answers(address), what="The server", seconds=30)
            yield address, manage, environment
    finally:
        sys.path.remove(str(EXAMPLE))
        for number, handler in handlers.items():
            signal.signal(number, handler)
