"""A PostgreSQL server of one's own, to be stopped and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

ACCOUNT = "postgres"
"""Who runs it where the tests run as root, which PostgreSQL refuses."""


class Cluster:
    """Makes the server in a folder of its own; a context manager that stops it and removes everything."""

    def __init__(self, binaries: str) -> None:
        self._binaries = Path(binaries)
        self._folder = Path(tempfile.mkdtemp(prefix="bizlicense-cluster-"))
        self._account = ACCOUNT if os.geteuid() == 0 else None
        if self._account:
            shutil.chown(self._folder, self._account)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._run("initdb", "-A", "trust", "-U", "bizlicense", "--no-sync")

    @property
    def url(self) -> str:
        return f"postgresql://bizlicense@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def start(self) -> None:
        options = (
            f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder} -c fsync=off"
        )
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self._folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: "fast" ends sessions and writes everything down, "immediate" is a crash."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self._binaries / name), "-D", str(self._folder / "data"), *arguments]
        subprocess.run(command, user=self._account, cwd="/", check=True, stdout=subprocess.DEVNULL)
