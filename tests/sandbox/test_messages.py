from __future__ import annotations

import json
import re

import pytest
import requests

from django_bizlicense.sandbox.messages import ERRMSG, error, multipart_parts

BINARY = bytes(range(256)) * 3 + b"\r\n--\r\n\n\r"


def encoded(**files) -> tuple[str, bytes]:
    request = requests.Request("POST", "http://h/", files=files).prepare()
    return request.headers["Content-Type"], request.body


def test_a_part_comes_out_as_it_went_in():
    [part] = multipart_parts(*encoded(img=("license.jpg", BINARY, "image/jpeg")))
    assert (part.name, part.filename, part.content_type, part.data) == ("img", "license.jpg", "image/jpeg", BINARY)


def test_several_parts():
    parts = multipart_parts(*encoded(a=("1", b"one"), b=("2", b"")))
    assert [(part.name, part.data) for part in parts] == [("a", b"one"), ("b", b"")]


@pytest.mark.parametrize("filename", [None, "", "执照.jpg"])
def test_names_wechat_does_not_understand(filename):
    [part] = multipart_parts(*encoded(img=(filename, b"x", "image/jpeg")))
    assert part.filename == ""


def test_the_extended_form_of_a_name_is_not_understood():
    body = b"--b\r\nContent-Disposition: form-data; name=\"img\"; filename*=utf-8''license.jpg\r\n\r\nx\r\n--b--\r\n"
    [part] = multipart_parts("multipart/form-data; boundary=b", body)
    assert part.filename == ""


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("", b"x"),
        ("application/json", b"{}"),
        ("multipart/form-data", b"--b\r\n\r\nx\r\n--b--"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"\x00" * 50),
        ("multipart/form-data; boundary=\xe9", b"--b"),
    ],
)
def test_what_is_no_multipart_has_no_parts(content_type, body):
    assert multipart_parts(content_type, body) == []


def test_errors_end_in_a_rid():
    body = json.loads(error(40001).body)
    assert body["errcode"] == 40001
    assert re.fullmatch(rf"{ERRMSG[40001]} rid: [0-9a-f]{{8}}-[0-9a-f]{{8}}-[0-9a-f]{{8}}", body["errmsg"])
    assert json.loads(error(77777).body)["errmsg"].startswith("error rid: ")
