"""What differs over TLS, which is what WeChat is reached by."""

from __future__ import annotations

import socket
import ssl
import threading
import time

import pytest
import trustme

from django_bizlicense.exceptions import OCRUnavailable
from django_bizlicense.ocr.base import OCRImage, OCRResult
from django_bizlicense.ocr.wechat.transport import Outgoing, Transport
from django_bizlicense.ocr.wechat.wire import Deadline
from django_bizlicense.sandbox import SandboxServer
from tests.ocr.wechat.factories import IMAGE, printed_license, sandbox_backend


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def context(authority, tmp_path, monkeypatch):
    """A server's context that the client trusts."""
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(bundle)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_a_conversation(context):
    sandbox = SandboxServer(reader=lambda data: OCRResult(fields={"reg_num": str(len(data))}))
    sandbox.socket = context.wrap_socket(sandbox.socket, server_side=True)
    with sandbox:
        backend = sandbox_backend(sandbox.base_url.replace("http:", "https:"))
        assert backend.read(OCRImage(data=b"x" * 1_900_000)).fields == {"reg_num": "1900000"}
        assert backend.read(IMAGE).fields
        assert sandbox.connections == 1


@pytest.mark.usefixtures("context")
def test_a_stranger_is_not_spoken_to():
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(stranger)
    sandbox = SandboxServer(reader=printed_license)
    sandbox.socket = stranger.wrap_socket(sandbox.socket, server_side=True)
    with sandbox:
        with pytest.raises(OCRUnavailable) as caught:
            sandbox_backend(sandbox.base_url.replace("http:", "https:")).read(IMAGE)
        assert caught.value.detail.endswith("(SSLError).")
        assert sandbox.calls == {}


def read_slowly(listener: socket.socket, context: ssl.SSLContext, stop: threading.Event) -> None:
    connection, _ = listener.accept()
    try:
        with context.wrap_socket(connection, server_side=True) as reader:
            while reader.recv(16 * 1024) and not stop.wait(0.1):
                pass
    except OSError:
        pass


def test_a_server_that_reads_slowly_obeys_the_deadline(context):
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        thread = threading.Thread(target=read_slowly, args=(listener, context, stop))
        thread.start()
        target = Transport(base_url=f"https://127.0.0.1:{listener.getsockname()[1]}", connect_timeout=5)
        started = time.monotonic()
        with pytest.raises(OCRUnavailable):
            target.send(Outgoing(path="/p", image=b"x" * 20_000_000), deadline=Deadline.after(0.6))
        assert time.monotonic() - started < 5
        stop.set()
        thread.join(5)
