"""The access_token: fetched by one for all threads and processes, kept in a shared cache and nowhere else."""

from __future__ import annotations

import hashlib
import logging
import os
import random
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.core.cache import caches

from django_bizlicense.exceptions import OCRProtocolError, OCRUnavailable
from django_bizlicense.ocr.wechat.answers import read_answer
from django_bizlicense.ocr.wechat.errors import TOKEN_REFUSED
from django_bizlicense.ocr.wechat.transport import Outgoing, Text, Transport
from django_bizlicense.ocr.wechat.wire import Deadline, Secret

logger = logging.getLogger(__name__)

MARGIN_SECONDS = 60
LOCK_SPARE_SECONDS = 5.0
POLL_SECONDS = 0.05

TOKEN = re.compile(r"[!-~]{1,4096}")
_IN_PROCESS: dict[str, threading.Lock] = {}
os.register_at_fork(after_in_child=_IN_PROCESS.clear)  # a lock held at the fork would never be released


@dataclass(frozen=True, kw_only=True)
class AccessToken:
    """A token; `fetched_now` when this very call got it from WeChat."""

    value: Secret
    lifetime: int = 0
    fetched_now: bool = False


FetchToken: TypeAlias = Callable[[Deadline], AccessToken]


class WeChatTokens:
    """Asks WeChat for a token: by POST of `stable_token`, or by GET of `token`, where each fetch ends the one before.

    Source: /cgi-bin/stable_token and /cgi-bin/token of the official API. A forced refresh (20 a day) is never used.
    """

    def __init__(self, *, transport: Transport, appid: str, secret: Secret, kind: str) -> None:
        self.transport = transport
        self.appid = appid
        self.secret = secret
        self.kind = kind

    def __call__(self, deadline: Deadline) -> AccessToken:
        """Return a new token; raises an OCRError."""
        answer = read_answer(self.transport.send(self._request(), deadline=deadline), hide=[self.secret])
        if error := answer.error():
            raise error
        return _token_in(answer.payload)

    def _request(self) -> Outgoing:
        credentials: dict[str, Text] = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        if self.kind == "token":
            return Outgoing(method="GET", path="/cgi-bin/token", query=credentials)
        return Outgoing(path="/cgi-bin/stable_token", json={**credentials, "force_refresh": False})


class SharedToken:
    """One token for everybody who shares the cache; without a cache that answers, each read fetches its own.

    `name` is what tells accounts apart; only its digest reaches the cache.
    """

    refusals = TOKEN_REFUSED

    def __init__(self, *, cache: str, name: str, fetch: FetchToken) -> None:
        self.cache = cache
        self.key = f"bizlicense:wechat:{hashlib.sha256(name.encode()).hexdigest()[:32]}"
        self.fetch = fetch

    def get(self, deadline: Deadline) -> AccessToken:
        """Return the token, fetching it where there is none; raises an OCRError."""
        return self._load() or self._fetch_once(deadline, refused=None)

    def fresh(self, deadline: Deadline) -> AccessToken:
        """Fetch a token whether or not there is one, and share it; raises an OCRError."""
        return self._store(self.fetch(deadline))

    def after_refusal(self, refused: AccessToken, deadline: Deadline) -> AccessToken | None:
        """Return another token than the refused one, or None where there is none to be had in this read.

        Somebody may have renewed it already, so the cache is asked before WeChat; and WeChat is asked once per read.
        """
        if refused.fetched_now:
            return self._load(refused=refused.value)
        renewed = self._fetch_once(deadline, refused=refused.value)
        return renewed if renewed.value != refused.value else None

    def _fetch_once(self, deadline: Deadline, *, refused: Secret | None) -> AccessToken:
        with self._alone_in_process(deadline):
            while True:
                if token := self._load(refused=refused):
                    return token
                with self._alone(deadline) as owner:
                    if owner:
                        return self._load(refused=refused) or self._store(self.fetch(deadline))
                _pause(deadline)

    def _load(self, *, refused: Secret | None = None) -> AccessToken | None:
        value = self._cached("get", self.key)
        if not isinstance(value, str) or Secret(value) == refused:
            return None
        return AccessToken(value=Secret(value))

    def _store(self, token: AccessToken) -> AccessToken:
        lifetime = max(token.lifetime - MARGIN_SECONDS, token.lifetime // 2)
        self._cached("set", self.key, token.value.reveal(), lifetime)
        return replace(token, fetched_now=True)

    @contextmanager
    def _alone_in_process(self, deadline: Deadline) -> Iterator[None]:
        """Let one thread of this process do the waiting on the cache."""
        lock = _IN_PROCESS.setdefault(self.key, threading.Lock())
        if not lock.acquire(timeout=_left(deadline)):
            raise OCRUnavailable("The access_token was not there before the deadline.")
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _alone(self, deadline: Deadline) -> Iterator[bool]:
        """Hold the lock among all processes, or yield False; where the cache is away, everybody holds it."""
        key, owner = f"{self.key}:lock", uuid.uuid4().hex
        # It outlives the fetch it guards; a killed holder blocks the others for no longer than that.
        got = self._cached("add", key, owner, _left(deadline) + LOCK_SPARE_SECONDS)
        try:
            yield got is not False
        finally:
            if got and self._cached("get", key) == owner:
                self._cached("delete", key)

    def _cached(self, operation: str, *args: Any) -> Any:
        """Do one thing with the cache; None where it is away."""
        try:
            return getattr(caches[self.cache], operation)(*args)
        except Exception as error:  # noqa: BLE001 - each cache has exceptions of its own
            logger.warning("The cache %r does not answer (%s).", self.cache, type(error).__name__)
        return None


def _token_in(payload: Any) -> AccessToken:
    value, lifetime = payload.get("access_token"), payload.get("expires_in")
    if not isinstance(value, str) or not TOKEN.fullmatch(value):
        raise OCRProtocolError("WeChat's answer holds no access_token.")
    if isinstance(lifetime, bool) or not isinstance(lifetime, int) or not 0 < lifetime <= 86400:
        raise OCRProtocolError("WeChat's answer does not say how long the access_token lives.")
    return AccessToken(value=Secret(value), lifetime=lifetime)


def _left(deadline: Deadline) -> float:
    return max(deadline.ends_at - time.monotonic(), 0.0)


def _pause(deadline: Deadline) -> None:
    if not _left(deadline):
        raise OCRUnavailable("The access_token was not there before the deadline.")
    time.sleep(POLL_SECONDS * (0.5 + random.random()))  # noqa: S311 - spreads the waiting processes
