"""The sandbox as a server on this machine."""

from __future__ import annotations

import collections
import contextlib
import socket
import struct
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django_bizlicense.sandbox.control import CONTROL_PREFIX, controlled
from django_bizlicense.sandbox.messages import Request, Response, Step, in_style
from django_bizlicense.sandbox.service import Reader, WeChatService, offline_reader
from django_bizlicense.sandbox.tokens import CLOUDBASE

MAX_BODY = 32 * 1024 * 1024
SEEN_KEPT = 20
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: close() sends RST


class SandboxServer(ThreadingHTTPServer):
    """Serves the WeChat protocol on `address`; port 0 takes any free one.

    As a context manager it serves in a thread until the end of the block. `script` says what the next requests meet,
    `calls` counts requests by path, `connections` those opened, and `seen` holds the latest requests.
    Without a `reader` (a callable taking the image and returning an OCRResult, or raising LicenseNotFound or
    OCRImageRefused) images are read by the offline engine; ModuleNotFoundError says what to install for it. Magic
    pictures (`magic.py`) are answered without any reader. Over HTTP: POST and DELETE /sandbox/script, GET
    /sandbox/stats, and GET /sandbox/token, which is a central token server.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int] = ("127.0.0.1", 0),
        *,
        reader: Reader | None = None,
        appid: str = "sandbox",
        secret: str = "sandbox",  # noqa: S107 - the sandbox's own word, printed at its start
        token_lifetime: int = 7200,
        cloudrun: bool = False,
    ) -> None:
        self.service = WeChatService(
            reader=reader or offline_reader(),
            appid=appid,
            secret=secret,
            token_lifetime=token_lifetime,
            cloudrun=cloudrun,
        )
        self.calls: collections.Counter[str] = collections.Counter()
        self.seen: collections.deque[Request] = collections.deque(maxlen=SEEN_KEPT)
        self._steps: list[Step] = []
        self._steps_lock = threading.Lock()
        self.closing = threading.Event()
        self.connections = 0
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    @property
    def base_url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def script(self, *steps: Step, times: int = 1) -> None:
        """Let the next requests meet these steps, in this order, the whole row `times` times."""
        with self._steps_lock:
            self._steps.extend(steps * times)

    def unscript(self) -> None:
        """Forget the steps that nobody met."""
        with self._steps_lock:
            self._steps.clear()

    @property
    def token_url(self) -> str:
        """The address of a central token server."""
        return f"{self.base_url}{CONTROL_PREFIX}token"

    def cloudbase_token(self) -> str:
        """Return what CloudBase would write into its file now."""
        return self.service.tokens.stable(family=CLOUDBASE)[0]

    def stats(self) -> dict[str, Any]:
        """Return the counters: calls by path, connections, pictures looked at, steps nobody met yet."""
        with self._steps_lock:
            calls, left = dict(self.calls), len(self._steps)
        return {"calls": calls, "connections": self.connections, "pictures": self.service.pictures, "script": left}

    def expire_tokens(self) -> None:
        """Let every token end now (42001)."""
        self.service.tokens.expire()

    def __enter__(self) -> SandboxServer:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True, name="wechat-sandbox").start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.shutdown()
        self.server_close()

    def server_close(self) -> None:
        """Stop listening, and cut the connections that clients keep open."""
        self.closing.set()
        super().server_close()
        for connection in tuple(self._open):
            _shut(connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # a client that hung up is no error here
            super().handle_error(request, client_address)

    def meet(self, request: Request) -> Response | None:
        """Return the answer to a request, None to cut its connection."""
        if request.path.startswith(CONTROL_PREFIX):
            return controlled(self, request)
        with self._steps_lock:
            self.calls[request.path] += 1
            self.seen.append(request)
            step = next((step for step in self._steps if step.path == request.path), Step())
            if step in self._steps:
                self._steps.remove(step)
        return self._follow(step, request)

    def _follow(self, step: Step, request: Request) -> Response | None:
        if step.wait:
            self.closing.wait(step.wait)
        if step.reset:
            return None
        response = step.response or self.service.answer(request)
        if isinstance(response, Step):  # a magic picture
            return self._follow(response, request)
        return replace(in_style(response, step.style), drip=step.drip)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SandboxServer
    timeout = 60
    wbufsize = -1  # head and body in one packet

    def do_POST(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        """Stay silent: the default writes the URL, and with it the token, to stderr."""

    def finish(self) -> None:
        # A client that hung up makes the flush fail, after which the inherited method would leave the socket open.
        with contextlib.suppress(OSError):
            super().finish()
        self.rfile.close()

    def _serve(self) -> None:
        length = self._length()
        if length is None:
            self.close_connection = True
        response = self.server.meet(self._request(None if length is None else self.rfile.read(length)))
        if response is None:
            self._cut()
        else:
            self._send(response)

    def _length(self) -> int | None:
        """Return the length of the body, None where it is not announced or beyond all reason."""
        announced = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not announced.isdecimal() or int(announced) > MAX_BODY:
            return None
        return int(announced)

    def _request(self, body: bytes | None) -> Request:
        parts = urlsplit(self.path)
        return Request(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            target=self.path,
        )

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        headers = {"Content-Type": response.content_type, "Content-Length": str(len(response.body)), **response.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if response.drip:
            self._drip(response)
        else:
            self.wfile.write(response.body)

    def _drip(self, response: Response) -> None:
        self.wfile.flush()
        for place in range(len(response.body)):
            if self.server.closing.wait(response.drip):
                return
            self.wfile.write(response.body[place : place + 1])
            self.wfile.flush()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.connection.close()
