"""What taking a photo costs beside cleaning it, with WeChat and Redis away, against a bare ImageField view.

Without a queue the request tries to read: the photo is made small for WeChat, and WeChat refuses the connection.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from benchmarks.prepare_photo import camera_photo
from benchmarks.turns import in_turns
from django_bizlicense.images import accept
from tests.serving import free_port, running

ROUNDS = 60
WARM_UP = 3
BAR = 300
SITES = {"upload_wechat_away": "database", "upload_redis_away": "redis", "upload_wechat_away_no_queue": "none"}
"""Each line, and the queue of its site."""
OURS, RIVAL = "/api/license/verifications/", "/bare/"
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from rest_framework.authtoken.models import Token
from tests import factories
print(Token.objects.create(user=factories.user()).key)
"""


def measure() -> list[dict[str, Any]]:
    """Return the p95 milliseconds of an upload without `images.accept`, and of the bare view, taken in turns."""
    photo = camera_photo()
    return [_line(name, queue, photo) for name, queue in SITES.items()]


def _line(name: str, queue: str, photo: bytes) -> dict[str, Any]:
    with _site(queue) as (address, token), requests.Session() as session:
        session.headers["Authorization"] = f"Token {token}"
        cleaning, ours, rival = in_turns(
            ROUNDS,
            lambda number: accept(photo),
            lambda number: _send(session, address + OURS, photo, merchant_ref=f"shop-{number}"),
            lambda number: _send(session, address + RIVAL, photo),
            warm_up=WARM_UP,
        )
    cleaned = 1000 * statistics.median(cleaning)
    without, bare = _p95(ours) - cleaned, _p95(rival)
    return {
        "name": name,
        "ours": round(without, 1),
        "rival": round(bare, 1),
        "unit": "ms, p95",
        "ratio": round(without / bare, 3),
        "rival_is": f"a DRF view with an ImageField that saves the same {len(photo) / 1e6:.1f} MB, no row, not decoded",
        "n": ROUNDS,
        "accept": round(cleaned, 1),
        "bar": BAR if queue != "none" else None,
    }


def _send(session: requests.Session, url: str, photo: bytes, **fields: str) -> None:
    answer = session.post(url, files={"image": ("wx_camera.jpg", photo, "image/jpeg")}, data=fields, timeout=60)
    assert answer.status_code == 201, answer.text


def _p95(times: list[float]) -> float:
    """Return the milliseconds that all but a twentieth kept to."""
    return 1000 * statistics.quantiles(times, n=20)[-1]


@contextmanager
def _site(queue: str) -> Iterator[tuple[str, str]]:
    """Serve the site from a folder of its own; yields its address and a merchant's token."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.upload_site.settings"}
        environment = {**os.environ, **settings, "UPLOAD_SITE": folder, "UPLOAD_QUEUE": queue}
        prepared = [sys.executable, "-c", PREPARE]
        token = subprocess.run(prepared, env=environment, check=True, capture_output=True, text=True).stdout.strip()
        port = free_port()
        command = [sys.executable, "-m", "django", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{port}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with running(command, port, env=environment, **quiet) as address:
            yield address, token
