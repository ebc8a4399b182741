from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from django_bizlicense.ocr.base import OCRResult
from django_bizlicense.sandbox import SandboxServer, answer, fail, page, reset, silence

OCR = "/cv/ocr/bizlicense"
CREDENTIALS = {"grant_type": "client_credential", "appid": "sandbox", "secret": "sandbox"}


@pytest.fixture
def sandbox():
    with SandboxServer(reader=lambda data: OCRResult(fields={"reg_num": "91"})) as server:
        yield server


@pytest.fixture
def client():
    with requests.Session() as session:
        yield session


def token_of(client: requests.Session, sandbox: SandboxServer) -> str:
    return client.post(f"{sandbox.base_url}/cgi-bin/stable_token", json=CREDENTIALS, timeout=5).json()["access_token"]


def ocr(client: requests.Session, sandbox: SandboxServer, **options) -> requests.Response:
    query = {"access_token": token_of(client, sandbox)}
    files = {"img": ("license.jpg", b"photo", "image/jpeg")}
    return client.post(sandbox.base_url + OCR, params=query, files=files, **{"timeout": 5, **options})


def test_a_reading_over_http(client, sandbox):
    response = ocr(client, sandbox)
    assert response.json() == {"errcode": 0, "errmsg": "ok", "reg_num": "91"}
    assert response.headers["Content-Type"] == "application/json; encoding=utf-8"
    assert sandbox.calls == {"/cgi-bin/stable_token": 1, OCR: 1}
    assert (sandbox.seen[-1].method, sandbox.seen[-1].path, sandbox.connections) == ("POST", OCR, 1)


def test_get_is_refused(client, sandbox):
    assert client.get(sandbox.base_url + OCR, timeout=5).json()["errcode"] == 43002


def test_a_script_is_met_in_order_and_then_forgotten(client, sandbox):
    sandbox.script(fail(45009), answer({"errCode": "0", "regNum": "15"}), times=2)
    said = [ocr(client, sandbox).json() for _ in range(5)]
    assert [body.get("errcode", body.get("errCode")) for body in said] == [45009, "0", 45009, "0", 0]


def test_a_script_is_for_its_path_only(client, sandbox):
    sandbox.script(fail(-1, path="/cgi-bin/stable_token"))
    assert client.post(f"{sandbox.base_url}/cgi-bin/stable_token", json=CREDENTIALS, timeout=5).json()["errcode"] == -1
    sandbox.script(fail(-1, path="/cgi-bin/stable_token"))
    sandbox.unscript()
    assert token_of(client, sandbox)


def test_a_page_of_a_proxy(client, sandbox):
    sandbox.script(page(502))
    response = ocr(client, sandbox)
    assert (response.status_code, response.headers["Content-Type"]) == (502, "text/html")


def test_a_reset(client, sandbox):
    sandbox.script(reset())
    with pytest.raises(requests.ConnectionError, match="reset"):
        ocr(client, sandbox)


def test_silence_then_the_truth(client, sandbox):
    sandbox.script(silence(0.2))
    started = time.monotonic()
    assert ocr(client, sandbox).json()["errcode"] == 0
    assert time.monotonic() - started >= 0.2


def test_silence_ends_with_the_server(client):
    with SandboxServer(reader=lambda data: OCRResult(fields={})) as server:
        server.script(silence(60))
        with pytest.raises(requests.Timeout):
            ocr(client, server, timeout=0.2)
        waiting = [thread for thread in threading.enumerate() if "process_request" in thread.name]
        assert waiting
    for thread in waiting:
        thread.join(1)
        assert not thread.is_alive()


def test_a_server_that_is_gone_answers_nobody(client):
    with SandboxServer(reader=lambda data: OCRResult(fields={})) as server:
        token_of(client, server)
    with pytest.raises(requests.ConnectionError):
        token_of(client, server)


def test_expired_tokens(client, sandbox):
    token = token_of(client, sandbox)
    sandbox.expire_tokens()
    response = client.post(sandbox.base_url + OCR, params={"access_token": token}, timeout=5)
    assert response.json()["errcode"] == 42001


def test_many_at_once(client, sandbox):
    token = token_of(client, sandbox)
    sandbox.script(silence(0.2), times=20)

    def call(_):
        return requests.post(sandbox.base_url + OCR, params={"access_token": token}, timeout=5).json()["errcode"]

    started = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(call, range(20))) == {41005}
    assert time.monotonic() - started < 3.5  # one after the other would be 4


def test_a_body_without_a_length_is_answered_and_the_connection_closed(sandbox):
    with socket.create_connection(sandbox.server_address) as connection:
        connection.sendall(
            b"POST /cgi-bin/stable_token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
        )
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"47001" in received


@pytest.mark.parametrize("length", ["x", "-1", "999999999999"])
def test_a_length_that_is_none(sandbox, length):
    with socket.create_connection(sandbox.server_address) as connection:
        connection.sendall(f"POST /cgi-bin/stable_token HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"47001" in received


def test_nothing_is_written_to_the_terminal(client, sandbox, capfd):
    ocr(client, sandbox)
    assert capfd.readouterr() == ("", "")
