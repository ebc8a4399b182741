from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from django_bizlicense.ocr.wechat import sources
from django_bizlicense.sandbox import SandboxServer, specimen
from tests.ocr.wechat.ways.documented import PHOTO


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(reader=specimen) as server:
        yield server


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("WECHAT_SECRET", "sandbox")
    monkeypatch.setenv("TOKEN_KEY", "k3y")
    monkeypatch.setattr(sources, "STARTING_SECONDS", 0.01)


@pytest.fixture
def copy() -> Iterator[str]:
    """The address of the photo on this machine; its path needs encoding."""

    class Photo(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/a%20b.jpg?Signature=x%2By&n=1" else 404)
            self.end_headers()
            self.wfile.write(PHOTO)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Photo) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a%20b.jpg?Signature=x%2By&n=1"
        server.shutdown()
