"""Connections that keep one deadline for a whole exchange and carry the query where nothing else can see it.

Two things no HTTP library does by itself. A timeout bounds each socket operation, so a far end that drips holds a call
for minutes. And a query is part of the URL, which requests writes into its exceptions, urllib3 into its debug log and
every tracing tool into its spans; WeChat wants its access_token there. So neither requests nor urllib3 is ever told the
query: the connection adds it to the request line as the bytes leave.
"""

from __future__ import annotations

import concurrent.futures
import http.client
import io
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidProxyURL
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError

TLS_RECORD = 16 * 1024
_REQUEST_LINE = re.compile(rb"\A(?:GET|POST) \S+(?= HTTP/1\.1\r\n)")


class Secret:
    """A text that no log, traceback or debug page shows; `reveal` it where it leaves the process."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock."""

    ends_at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds left, above zero; raises TimeoutError when there are none."""
        seconds = self.ends_at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the deadline has passed")
        return seconds


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What the connection under way must know: until when, and which query (encoded) to add."""

    deadline: Deadline
    query: Secret = field(default_factory=lambda: Secret(""))


EXCHANGE: ContextVar[Exchange] = ContextVar("bizlicense_wechat_exchange")


class _DeadlineReader(io.RawIOBase):
    """Gives each read of the socket what is left of the whole."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase) -> None:
        self._sock = sock
        self._raw = raw
        self._deadline = EXCHANGE.get().deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.left())
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_DeadlineReader(sock, raw))


class _Connection(HTTPConnection):
    response_class = _Response
    # Whoever sets http.client.HTTPConnection.debuglevel would have the token printed.
    debuglevel = 0

    def _new_conn(self) -> socket.socket:
        deadline = EXCHANGE.get().deadline
        sock = _connect_within(deadline.left(), super()._new_conn, self)
        try:
            sock.settimeout(min(sock.gettimeout() or deadline.left(), deadline.left()))  # for the TLS handshake
        except TimeoutError:
            sock.close()
            raise
        return sock

    def send(self, data: Any) -> None:
        exchange = EXCHANGE.get()
        if self.sock is None:
            self.connect()
        for piece in _pieces(_with_query(data, exchange.query), tls=isinstance(self.sock, ssl.SSLSocket)):
            self.sock.settimeout(exchange.deadline.left())
            super().send(piece)


class _SecureConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class WireAdapter(HTTPAdapter):
    """requests' own adapter over these connections; each request needs an EXCHANGE."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        if proxy.lower().startswith("socks"):
            raise InvalidProxyURL("SOCKS proxies are not supported")
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        return manager


def _with_query(data: Any, query: Secret) -> Any:
    """Return the head of a request with the query in its first line, and anything else as it is."""
    if not query.reveal() or not isinstance(data, bytes):
        return data
    return _REQUEST_LINE.sub(lambda line: line[0] + b"?" + query.reveal().encode("ascii"), data, count=1)


def _pieces(data: Any, *, tls: bool) -> Iterator[Any]:
    """Cut what goes out over TLS into records: sendall bounds the whole on a plain socket, but each record there."""
    if not tls or not isinstance(data, bytes):
        yield data
        return
    view = memoryview(data)
    for start in range(0, len(view), TLS_RECORD):
        yield view[start : start + TLS_RECORD]


def _connect_within(seconds: float, connect: Callable[[], socket.socket], connection: HTTPConnection) -> socket.socket:
    """Resolve and connect in a thread: neither a slow resolver nor a row of dead addresses obeys a timeout."""
    future: concurrent.futures.Future[socket.socket] = concurrent.futures.Future()
    threading.Thread(target=_settle, args=(future, connect), daemon=True, name="bizlicense-connect").start()
    try:
        return future.result(seconds)
    except concurrent.futures.TimeoutError:
        future.add_done_callback(_close_late)
    raise ConnectTimeoutError(connection, "no connection before the deadline")


def _settle(future: concurrent.futures.Future[socket.socket], connect: Callable[[], socket.socket]) -> None:
    try:
        future.set_result(connect())
    except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits
        future.set_exception(error)


def _close_late(future: concurrent.futures.Future[socket.socket]) -> None:
    if future.exception() is None:
        future.result().close()
