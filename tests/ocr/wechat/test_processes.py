"""An expired token and many processes: WeChat is asked for one token."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from django_bizlicense.sandbox import SandboxServer
from tests.crowd import crowd, threads_each
from tests.ocr.wechat.factories import IMAGE, printed_license, sandbox_backend

PROCESSES, THREADS = 8, 50
STABLE, OCR = "/cgi-bin/stable_token", "/cv/ocr/bizlicense"
TABLE = "bizlicense_token_cache"


def redis_cache() -> dict[str, object]:
    url = os.environ.get("TEST_REDIS_URL") or os.environ.get("REDIS_URL")
    return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}}


@contextmanager
def database_cache() -> Iterator[None]:
    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": TABLE}}
    ):
        call_command("createcachetable", verbosity=0)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE {TABLE}")


def token_calls_of_a_crowd(threads: int) -> dict[str, int]:
    """Return the calls that many concurrent reads on an expired token make."""
    server = SandboxServer(reader=printed_license)
    backend = sandbox_backend(server.base_url, deadline=60.0)
    portions = [[IMAGE] * threads for _ in range(PROCESSES)]
    with crowd(lambda image: backend.read(image), portions, threads=threads) as let_loose, server:
        caches["default"].clear()
        sandbox_backend(server.base_url).read(IMAGE)
        server.expire_tokens()
        server.calls.clear()
        let_loose()
        return dict(server.calls)


def assert_one_token(calls: dict[str, int], threads: int) -> None:
    reads = PROCESSES * threads
    assert calls[STABLE] == 1
    assert reads <= calls[OCR] <= 2 * reads  # each was refused once at most


@pytest.mark.redis
def test_redis():
    with override_settings(CACHES=redis_cache()):
        assert_one_token(token_calls_of_a_crowd(THREADS), THREADS)


@pytest.mark.django_db(transaction=True)
def test_the_database_cache():
    threads = threads_each(PROCESSES, THREADS)
    with database_cache():
        assert_one_token(token_calls_of_a_crowd(threads), threads)
