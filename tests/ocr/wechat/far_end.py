"""A far end that does what no honest server does: it answers with whatever bytes a test gives it, at its own pace."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TypeAlias

from tests.ocr.wechat.factories import TOKEN

Answer: TypeAlias = Callable[[socket.socket], None]


class FarEnd:
    """Gives a token to whoever asks for one, and `answer` to everything else; `heads` are the requests' heads."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.heads: list[bytes] = []
        self.closing = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.threads: list[threading.Thread] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self._start(self.serve, connection)

    def serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while head := self.read_request(connection):
                self.heads.append(head)
                if b"_token" in head.split(b" ")[1] and b"/cgi-bin/" in head:
                    connection.sendall(http(token_answer()))
                    continue
                self.answer(connection)
                return

    def read_request(self, connection: socket.socket) -> bytes:
        stream = connection.makefile("rb")
        head = b"".join(iter(stream.readline, b"\r\n")) if stream.peek(1) else b""
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
        stream.read(length)
        stream.detach()
        return head

    def drip(self, head: bytes, piece: bytes, *, every: float) -> Answer:
        """Send a head, then a piece again and again until the test is over or the client is gone."""

        def answer(connection: socket.socket) -> None:
            connection.sendall(head)
            while not self.closing.wait(every):
                connection.sendall(piece)

        return answer

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        thread.start()
        self.threads.append(thread)

    @contextlib.contextmanager
    def running(self) -> Iterator[FarEnd]:
        self._start(self.accept)
        try:
            yield self
        finally:
            self.closing.set()
            with contextlib.suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            for thread in self.threads:
                thread.join(2)


def http(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def token_answer() -> bytes:
    return json.dumps({"access_token": TOKEN, "expires_in": 7200}).encode()


def sends(data: bytes) -> Answer:
    return lambda connection: connection.sendall(data)


def resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    connection.close()


@contextlib.contextmanager
def far_end(answer: Answer) -> Iterator[FarEnd]:
    with FarEnd(answer).running() as server:
        yield server


@contextlib.contextmanager
def dripping(head: bytes, piece: bytes, *, every: float) -> Iterator[FarEnd]:
    server = FarEnd(resets)
    server.answer = server.drip(head, piece, every=every)
    with server.running():
        yield server
