from __future__ import annotations

import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.test import override_settings

from django_bizlicense.exceptions import OCRUnavailable
from django_bizlicense.ocr.wechat.tokens import AccessToken, SharedToken
from django_bizlicense.ocr.wechat.wire import Deadline, Secret
from django_bizlicense.sandbox import SandboxServer
from tests.ocr.wechat.factories import APPID, IMAGE, SECRET, printed_license, sandbox_backend

STABLE = "/cgi-bin/stable_token"


class Source:
    """Gives token-1, token-2 …, and counts."""

    def __init__(self, *, seconds: float = 0.0, lifetime: int = 7200, same: bool = False) -> None:
        self.seconds, self.lifetime, self.same = seconds, lifetime, same
        self.calls = 0

    def __call__(self, deadline: Deadline) -> AccessToken:
        self.calls += 1
        time.sleep(self.seconds)
        return AccessToken(value=Secret("token" if self.same else f"token-{self.calls}"), lifetime=self.lifetime)


class BrokenCache:
    def __init__(self, *args, **kwargs):
        pass

    def get(self, *args, **kwargs):
        raise ConnectionError("redis://:password@host is away")

    set = add = delete = get

    def close(self):
        pass

    clear = close


BROKEN = {"default": {"BACKEND": f"{__name__}.BrokenCache"}}


def shared(source: Source, name: str = APPID) -> SharedToken:
    return SharedToken(cache="default", name=name, fetch=source)


def soon() -> Deadline:
    return Deadline.after(5)


def test_the_second_read_takes_the_cached_token():
    source = Source()
    first, second = shared(source).get(soon()), shared(source).get(soon())
    assert first.value == second.value
    assert (first.fetched_now, second.fetched_now, source.calls) == (True, False, 1)


def test_accounts_do_not_share():
    source = Source()
    assert shared(source, "a").get(soon()).value != shared(source, "b").get(soon()).value


def test_the_key_tells_nothing_and_the_lifetime_has_a_margin(monkeypatch):
    stored = []
    monkeypatch.setattr(type(caches["default"]), "set", lambda self, *args: stored.append(args))
    shared(Source()).get(soon())
    shared(Source(lifetime=40)).get(soon())
    [(key, value, lifetime), (_, _, short)] = stored
    assert APPID not in key
    assert SECRET not in key
    assert (value, lifetime, short) == ("token-1", 7140, 20)


def test_fifty_threads_fetch_once():
    source = Source(seconds=0.05)
    token = shared(source)
    with ThreadPoolExecutor(50) as pool:
        values = {found.value for found in pool.map(lambda _: token.get(soon()), range(50))}
    assert (source.calls, values) == (1, {Secret("token-1")})


def test_fifty_threads_whose_token_was_refused_fetch_once():
    source = Source(seconds=0.05)
    token = shared(source)
    token.get(soon())
    refused = token.get(soon())
    with ThreadPoolExecutor(50) as pool:
        others = {found.value for found in pool.map(lambda _: token.after_refusal(refused, soon()), range(50))}
    assert (source.calls, others) == (2, {Secret("token-2")})


def test_somebody_elses_renewal_is_taken_without_a_fetch():
    source = Source()
    token = shared(source)
    refused = AccessToken(value=Secret("older"))
    current = token.get(soon())
    assert token.after_refusal(refused, soon()).value == current.value
    assert source.calls == 1


def test_a_token_fetched_by_this_read_is_not_fetched_again():
    source = Source()
    token = shared(source)
    assert token.after_refusal(token.get(soon()), soon()) is None
    assert source.calls == 1


def test_another_token_is_taken_even_by_a_read_that_has_fetched_one():
    token = shared(Source())
    fetched = token.get(soon())
    caches["default"].set(token.key, "theirs", 60)
    assert token.after_refusal(fetched, soon()).value == Secret("theirs")


def test_the_same_token_once_more_is_no_other_token():
    source = Source(same=True)
    token = shared(source)
    token.get(soon())
    assert token.after_refusal(token.get(soon()), soon()) is None
    assert source.calls == 2


def test_waiting_for_another_process_ends_with_the_deadline():
    token = shared(Source())
    caches["default"].add(f"{token.key}:lock", "somebody else", 60)
    started = time.monotonic()
    with pytest.raises(OCRUnavailable):
        token.get(Deadline.after(0.3))
    assert time.monotonic() - started < 5
    assert token.fetch.calls == 0


def test_waiting_ends_when_the_other_process_has_the_token():
    token = shared(Source())
    cache = caches["default"]
    cache.add(f"{token.key}:lock", "somebody else", 60)
    threading.Timer(0.15, lambda: cache.set(token.key, "theirs", 60)).start()
    assert token.get(soon()).value == Secret("theirs")
    assert cache.get(f"{token.key}:lock") == "somebody else"


def test_a_token_stored_while_the_lock_was_taken_is_used(monkeypatch):
    token = shared(Source())
    cache = caches["default"]
    add = type(cache).add

    def add_after_somebody_else_has_finished(self, key, *args):
        self.set(token.key, "theirs", 60)
        return add(self, key, *args)

    monkeypatch.setattr(type(cache), "add", add_after_somebody_else_has_finished)
    assert token.get(soon()).value == Secret("theirs")
    assert token.fetch.calls == 0


def test_only_ones_own_lock_is_released():
    token = shared(Source())
    cache = caches["default"]

    def overtaken(deadline):
        cache.set(f"{token.key}:lock", "somebody else", 60)  # as if ours had run out meanwhile
        return AccessToken(value=Secret("x"), lifetime=60)

    token.fetch = overtaken
    token.get(soon())
    assert cache.get(f"{token.key}:lock") == "somebody else"


def test_the_lock_is_released_when_the_fetch_fails():
    token = shared(Source())

    def failing(deadline):
        raise OCRUnavailable("no")

    token.fetch, source = failing, token.fetch
    with pytest.raises(OCRUnavailable):
        token.get(soon())
    token.fetch = source
    assert token.get(soon()).value == Secret("token-1")


@override_settings(CACHES=BROKEN)
def test_without_a_cache_each_read_fetches(caplog):
    source = Source()
    assert [shared(source).get(soon()).value for _ in range(2)] == [Secret("token-1"), Secret("token-2")]
    assert "ConnectionError" in caplog.text
    assert "password" not in caplog.text


@override_settings(CACHES=BROKEN)
def test_without_a_cache_reading_goes_on():
    with SandboxServer(reader=printed_license) as sandbox:
        assert sandbox_backend(sandbox.base_url).read(IMAGE).fields
        assert sandbox_backend(sandbox.base_url).read(IMAGE).fields
        assert sandbox.calls[STABLE] == 2


def _read_in_threads(base_url: str, threads: int) -> None:
    backend = sandbox_backend(base_url)
    with ThreadPoolExecutor(threads) as pool:
        assert all(pool.map(lambda _: backend.read(IMAGE).fields, range(threads)))


def test_processes_with_a_shared_cache_fetch_once(tmp_path):
    location = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path)}
    }
    context = multiprocessing.get_context("fork")
    with override_settings(CACHES=location), SandboxServer(reader=printed_license) as sandbox:
        sandbox_backend(sandbox.base_url).read(IMAGE)
        sandbox.expire_tokens()
        sandbox.calls.clear()
        processes = [context.Process(target=_read_in_threads, args=(sandbox.base_url, 8)) for _ in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(30)
        assert [process.exitcode for process in processes] == [0, 0, 0]
        # The file cache adds without a lock, so two of three processes may slip through; Redis and databases do not.
        assert 1 <= sandbox.calls[STABLE] <= 3
