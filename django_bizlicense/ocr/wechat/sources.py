"""Where an access_token comes from: WeChat, a server of one's own, the host's code, a file, or nowhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from django.utils.module_loading import import_string

from django_bizlicense.exceptions import OCRError, OCRMisconfigured, OCRProtocolError, OCRUnavailable
from django_bizlicense.ocr.wechat.answers import read_answer
from django_bizlicense.ocr.wechat.errors import TOKEN_REFUSED
from django_bizlicense.ocr.wechat.tokens import TOKEN, AccessToken, SharedToken, WeChatTokens
from django_bizlicense.ocr.wechat.transport import Outgoing, Transport
from django_bizlicense.ocr.wechat.wire import Deadline, Secret

WECHAT_KINDS = ("stable_token", "token")
NONE, CLOUDBASE = "none", "cloudbase"
STARTING_SECONDS = 1.0
"""How long to wait before CloudRun is asked again: its open interface answers 41001 while a container starts."""
SERVER_LIFETIME = 300
"""Seconds a central server's token is kept where the server does not say how long it lives."""


class TokenSource(Protocol):
    """Gives the token of a read, and another one after it was refused with one of `refusals`."""

    refusals: frozenset[int]

    def get(self, deadline: Deadline) -> AccessToken: ...

    def fresh(self, deadline: Deadline) -> AccessToken: ...

    def after_refusal(self, refused: AccessToken, deadline: Deadline) -> AccessToken | None: ...


class NoToken:
    """Calls without a token: WeChat CloudRun knows the caller by its container."""

    refusals = frozenset({41001})

    def get(self, deadline: Deadline) -> AccessToken:
        return AccessToken(value=Secret(""))

    fresh = get

    def after_refusal(self, refused: AccessToken, deadline: Deadline) -> AccessToken | None:
        """Return the same nothing a moment later: the container may still have been starting."""
        time.sleep(min(STARTING_SECONDS, deadline.left() / 2))
        return refused


class FreshToken:
    """Asks `read` (a callable taking the refused token or None) anew for each call and keeps nothing."""

    refusals = TOKEN_REFUSED

    def __init__(self, read: Callable[[str | None], object]) -> None:
        self.read = read

    def get(self, deadline: Deadline) -> AccessToken:
        return AccessToken(value=self._read(None))

    fresh = get

    def after_refusal(self, refused: AccessToken, deadline: Deadline) -> AccessToken | None:
        value = self._read(refused.value.reveal())
        return None if value == refused.value else AccessToken(value=value)

    def _read(self, refused: str | None) -> Secret:
        try:
            value = self.read(refused)
        except OCRError:
            raise
        except Exception as error:  # noqa: BLE001 - the host's code may raise anything, and its text may hold the token
            name = type(error).__name__
        else:
            if isinstance(value, str) and TOKEN.fullmatch(value):
                return Secret(value)
            name = "it gave no token"
        raise OCRUnavailable(f"The token source does not work ({name}).")


class CentralServer:
    """Asks a server of one's own by GET: {"access_token": …, "expires_in": seconds}; the latter may be absent."""

    def __init__(self, address: Secret, *, connect_timeout: float) -> None:
        parts = urlsplit(address.reveal())
        self.transport = Transport(base_url=f"{parts.scheme}://{parts.netloc}", connect_timeout=connect_timeout)
        query = {name: Secret(value) for name, value in parse_qsl(parts.query, keep_blank_values=True)}
        self.outgoing = Outgoing(method="GET", path=parts.path or "/", query=query)

    def __call__(self, deadline: Deadline) -> AccessToken:
        """Return the server's token; raises an OCRError."""
        reply = self.transport.send(self.outgoing, deadline=deadline)
        if reply.status in {401, 403}:
            raise OCRMisconfigured(f"The token server at {reply.where} refuses this server (HTTP {reply.status}).")
        if reply.status >= 400:
            raise OCRUnavailable(f"The token server at {reply.where} answered HTTP {reply.status}.")
        answer = read_answer(reply)
        if error := answer.error():
            raise error
        value, lifetime = answer.payload.get("access_token"), answer.payload.get("expires_in", SERVER_LIFETIME)
        if not isinstance(value, str) or not TOKEN.fullmatch(value) or not _is_lifetime(lifetime):
            raise OCRProtocolError(f"The answer of {reply.where} holds no access_token with a lifetime.")
        return AccessToken(value=Secret(value), lifetime=lifetime)


def token_source(options: Mapping[str, Any], transport: Transport) -> TokenSource:
    """Return what OPTIONS["token"] names; raises OCRMisconfigured where it names nothing."""
    kind = options["token"]
    if kind in (None, NONE):
        return NoToken()
    if kind == CLOUDBASE:
        return FreshToken(lambda refused: _content_of(Path(options["token_file"])))
    if kind in WECHAT_KINDS:
        fetch = WeChatTokens(transport=transport, appid=options["appid"], secret=options["secret"], kind=kind)
        return SharedToken(cache=options["cache"], name=f"{options['appid']} {kind} {options['base_url']}", fetch=fetch)
    if isinstance(kind, Secret):
        server = CentralServer(kind, connect_timeout=options["connect_timeout"])
        return SharedToken(cache=options["cache"], name=f"{options['appid']} {kind.reveal()}", fetch=server)
    return FreshToken(imported(kind))


def imported(path: object) -> Callable[[str | None], object]:
    """Return the host's callable; raises OCRMisconfigured where there is none under this path."""
    try:
        found = import_string(path) if isinstance(path, str) else path
    except ImportError:
        found = None
    if callable(found):
        return found  # type: ignore[no-any-return]
    raise OCRMisconfigured("OPTIONS['token'] names neither a source of tokens nor a callable.")


def _content_of(file: Path) -> str:
    return file.read_text(encoding="ascii").strip()


def _is_lifetime(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 86400
