"""The house from outside: real processes of web, worker and sweeper over one database, one storage and one sandbox."""

from __future__ import annotations

import collections
import hashlib
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from django_bizlicense.ocr import OCRResult
from django_bizlicense.recognition import LEASE_MARGIN
from django_bizlicense.sandbox import SandboxServer, specimen
from tests import factories

ROOT = Path(__file__).resolve().parent.parent.parent
SENDINGS = "/api/license/verifications/"
KILLED = -9
DEADLINE = 8.0
"""The engine's, in seconds; no busy machine makes the sandbox so slow."""
LEASE = DEADLINE + LEASE_MARGIN
GRACE = 60.0
"""What may pass after a lease has run out until the case has come to a person."""


@dataclass
class Sending:
    """One merchant's sending, with its key and what came of it."""

    token: str
    photo: bytes = field(repr=False)
    key: str
    owner: str
    url: str = SENDINGS
    crashes: int = 0
    accepted: str = ""
    """The id of the case, once an answer in the 200s came."""

    def post(self, address: str, *, timeout: float = 30) -> requests.Response | None:
        """Send; None where no answer came."""
        try:
            answer = requests.post(
                address + self.url,
                files={"image": ("license.jpg", self.photo, "image/jpeg")},
                headers={"Authorization": f"Token {self.token}", "Idempotency-Key": self.key},
                timeout=timeout,
            )
        except (requests.ConnectionError, requests.ReadTimeout, requests.exceptions.ChunkedEncodingError):
            return None
        if answer.ok:
            assert self.accepted in {"", answer.json()["id"]}, "another case for the same key"
            self.accepted = answer.json()["id"]
        return answer


class CountingReader:
    """Reads the invented license and counts the calls by picture."""

    def __init__(self) -> None:
        self.calls: collections.Counter[str] = collections.Counter()

    def __call__(self, data: bytes) -> OCRResult:
        self.calls[hashlib.sha256(data).hexdigest()] += 1
        return specimen(data)


@dataclass(frozen=True)
class Process:
    """One running process of the house; `address` of a web process."""

    house: House
    pid: int
    address: str = ""

    def wait(self, seconds: float = 30) -> int | None:
        """Return the exit code, -9 for SIGKILL, None where it still runs."""
        code: int | None = self.house.order("wait", pid=self.pid, seconds=seconds)
        return code

    def signal(self, number: int) -> None:
        self.house.order("kill", pid=self.pid, number=number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.wait()


@dataclass(frozen=True)
class Call:
    """A function of `inside` under way."""

    process: Process
    answer: Path

    def result(self, seconds: float = 120) -> Any:
        assert self.process.wait(seconds) == 0, self.process.house.last_words()
        said = json.loads(self.answer.read_text())
        self.answer.unlink()
        return said


class House:
    """Gives orders to the zygote; a context manager that ends all processes."""

    def __init__(self, folder: Path, sandbox: SandboxServer, **environment: str) -> None:
        self.folder = folder
        self.sandbox = sandbox
        self.log = folder / "log"
        self._one_at_a_time = threading.Lock()
        self._merchants, self._answers = itertools.count(), itertools.count()
        own = {
            "HOUSE_FOLDER": str(folder),
            "HOUSE_SANDBOX": sandbox.base_url,
            "HOUSE_DEADLINE": str(DEADLINE),
            "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
        }
        with self.log.open("wb") as log:
            self._zygote = subprocess.Popen(
                [sys.executable, "-m", "tests.crash.zygote"],
                cwd=ROOT,
                env={**os.environ, **own, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self._answer()

    def order(self, do: str, **arguments: Any) -> Any:
        """Have the zygote do something and return its answer."""
        assert self._zygote.stdin is not None
        with self._one_at_a_time:
            self._zygote.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            self._zygote.stdin.flush()
            return self._answer()

    def _answer(self) -> Any:
        assert self._zygote.stdout is not None
        line = self._zygote.stdout.readline()
        assert line, self.last_words()
        return json.loads(line)

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def begin(self, function: str, **arguments: Any) -> Call:
        """Have a function of `inside` called in a process of its own."""
        answer = self.folder / f"answer-{next(self._answers)}.json"
        begun = self.order("begin", function=function, arguments=arguments, answer=str(answer))
        return Call(Process(self, begun["pid"]), answer)

    def ask(self, function: str, **arguments: Any) -> Any:
        """Return what a function of `inside` says."""
        return self.begin(function, **arguments).result()

    def web(self, point: str | None = None, *, port: int = 0) -> Process:
        made = self.order("web", point=point, port=port)
        return Process(self, made["pid"], f"http://127.0.0.1:{made['port']}")

    def command(self, *arguments: str, point: str | None = None) -> Process:
        begun = self.order("command", arguments=[*arguments, "--skip-checks"], point=point)
        return Process(self, begun["pid"])

    def worker(self, *arguments: str, point: str | None = None) -> Process:
        """Start a task worker that looks into its queue fifty times a second."""
        quick = ("--interval", "0.02", "--no-startup-delay", "--no-reload", "--verbosity", "0")
        return self.command("db_worker", *quick, *arguments, point=point)

    def sweeper(self, *arguments: str, point: str | None = None) -> Process:
        return self.command("recognize_pending", *arguments, point=point)

    def sendings(self, count: int) -> list[Sending]:
        """Return so many sendings of new merchants, each with a photo of its own."""
        numbers = [next(self._merchants) for _ in range(count)]
        tokens = self.ask("merchants", first=numbers[0], count=count)
        return [
            Sending(token=token, photo=factories.jpeg(number), key=f"key-{number}", owner=f"merchant{number}")
            for number, token in zip(numbers, tokens, strict=True)
        ]

    def second_photos(self, sendings: list[Sending]) -> list[Sending]:
        """Return the sending of another photo for each of these cases."""
        return [
            Sending(
                token=sending.token,
                photo=factories.jpeg(10_000 + next(self._merchants)),
                key=f"again-{sending.key}",
                owner=sending.owner,
                url=f"{SENDINGS}{sending.accepted}/attempts/",
            )
            for sending in sendings
        ]

    def close(self) -> None:
        """End the zygote and all it has forked."""
        for stream in (self._zygote.stdin, self._zygote.stdout):
            if stream is not None:
                stream.close()
        os.killpg(self._zygote.pid, signal.SIGKILL)
        self._zygote.wait()


@contextmanager
def standing(folder: Path, **environment: str) -> Iterator[tuple[House, CountingReader]]:
    """Put up a house with its sandbox, and take both down again."""
    reader = CountingReader()
    with SandboxServer(reader=reader) as sandbox:
        house = House(folder, sandbox, **environment)
        try:
            yield house, reader
        finally:
            house.close()


def until(done: Any, *, seconds: float, every: float = 0.2) -> float:
    """Wait until `done()` and return how long it took; fails where it never is."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(every)
    return time.monotonic() - began
