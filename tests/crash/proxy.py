"""A TCP proxy that stands between a process and its database or cache, and fails as networks do."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

CHUNK = 65536
PATIENCE = 0.05
"""Seconds in which a server has answered what it was sent, before the line is cut."""


class Proxy:
    """Passes everything on to the server of `url` until it is told otherwise; `url` of the proxy leads through it.

    `refuse()` hangs up on everybody, `hang()` takes whatever comes and never answers, `mend()` ends both. `cut_after`
    is asked about all that a client has sent on one connection: once it says yes that piece still arrives, and the
    connection is cut before its answer comes back.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or {"redis": 6379}.get(parts.scheme, 5432))
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        name = f"{parts.username}@" if parts.username else ""
        self.url = urlunsplit(parts._replace(netloc=f"{name}127.0.0.1:{self._listener.getsockname()[1]}"))
        self.cut_after: Callable[[bytes], bool] | None = None
        self.cuts = 0
        self._refusing = False
        self._open: set[socket.socket] = set()
        self._passing = threading.Event()
        self._passing.set()

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._accept, daemon=True, name="proxy").start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._passing.set()
        self._listener.close()
        self._hang_up()

    def refuse(self) -> None:
        self._refusing = True
        self._hang_up()

    def hang(self) -> None:
        self._passing.clear()

    def mend(self) -> None:
        self._refusing = False
        self._passing.set()

    def _hang_up(self) -> None:
        for end in list(self._open):
            _close(end)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                if self._refusing:
                    client.close()
                    continue
                threading.Thread(target=self._serve, args=(client,), daemon=True, name="proxy-line").start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), socket.create_connection(self._server) as server, client:
            self._open |= {client, server}
            back = threading.Thread(target=self._pass, args=(server, client), daemon=True, name="proxy-back")
            back.start()
            self._pass(client, server, sent_by_client=True)
            back.join()
            self._open -= {client, server}

    def _pass(self, source: socket.socket, target: socket.socket, *, sent_by_client: bool = False) -> None:
        seen = b""
        with contextlib.suppress(OSError):
            while piece := source.recv(CHUNK):
                self._passing.wait()
                seen += piece if self.cut_after and sent_by_client else b""
                if sent_by_client and self.cut_after and self.cut_after(seen):
                    self._cut(piece, source, target)
                    return
                target.sendall(piece)
        _close(source)
        _close(target)

    def _cut(self, last: bytes, client: socket.socket, server: socket.socket) -> None:
        self.cut_after = None
        self.cuts += 1
        _close(client)
        server.sendall(last)
        threading.Event().wait(PATIENCE)
        _close(server)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
