from __future__ import annotations

import json
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from django_bizlicense.sandbox.messages import INVOKE_PATH, OCR_PATH, Request
from django_bizlicense.sandbox.pictures import Refused, fetched, picture_of_event
from tests.sandbox.test_service import code, make_service, said


class Files(BaseHTTPRequestHandler):
    def do_GET(self):
        status = {"/moved": 302, "/gone": 404}.get(self.path, 200)
        self.send_response(status)
        self.send_header("Location", "/photo")
        self.end_headers()
        self.wfile.write(b"x" * 2_000_000 if self.path == "/large" else b"the photo at " + self.path.encode())

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def files():
    with HTTPServer(("127.0.0.1", 0), Files) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_picture_on_this_machine_is_fetched(files):
    assert fetched(f"{files}/a%20b?x=1") == b"the photo at /a%20b?x=1"


@pytest.mark.parametrize("path", ["/moved", "/gone"])
def test_anything_but_a_picture_is_refused(files, path):
    with pytest.raises(Refused, match="101000"):
        fetched(files + path)


@pytest.mark.parametrize(
    "url",
    [
        *("https://127.0.0.1/x", "http://192.0.2.1/x", "http://example.com/x", "file:///etc/passwd", "", "http://"),
        *("http://127.0.0.1.example.com/x", "http://169.254.169.254/latest/", "http://127.0.0.1:99999999/"),
    ],
)
def test_nothing_beyond_this_machine_is_ever_fetched(url, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("it connected"))
    with pytest.raises((Refused, ValueError)):
        fetched(url)


def test_a_port_nobody_listens_on():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Refused, match="101000"):
        fetched(f"http://127.0.0.1:{port}/x")


def test_an_address_over_the_api(files):
    service = make_service()
    query = {"access_token": service.tokens.stable()[0], "img_url": f"{files}/photo"}
    assert code(service.answer(Request(method="POST", path=OCR_PATH, query=query))) == 0
    assert (
        code(service.answer(Request(method="POST", path=OCR_PATH, query={**query, "img_url": f"{files}/large"})))
        == 101002
    )


EVENTS = [
    (b"", "44002"),
    (b"{", "47001"),
    (b"[]", "47001"),
    (b"{}", "41005"),
    (b'{"img": "x"}', "41005"),
    (b'{"img": {"contentType": "image/jpeg"}}', "41005"),
    (b'{"img": {"contentType": "image/jpeg", "value": "***"}}', "41005"),
    (b'{"img": {"value": "eA=="}}', "41005"),
    (b'{"img": {"contentType": "image/jpeg", "value": ""}}', "44001"),
    (b'{"imgUrl": "https://example.com/x.jpg"}', "101000"),
]


@pytest.mark.parametrize(("body", "errcode"), EVENTS)
def test_events_without_a_picture(body, errcode):
    with pytest.raises(Refused, match=f"^{errcode}$"):
        picture_of_event(body)


def invoke(service, body=b'{"img": {"contentType": "image/jpeg", "value": "eA=="}}', **query):
    given = {"access_token": service.tokens.stable()[0], "env": "shop-1", "name": "bizlicense-ocr", **query}
    return service.answer(Request(method="POST", path=INVOKE_PATH, query=given, body=body))


def test_a_cloud_function_answers_in_camel_case_inside_a_text():
    outer = said(invoke(make_service()))
    assert (outer["errcode"], outer["errmsg"]) == (0, "ok")
    inner = json.loads(outer["resp_data"])
    assert (inner["errCode"], inner["regNum"]) == (0, "91110000MA0000000X")
    assert inner["certPosition"]["pos"]["leftTop"] == {"x": 1.0, "y": 2.0}


def test_what_the_function_is_refused_it_returns():
    assert json.loads(said(invoke(make_service(), body=b"{}"))["resp_data"])["errCode"] == 41005


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"env": ""}, 40101), ({"name": ""}, 40101), ({"name": "other"}, -501000), ({"access_token": "x"}, 40001)],
)
def test_a_cloud_that_is_called_wrongly(query, expected):
    assert code(invoke(make_service(), **query)) == expected


def test_tokens_of_cloudbase_have_a_place_of_their_own():
    service = make_service()
    cloudbase, stable = service.tokens.stable(family="cloudbase")[0], service.tokens.stable()[0]

    def ask(**query):
        return code(service.answer(Request(method="POST", path=OCR_PATH, query=query)))

    assert ask(cloudbase_access_token=cloudbase) == 41005  # it got as far as the missing part
    assert ask(cloudbase_access_token=stable) == 40001
    assert ask(access_token=cloudbase) == 40001
    assert ask() == 41001


def test_cloudrun_asks_for_no_token_and_counts_its_answers():
    service = make_service()
    service.cloudrun = True
    response = service.answer(Request(method="POST", path=OCR_PATH))
    assert code(response) == 41005
    assert len(response.headers["x-openapi-seqid"]) == 32
    assert service.answer(Request(method="POST", path="/cv/ocr/idcard")).status == 502
    assert code(service.answer(Request(method="POST", path=OCR_PATH, query={"access_token": "x"}))) == 40001
