"""Every recipe of docs/queues.md, for real: a process that uploads, a worker process that reads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DJANGO = [sys.executable, "-m", "django"]
WORKERS = {
    "db": [*DJANGO, "db_worker", "--interval", "0.2"],
    "rq": [*DJANGO, "rqworker", "--job-class", "django_tasks_rq.Job", "default"],
    "celery": [
        *(sys.executable, "-m", "celery", "--app", "tests.queues.with_celery.worker"),
        *("worker", "--pool", "solo", "--loglevel", "INFO"),
    ],
}
RECIPES = [pytest.param("db"), *(pytest.param(name, marks=pytest.mark.redis) for name in ("rq", "celery"))]
PATIENCE = 60.0
"""Seconds a worker may take to start and read."""


def own_redis() -> str:
    """Return a database of Redis that no other test uses, nor empties."""
    return os.environ["TEST_REDIS_URL"].rpartition("/")[0] + "/15" if "TEST_REDIS_URL" in os.environ else ""


class Project:
    """A project with a database of its own in a folder."""

    def __init__(self, recipe: str, folder: Path, **extra: str) -> None:
        own = {"DJANGO_SETTINGS_MODULE": "tests.queues.settings", "QUEUE_RECIPE": recipe, "QUEUE_FOLDER": str(folder)}
        own["TEST_REDIS_URL"] = own_redis()
        left_out = ("DATABASE_URL", "REDIS_URL", "PYTHONDEVMODE", "PYTHONWARNINGS")
        self.environment = {name: text for name, text in os.environ.items() if name not in left_out} | own | extra
        self.recipe, self.folder = recipe, folder
        self.run(*DJANGO, "migrate", "--verbosity", "0")

    def run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def send(self, seed: int) -> str:
        return self.run(sys.executable, "-m", "tests.queues.project", "send", str(seed))

    def state(self, pk: str) -> str:
        return self.run(sys.executable, "-m", "tests.queues.project", "state", pk)

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / "worker.log").open("wb") as log:
            process = subprocess.Popen(WORKERS[self.recipe], env=self.environment, stdout=log, stderr=log)
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def wait_until(self, pk: str, expected: str) -> None:
        end = time.monotonic() + PATIENCE
        while (state := self.state(pk)) != expected:
            assert time.monotonic() < end, f"{state}\n{(self.folder / 'worker.log').read_text()}"
            time.sleep(0.3)


@pytest.fixture(autouse=True)
def empty_queue(request: pytest.FixtureRequest) -> None:
    """Begin with nothing in Redis."""
    if request.node.get_closest_marker("redis"):
        import redis

        redis.Redis.from_url(own_redis()).flushdb()


@pytest.mark.once
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_worker_reads_what_was_uploaded(recipe: str, tmp_path: Path) -> None:
    project = Project(recipe, tmp_path)
    pk = project.send(1)
    assert project.state(pk) == "submitted 0"
    with project.worker():
        project.wait_until(pk, "in_review 1")


@pytest.mark.once
@pytest.mark.redis
@pytest.mark.parametrize("recipe", ["rq", "celery"])
def test_with_the_queue_away_an_upload_is_taken_and_the_sweeper_reads_it(recipe: str, tmp_path: Path) -> None:
    project = Project(recipe, tmp_path, TEST_REDIS_URL="redis://127.0.0.1:9/0")
    pk = project.send(1)
    assert project.state(pk) == "submitted 0"
    project.run(*DJANGO, "recognize_pending")
    assert project.state(pk) == "in_review 1"
