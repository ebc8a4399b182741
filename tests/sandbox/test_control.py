from __future__ import annotations

import json
import time

import pytest
import requests

from django_bizlicense.sandbox import SandboxServer, specimen
from django_bizlicense.sandbox.control import NoScript, script_of, steps_of

OCR = "/cv/ocr/bizlicense"
CREDENTIALS = {"grant_type": "client_credential", "appid": "sandbox", "secret": "sandbox"}


@pytest.fixture
def sandbox():
    with SandboxServer(reader=specimen) as server:
        yield server


@pytest.fixture
def client():
    with requests.Session() as session:
        yield session


def post_script(client, sandbox, body) -> requests.Response:
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(f"{sandbox.base_url}/sandbox/script", data=data.encode(), timeout=5)


def ocr(client, sandbox) -> requests.Response:
    token = client.post(f"{sandbox.base_url}/cgi-bin/stable_token", json=CREDENTIALS, timeout=5).json()["access_token"]
    files = {"img": ("license.jpg", b"photo", "image/jpeg")}
    return client.post(sandbox.base_url + OCR, params={"access_token": token}, files=files, timeout=5)


@pytest.mark.parametrize("script", [{"fail": 45009, "times": 2}, "fail the next 2 with 45009"])
def test_failures(client, sandbox, script):
    assert post_script(client, sandbox, script).json()["script"] == 2
    assert [ocr(client, sandbox).json()["errcode"] for _ in range(3)] == [45009, 45009, 0]


@pytest.mark.parametrize("script", [{"expire_tokens": True}, "token expires now", '"tokens expire now"'])
def test_tokens_that_end(client, sandbox, script):
    token = client.post(f"{sandbox.base_url}/cgi-bin/stable_token", json=CREDENTIALS, timeout=5).json()["access_token"]
    post_script(client, sandbox, script)
    assert client.post(sandbox.base_url + OCR, params={"access_token": token}, timeout=5).json()["errcode"] == 42001


@pytest.mark.parametrize("script", [{"wait": 0.2}, "answer after 0.2 s"])
def test_late_answers(client, sandbox, script):
    post_script(client, sandbox, script)
    started = time.monotonic()
    assert ocr(client, sandbox).json()["errcode"] == 0
    assert time.monotonic() - started >= 0.2


def test_dripping(client, sandbox):
    post_script(client, sandbox, [{"answer": {"errcode": 0}}, {"drip": 0.001}])
    assert ocr(client, sandbox).json() == {"errcode": 0}
    started = time.monotonic()
    response = ocr(client, sandbox)
    assert response.json()["errcode"] == 0
    assert time.monotonic() - started > 0.001 * len(response.content)


@pytest.mark.parametrize("script", [{"page": 502}, "HTML 502"])
def test_pages(client, sandbox, script):
    post_script(client, sandbox, script)
    response = ocr(client, sandbox)
    assert (response.status_code, response.headers["Content-Type"]) == (502, "text/html")


@pytest.mark.parametrize("script", [{"reset": True}, "reset"])
def test_resets(client, sandbox, script):
    post_script(client, sandbox, script)
    with pytest.raises(requests.ConnectionError):
        ocr(client, sandbox)


@pytest.mark.parametrize(
    ("script", "keys"),
    [
        ("camelCase", {"errCode", "errMsg", "regNum"}),
        ({"style": "camel"}, {"errCode", "errMsg", "regNum"}),
        ("string errcode", {"errcode", "errmsg", "reg_num"}),
        ("base_resp", {"base_resp", "reg_num"}),
    ],
)
def test_spellings(client, sandbox, script, keys):
    post_script(client, sandbox, script)
    body = ocr(client, sandbox).json()
    assert keys <= set(body)
    assert body.get("errcode", "0") == "0"


def test_a_script_for_another_path(client, sandbox):
    post_script(client, sandbox, {"fail": -1, "path": "/cgi-bin/stable_token"})
    assert client.post(f"{sandbox.base_url}/cgi-bin/stable_token", json=CREDENTIALS, timeout=5).json()["errcode"] == -1


def test_the_counters_leave_the_control_out(client, sandbox):
    ocr(client, sandbox)
    post_script(client, sandbox, "HTML 502")
    stats = client.get(f"{sandbox.base_url}/sandbox/stats", timeout=5).json()
    calls = {"/cgi-bin/stable_token": 1, OCR: 1}
    assert stats == {"calls": calls, "connections": 1, "pictures": 1, "script": 1}
    assert client.delete(f"{sandbox.base_url}/sandbox/script", timeout=5).json()["script"] == 0
    assert client.get(f"{sandbox.base_url}/sandbox/nothing", timeout=5).status_code == 404


def test_the_central_server_gives_one_token_to_all(client, sandbox):
    first, second = (client.get(sandbox.token_url, timeout=5).json() for _ in range(2))
    assert first["access_token"] == second["access_token"]


WRONG = [
    *(
        "",
        "fail",
        "[[]]",
        "5",
        "{}",
        '{"fail": "45009"}',
        '{"fail": true}',
        '{"fail": 1, "page": 502}',
    ),
    '{"page": 99}',
    *(
        '{"wait": -1}',
        '{"wait": 1e9}',
        '{"drip": 0}',
        '{"style": "x"}',
        '{"reset": 1}',
        '{"answer": []}',
        '{"what": 1}',
    ),
    *('{"fail": 1, "times": 0}', '{"fail": 1, "times": 1e9}', '{"fail": 1, "path": 5}', '{"wait": NaN}'),
]


@pytest.mark.parametrize("script", WRONG)
def test_a_script_that_says_nothing_does_nothing(client, sandbox, script):
    response = post_script(client, sandbox, script)
    assert (response.status_code, list(response.json())) == (400, ["error"])
    assert sandbox.stats()["script"] == 0


def test_half_a_script_does_nothing(client, sandbox):
    assert post_script(client, sandbox, [{"fail": 45009}, {"fail": "x"}]).status_code == 400
    assert sandbox.stats()["script"] == 0


def test_bytes_that_are_no_text():
    with pytest.raises(NoScript):
        script_of(b"\xff\xfe")


def test_a_row_of_commands():
    commands = script_of(b'["reset", {"fail": 1, "times": 2}]')
    assert sum(len(steps_of(command)) for command in commands) == 3
