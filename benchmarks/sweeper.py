"""How many readings a minute one, two and four sweepers get out of an engine that takes its time."""

from __future__ import annotations

import io
import multiprocessing
import secrets
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.serving import forked

LATENCY = 0.2
"""Seconds the far end takes over a picture."""
READINGS, ROUNDS = 24, 2
PROCESSES = (1, 2, 4)
_fork = multiprocessing.get_context("fork")


def measure() -> list[dict[str, Any]]:
    """Return a line for small photos, where only the far end is slow, and one for photos of 12 megapixels."""
    from benchmarks.million.database import kept_database, using
    from benchmarks.prepare_photo import camera_photo
    from tests import factories

    database = kept_database("bizlicense_sweeper", lambda: None, stamp=secrets.token_hex(8))
    with using(database), slow_server() as base_url:
        return [
            _line("sweeper", factories.jpeg(), "600 x 400 pixels", base_url),
            _line("sweeper_large_photos", camera_photo(), "12 megapixels", base_url),
        ]


def _line(name: str, photo: bytes, size: str, base_url: str) -> dict[str, Any]:
    from django_bizlicense import images

    accepted = images.accept(photo)
    seconds: dict[int, list[float]] = {count: [] for count in PROCESSES}
    asked, cpu = 0, 0.0
    for _ in range(ROUNDS):
        for count in PROCESSES:
            _fill(accepted)
            taken, leases, burned = _sweep(count, base_url)
            seconds[count].append(taken)
            asked, cpu = max(asked, leases), cpu + burned
    a_second = {count: READINGS / statistics.median(taken) for count, taken in seconds.items()}
    return {
        "name": name,
        "ours": round(1 / a_second[PROCESSES[-1]], 3),
        "rival": round(1 / a_second[1], 3),
        "unit": "s per reading",
        "ratio": round(a_second[1] / a_second[PROCESSES[-1]], 3),
        "rival_is": f"one process of recognize_pending, ours are {PROCESSES[-1]}; {size}, {LATENCY} s at the far end",
        "n": READINGS * ROUNDS,
        "readings_per_second": {str(count): round(rate, 2) for count, rate in a_second.items()},
        "cpu_seconds_per_reading": round(cpu / (READINGS * ROUNDS * len(PROCESSES)), 3),
        "leases_asked_for_at_most": f"{asked} for {READINGS} readings",
    }


def _fill(photo: Any) -> None:
    """Let so many readings wait, of photos nobody has seen before."""
    from django_bizlicense.models import LicenseAttempt, LicenseReading, LicenseVerification
    from django_bizlicense.models.storage import store_photo

    key = store_photo(photo.content)
    for _ in range(READINGS):
        case, sha256 = LicenseVerification.objects.create(), secrets.token_hex(32)
        columns = {"photo": key, "sha256": sha256, "width": photo.width, "height": photo.height}
        attempt = LicenseAttempt.objects.create(verification=case, number=1, **columns)
        LicenseReading.objects.create(attempt=attempt, alias="default", sha256=sha256)


def _sweep(count: int, base_url: str) -> tuple[float, int, float]:
    """Return the seconds that so many sweepers take together, the leases they asked for, and their CPU seconds."""
    from django.db import connections

    from django_bizlicense.models import LicenseReading

    connections["default"].close()  # before anybody is forked
    asked, ready = _fork.Queue(), _fork.Barrier(count + 1)
    sweepers = [_fork.Process(target=_work, args=(base_url, ready, asked)) for _ in range(count)]
    for sweeper in sweepers:
        sweeper.start()
    ready.wait(60)
    start = time.perf_counter()
    told = [asked.get(timeout=600) for _ in sweepers]
    taken = time.perf_counter() - start
    for sweeper in sweepers:
        sweeper.join(60)
    states = set(LicenseReading.objects.values_list("state", flat=True))
    assert states == {"read"}, states
    return taken, sum(leases for leases, _cpu in told), sum(cpu for _leases, cpu in told)


def _work(base_url: str, ready: Any, asked: Any) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.test import override_settings

    leases = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal leases
        leases += '"tries" = (' in sql
        return execute(sql, params, many, context)

    options = {"appid": "sandbox", "secret": "sandbox", "base_url": base_url}
    engine = {"BACKEND": "django_bizlicense.ocr.wechat.WeChatBackend", "OPTIONS": options}
    with override_settings(BIZLICENSE_OCR={"default": engine}), connection.execute_wrapper(count):
        connection.ensure_connection()
        ready.wait(60)
        began = time.process_time()
        call_command("recognize_pending", limit=10 * READINGS, stdout=io.StringIO())
    asked.put((leases, time.process_time() - began))


@contextmanager
def slow_server() -> Iterator[str]:
    """Serve WeChat, in a process of its own, with so much latency for each picture."""
    from django_bizlicense.sandbox import Request, Response, SandboxServer, specimen
    from django_bizlicense.sandbox.messages import OCR_PATH

    class Server(SandboxServer):
        def meet(self, request: Request) -> Response | None:
            time.sleep(LATENCY if request.path == OCR_PATH else 0)
            return super().meet(request)

    with forked(Server(reader=specimen)) as base_url:
        yield base_url
