"""What 200 readings cost the far end and the clock when a tenth of its answers is trouble, beside wechatpy 2."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import requests
from django.conf import settings

from tests.serving import forked

READS = 200
THREADS = 8
ROUNDS = 3
TRIES = 5
"""How often the caller tries a reading again that failed for a while."""
SLOW_SECONDS = 0.5
IMAGE = random.Random(1).randbytes(100_000)


def measure() -> dict[str, Any]:
    """Return far-end calls (and seconds) of ours and of the rival's, each with a server of its own, taken in turns."""
    if not settings.configured:
        settings.configure(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}})
    costs: list[list[dict[str, float]]] = [[], []]
    for _ in range(ROUNDS):
        for cost, client in zip(costs, (_ours, _rivals), strict=True):
            cost.append(_cost(client))
    ours, rival = (sorted(cost, key=lambda one: one["calls"])[ROUNDS // 2] for cost in costs)
    return {
        "name": "wechat_peer",
        "ours": ours["calls"],
        "rival": rival["calls"],
        "unit": "far-end calls",
        "ratio": round(ours["calls"] / rival["calls"], 3),
        "rival_is": "ocr_biz_license of wechatpy 2 (pre-release), its token in memory, called again where it raised",
        "n": READS,
        **{f"ours_{name}": value for name, value in ours.items() if name != "calls"},
        **{f"rival_{name}": value for name, value in rival.items() if name != "calls"},
    }


def _cost(client: Callable[[str], Callable[[], object]]) -> dict[str, float]:
    with troubled_server() as base_url:
        read = client(base_url)
        start = time.perf_counter()
        with ThreadPoolExecutor(THREADS) as pool:
            succeeded = sum(pool.map(lambda _: _until_read(read), range(READS)))
        seconds = time.perf_counter() - start
        calls = requests.get(f"{base_url}/sandbox/stats", timeout=5).json()["calls"]
    tokens = sum(count for path, count in calls.items() if "token" in path)
    return {"calls": sum(calls.values()), "token_calls": tokens, "seconds": round(seconds, 2), "read": succeeded}


def _until_read(read: Callable[[], object]) -> bool:
    for _ in range(TRIES):
        try:
            read()
        except Exception:  # noqa: BLE001  each client has exceptions of its own
            continue
        return True
    return False


def _ours(base_url: str) -> Callable[[], object]:
    from django_bizlicense.ocr.base import OCRImage
    from django_bizlicense.ocr.wechat import WeChatBackend

    options = {"appid": "sandbox", "secret": "sandbox", "base_url": base_url}
    backend = WeChatBackend("default", {"OPTIONS": options})
    return lambda: backend.read(OCRImage(data=IMAGE))


def _rivals(base_url: str) -> Callable[[], object]:
    from wechatpy import WeChatClient

    class Client(WeChatClient):  # type: ignore[misc]
        def fetch_access_token(self) -> dict[str, Any]:
            credentials = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
            return self._fetch_access_token(f"{base_url}/cgi-bin/token", credentials)

    client = Client("sandbox", "sandbox", timeout=15)
    client.wxa.API_BASE_URL = f"{base_url}/"
    return lambda: client.wxa.ocr_biz_license(filename="license.jpg", file_bytes=IMAGE, mime_type="image/jpeg")


@contextmanager
def troubled_server() -> Iterator[str]:
    """Serve WeChat, in a process of its own, where each tenth answer is a dead token, -1 or late."""
    from django_bizlicense.sandbox import Request, Response, SandboxServer, fail, silence, specimen

    class Server(SandboxServer):
        answered = 0

        def meet(self, request: Request) -> Response | None:
            if request.path == "/cv/ocr/bizlicense":
                self.answered += 1
                self._trouble(self.answered, request.query.get("access_token", ""))
            return super().meet(request)

        def _trouble(self, number: int, token: str) -> None:
            if number % 30 == 10:
                tokens = self.service.tokens
                tokens._ends.pop(token, None)  # this token is refused from now on
            elif number % 30 == 20:
                self.script(fail(-1))
            elif number % 30 == 0:
                self.script(silence(SLOW_SECONDS))

    server = Server(reader=specimen)
    tokens = server.service.tokens
    tokens.classic = lambda: tokens._issue("classic")  # type: ignore[method-assign]  # as WeChat: the old one overlaps
    with forked(server) as base_url:
        yield base_url
