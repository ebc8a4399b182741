"""What a reading through our backend costs over the bare HTTP exchange it cannot do without."""

from __future__ import annotations

import multiprocessing
import random
import socket
import statistics
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
from django.conf import settings

from benchmarks.turns import in_turns

IMAGE_BYTES = 1_500_000
"""As the copies of phone photos are, which are prepared for 1.9 MB."""
ROUNDS = 1000
WARM_UP = 50
TOKEN = "88_" + "t" * 509
LICENSE = '{"errcode":0,"errmsg":"ok","reg_num":"91330106MA2CFRHEX0","enterprise_name":"杭州样本云杉贸易有限公司"}'


def measure() -> dict[str, Any]:
    """Return the median milliseconds of a reading and of a bare pooled post of the same bytes, taken in turns."""
    if not settings.configured:
        settings.configure(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}})
    image = random.Random(1).randbytes(IMAGE_BYTES)
    with instant_server() as base_url, requests.Session() as session:
        url = f"{base_url}/cv/ocr/bizlicense?access_token={TOKEN}"
        files = {"img": ("license.jpg", image, "image/jpeg")}
        ways = (_reading(base_url, image), lambda number: session.post(url, files=files, timeout=5).content)
        ours, rival = (1000 * statistics.median(times) for times in in_turns(ROUNDS, *ways, warm_up=WARM_UP))
    return {
        "name": "wechat_overhead",
        "ours": round(ours, 3),
        "rival": round(rival, 3),
        "unit": "ms",
        "ratio": round(ours / rival, 3),
        "rival_is": "a bare pooled requests.Session.post of the same bytes to the same local server, answer not parsed",
        "n": ROUNDS,
    }


def _reading(base_url: str, image: bytes) -> Callable[[int], object]:
    from django_bizlicense.ocr.base import OCRImage
    from django_bizlicense.ocr.wechat import WeChatBackend

    backend = WeChatBackend("default", {"OPTIONS": {"appid": "wx1", "secret": "s", "base_url": base_url}})
    assert backend.read(OCRImage(data=image)).fields["reg_num"]
    return lambda number: backend.read(OCRImage(data=image))


@contextmanager
def instant_server() -> Iterator[str]:
    """Serve, in a process of its own, an answer that is written the moment a request is complete."""
    listener = socket.create_server(("127.0.0.1", 0))
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(listener,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        process.kill()
        process.join()
        listener.close()


def _serve(listener: socket.socket) -> None:
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_talk, args=(connection,), daemon=True).start()


def _talk(connection: socket.socket) -> None:
    stream, buffer = connection.makefile("rb"), bytearray(IMAGE_BYTES + 4096)
    while line := stream.readline():
        length = 0
        while (header := stream.readline()) not in (b"\r\n", b""):
            if header.lower().startswith(b"content-length:"):
                length = int(header[15:])
        view = memoryview(buffer)[:length]
        while view:
            view = view[stream.readinto(view) :]
        token = f'{{"access_token":"{TOKEN}","expires_in":7200}}'
        body = (token if b"/cgi-bin/" in line else LICENSE).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
