"""The parts of the running example: started together, watched, and all ended at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from marketplace.console_mail import MARK

SUPERVISED = "EXAMPLE_SUPERVISED"
PATIENCE = 10.0
"""Seconds a part has to end by itself."""


class PartFailed(Exception):
    """A part of the example ended, or does not answer; the text says which and shows its last words."""


@dataclass
class Part:
    """One running part; its words go to `log`, its e-mails to the console as well."""

    name: str
    process: subprocess.Popen[str]
    log: Path
    reader: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout, self.log.open("w", encoding="utf-8") as file:
            for line in self.process.stdout:
                file.write(line)
                file.flush()
                if line.startswith(MARK):
                    print(line, end="", flush=True)

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8").splitlines()[-15:]) if self.log.exists() else ""


class Parts:
    """A context manager: whatever was started in the block has ended when the block is left, however it is left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts: list[Part] = []

    def __enter__(self) -> Parts:
        self.folder.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
        return self

    def __exit__(self, *exc_info: object) -> None:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):  # whoever is impatient would leave parts behind
            signal.signal(number, signal.SIG_IGN)
        for part in self.parts:
            _send(part.process, signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        for part in self.parts:
            try:
                part.process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                _send(part.process, signal.SIGKILL)
                part.process.wait()
            part.reader.join(1)

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> Part:
        """Start one part in a process group of its own, so that Ctrl-C reaches it through us only."""
        process = subprocess.Popen(  # noqa: S603  our own commands
            command,
            env={**environment, SUPERVISED: "1", "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        part = Part(name, process, self.folder / f"{name}.log")
        self.parts.append(part)
        return part

    def wait_until(self, ready: Callable[[], bool], *, what: str, seconds: float) -> None:
        """Wait until a part answers; raises PartFailed where one has ended, or the time is over."""
        end = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > end:
                raise PartFailed(f"{what} does not answer after {seconds:.0f} s; see {self.folder}.")
            time.sleep(0.1)

    def run(self, command: list[str], environment: dict[str, str]) -> int:
        """Run a command to its end, its words on our console, and return its exit code.

        Raises PartFailed, and ends the command, where a part ends meanwhile.
        """
        environment = {**environment, SUPERVISED: "1"}
        with subprocess.Popen(command, env=environment, start_new_session=True) as process:  # noqa: S603  our own
            try:
                while process.poll() is None:
                    self.check()
                    time.sleep(0.1)
            finally:
                _send(process, signal.SIGKILL)
            return process.returncode

    def check(self) -> None:
        """Raise PartFailed where a part has ended by itself."""
        for part in self.parts:
            if part.process.poll() is not None:
                part.reader.join(1)
                raise PartFailed(f"The {part.name} ended ({part.process.returncode}):\n{part.last_words()}")


def free_port(wanted: int) -> int:
    """Return the wanted port of this machine, or any other where it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise PartFailed("No port is free.")


def listens(port: int) -> bool:
    """Whether somebody listens on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(url: str) -> bool:
    """Whether this page of our own server answers with success."""
    try:
        with urlopen(url, timeout=5) as response:  # noqa: S310  our own http:// address
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def end_with_supervisor() -> None:
    """Let this process end as soon as the one that started it is gone, even where that was killed."""
    if os.environ.get(SUPERVISED):
        threading.Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()


def _end_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _send(process: subprocess.Popen[str], number: int) -> None:
    if process.poll() is None:
        os.kill(process.pid, number)


def _leave(number: int, frame: object) -> None:
    sys.exit(128 + number)
