"""Servers in processes of their own, for as long as a block lasts."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_bizlicense.sandbox import SandboxServer


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, **options: Any) -> Iterator[str]:
    """Run a program that serves on this port; yields its address once it listens. Raises TimeoutError after 30 s."""
    with subprocess.Popen(command, **options) as process:
        try:
            _wait_until_listening(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@contextmanager
def forked(server: SandboxServer) -> Iterator[str]:
    """Serve WeChat beside this process; yields the address."""
    process = multiprocessing.get_context("fork").Process(target=server.serve_forever, daemon=True)
    process.start()
    try:
        yield server.base_url
    finally:
        process.kill()
        process.join()
        server.server_close()


def _wait_until_listening(port: int) -> None:
    ends = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > ends:
                raise TimeoutError(port) from None
        else:
            return
        time.sleep(0.05)
