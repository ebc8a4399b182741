from __future__ import annotations

import http.client
import os
import socket
import threading
import time
from dataclasses import dataclass, field

import pytest

from django_bizlicense.exceptions import OCRMisconfigured, OCRUnavailable
from django_bizlicense.ocr.wechat import transport
from django_bizlicense.ocr.wechat.transport import Outgoing, Transport
from django_bizlicense.ocr.wechat.wire import Deadline, Secret
from django_bizlicense.sandbox import SandboxServer
from tests.ocr.wechat.factories import IMAGE, TOKEN, printed_license, sandbox_backend
from tests.ocr.wechat.far_end import far_end, resets, sends
from tests.ocr.wechat.far_end import http as http_answer


def send(base_url: str, *, seconds: float = 5, **outgoing):
    target = Transport(base_url=base_url, connect_timeout=seconds)
    return target.send(Outgoing(**{"path": "/p", **outgoing}), deadline=Deadline.after(seconds))


def test_the_query_is_on_the_wire_and_nowhere_else():
    with far_end(sends(http_answer(b"{}"))) as server:
        reply = send(server.base_url, query={"access_token": Secret("a b&c/é"), "n": "1"}, image=b"x")
    assert server.heads[0].startswith(b"POST /p?access_token=a%20b%26c%2F%C3%A9&n=1 HTTP/1.1\r\n")
    assert (reply.status, reply.content, reply.where) == (200, b"{}", "127.0.0.1/p")


def test_a_body_that_looks_like_a_request_stays_as_it_is():
    with SandboxServer(reader=printed_license) as sandbox:
        send(sandbox.base_url, query={"k": "v"}, image=b"POST /p HTTP/1.1\r\n")
        assert b"\r\n\r\nPOST /p HTTP/1.1\r\n\r\n" in sandbox.seen[-1].body


def test_a_get_carries_its_query():
    with SandboxServer(reader=printed_license) as sandbox:
        send(sandbox.base_url, method="GET", query={"secret": Secret("s")})
        assert sandbox.seen[-1].query == {"secret": "s"}


def test_an_http_proxy_gets_the_whole_address(monkeypatch):
    with far_end(sends(http_answer(b"{}"))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url)
        send("http://api.example.test", query={"access_token": Secret(TOKEN)})
    assert proxy.heads[0].startswith(f"POST http://api.example.test/p?access_token={TOKEN} HTTP/1.1\r\n".encode())


def test_a_tunnel_through_a_proxy_does_not_show_the_token(monkeypatch):
    with far_end(sends(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.base_url)
        with pytest.raises(OCRUnavailable):
            send("https://api.example.test", query={"access_token": Secret(TOKEN)})
    assert proxy.heads[0].startswith(b"CONNECT api.example.test:443 HTTP/1.")
    assert TOKEN.encode() not in proxy.heads[0]


def test_a_dripping_proxy_obeys_the_deadline(monkeypatch):
    def drip(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(40):
            connection.sendall(b"X-Drip: drip\r\n")
            time.sleep(0.1)

    with far_end(drip) as proxy:
        monkeypatch.setenv("https_proxy", proxy.base_url)
        started = time.monotonic()
        with pytest.raises(OCRUnavailable):
            send("https://api.example.test", seconds=0.3)
        assert time.monotonic() - started < 3  # the drip takes 4


def test_socks_proxies_are_refused_aloud(monkeypatch):
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1")
    with pytest.raises(OCRMisconfigured):
        send("http://api.example.test")


def test_a_slow_resolver_obeys_the_deadline(monkeypatch):
    released = threading.Event()

    def slow(*args, **kwargs):
        released.wait(5)
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    started = time.monotonic()
    with pytest.raises(OCRUnavailable):
        send("http://api.example.test", seconds=0.3)
    assert time.monotonic() - started < 4  # the resolver takes 5
    released.set()


def test_a_server_that_stops_reading_obeys_the_deadline():
    listener = socket.create_server(("127.0.0.1", 0))
    with listener:
        started = time.monotonic()
        with pytest.raises(OCRUnavailable):
            send(f"http://127.0.0.1:{listener.getsockname()[1]}", seconds=0.3, image=b"x" * 30_000_000)
        assert time.monotonic() - started < 5


def test_a_tls_handshake_that_never_comes_obeys_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        started = time.monotonic()
        with pytest.raises(OCRUnavailable):
            send(f"https://127.0.0.1:{listener.getsockname()[1]}", seconds=0.3)
        assert time.monotonic() - started < 5


def test_resolver_and_handshake_share_one_deadline(monkeypatch):
    resolve = socket.getaddrinfo

    def slow(*args, **kwargs):
        time.sleep(1.2)
        return resolve(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        started = time.monotonic()
        with pytest.raises(OCRUnavailable):
            send(f"https://127.0.0.1:{listener.getsockname()[1]}", seconds=1.4)
        assert time.monotonic() - started < 2.5  # one deadline each would be 2.6


@dataclass(frozen=True)
class LastMoment(Deadline):
    """Passes the moment the connection stands."""

    asked: list[float] = field(default_factory=list)

    def left(self) -> float:
        self.asked.append(1.0)
        if len(self.asked) > 3:
            raise TimeoutError
        return 1.0


def test_a_connection_that_comes_at_the_last_moment_is_closed():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        target = Transport(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", connect_timeout=1)
        with pytest.raises(OCRUnavailable):
            target.send(Outgoing(path="/p"), deadline=LastMoment(0.0))
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(1)
            assert connection.recv(1) == b""


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(OCRUnavailable) as caught:
        send(f"http://127.0.0.1:{port}")
    assert caught.value.detail == "No answer from 127.0.0.1/p (ConnectionError)."


def test_a_connection_that_was_cut_while_idle_is_replaced():
    with SandboxServer(reader=printed_license) as first:
        backend = sandbox_backend(first.base_url)
        backend.read(IMAGE)
        address = first.server_address
    with SandboxServer(address, reader=printed_license) as second:
        second.service.tokens._ends = first.service.tokens._ends
        assert backend.read(IMAGE).fields
        assert second.connections == 1


def test_the_debug_print_of_the_standard_library_stays_silent(monkeypatch, capsys):
    monkeypatch.setattr(http.client.HTTPConnection, "debuglevel", 1)
    with SandboxServer(reader=printed_license) as sandbox:
        send(sandbox.base_url, query={"access_token": Secret(TOKEN)})
    assert capsys.readouterr().out == ""


def test_a_forked_child_opens_connections_of_its_own():
    with SandboxServer(reader=printed_license) as sandbox:
        parent = transport.session()
        send(sandbox.base_url)
        child = os.fork()
        if child == 0:
            os._exit(0 if transport.session() is not parent else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert transport.session() is parent


def test_reset_is_an_outage():
    with far_end(resets) as server, pytest.raises(OCRUnavailable):
        send(server.base_url)


def test_a_secret_shows_itself_only_when_asked():
    secret = Secret("5ecret")
    assert "5ecret" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == "5ecret"
    assert secret == Secret("5ecret")
    assert secret != "5ecret"
    assert len({secret, Secret("5ecret")}) == 1
