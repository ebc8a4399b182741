from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from django_bizlicense.exceptions import LicenseNotFound, OCRImageRefused, OCRUnavailable
from django_bizlicense.ocr.base import OCRResult
from django_bizlicense.sandbox.messages import OCR_PATH, STABLE_TOKEN_PATH, TOKEN_PATH, Request, Response
from django_bizlicense.sandbox.service import WeChatService

CREDENTIALS = {"grant_type": "client_credential", "appid": "wx1", "secret": "s"}
PRINTED = OCRResult(
    fields={"reg_num": "91110000MA0000000X", "enterprise_name": "某某公司"},
    cert_position=((1.0, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.0)),
    img_size=(640, 480),
)


def make_service(reader=lambda data: PRINTED) -> WeChatService:
    return WeChatService(reader=reader, appid="wx1", secret="s", token_lifetime=7200)


def said(response: Response) -> dict:
    assert response.status == 200
    return json.loads(response.body)


def code(response: Response) -> int:
    return said(response).get("errcode", 0)


def ocr_request(token: str, file=("license.jpg", b"\xff\xd8 photo", "image/jpeg"), *, name="img", method="POST"):
    sent = requests.Request("POST", "http://h/", files={name: file}).prepare()
    headers = {"content-type": sent.headers["Content-Type"]}
    return Request(method=method, path=OCR_PATH, query={"access_token": token}, headers=headers, body=sent.body)


def stable_request(**body) -> Request:
    return Request(method="POST", path=STABLE_TOKEN_PATH, body=json.dumps({**CREDENTIALS, **body}).encode())


def test_a_token_then_a_reading():
    service = make_service()
    token = said(service.answer(stable_request()))
    assert token["expires_in"] == 7200
    assert said(service.answer(ocr_request(token["access_token"]))) == {
        "errcode": 0,
        "errmsg": "ok",
        "reg_num": "91110000MA0000000X",
        "enterprise_name": "某某公司",
        "cert_position": {
            "pos": {
                "left_top": {"x": 1.0, "y": 2.0},
                "right_top": {"x": 3.0, "y": 4.0},
                "right_bottom": {"x": 5.0, "y": 6.0},
                "left_bottom": {"x": 7.0, "y": 8.0},
            }
        },
        "img_size": {"w": 640, "h": 480},
    }


def test_what_is_not_printed_is_absent():
    service = make_service(lambda data: OCRResult(fields={}))
    token, _ = service.tokens.stable()
    assert said(service.answer(ocr_request(token))) == {"errcode": 0, "errmsg": "ok"}


def test_the_reader_gets_the_very_bytes():
    seen = []
    service = make_service(lambda data: seen.append(data) or PRINTED)
    service.answer(ocr_request(service.tokens.stable()[0], ("a.jpg", b"\x00\r\n--\xff", "image/jpeg")))
    assert seen == [b"\x00\r\n--\xff"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"grant_type": "x"}, 40002),
        ({"appid": ""}, 41002),
        ({"appid": "wx2"}, 40013),
        ({"secret": ""}, 41004),
        ({"secret": "wrong"}, 40125),
    ],
)
def test_credentials(change, expected):
    service = make_service()
    assert code(service.answer(stable_request(**change))) == expected
    assert code(service.answer(Request(method="GET", path=TOKEN_PATH, query={**CREDENTIALS, **change}))) == expected


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_a_token_request_that_is_no_json(body):
    assert code(make_service().answer(Request(method="POST", path=STABLE_TOKEN_PATH, body=body))) == 47001


def test_stable_token_wants_post():
    assert code(make_service().answer(Request(method="GET", path=STABLE_TOKEN_PATH, query=CREDENTIALS))) == 43002


def test_a_forced_refresh_gives_another_token():
    service = make_service()
    first, second = (said(service.answer(stable_request(force_refresh=force))) for force in (False, True))
    assert first["access_token"] != second["access_token"]


def test_the_classic_token():
    service = make_service()
    token = said(service.answer(Request(method="GET", path=TOKEN_PATH, query=CREDENTIALS)))["access_token"]
    assert code(service.answer(ocr_request(token))) == 0


def test_tokens_that_do_not_hold():
    service = make_service()
    token, _ = service.tokens.stable()
    service.tokens.expire()
    assert code(service.answer(ocr_request(""))) == 41001
    assert code(service.answer(ocr_request("made-up"))) == 40001
    assert code(service.answer(ocr_request(token))) == 42001


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ((None, b"x", "image/jpeg"), 41005),
        (("执照.jpg", b"x", "image/jpeg"), 41005),
        (("license.jpg", b"", "image/jpeg"), 44001),
        (("license.jpg", b"x" * 2_000_000, "image/jpeg"), 101002),
        (("license.jpg", b"x" * 1_900_000, "image/jpeg"), 0),
    ],
)
def test_images(file, expected):
    service = make_service()
    assert code(service.answer(ocr_request(service.tokens.stable()[0], file))) == expected


def test_the_part_must_be_named_img():
    service = make_service()
    assert code(service.answer(ocr_request(service.tokens.stable()[0], name="image"))) == 41005


def test_a_body_of_unknown_length_has_no_part():
    service = make_service()
    request = Request(method="POST", path=OCR_PATH, query={"access_token": service.tokens.stable()[0]}, body=None)
    assert code(service.answer(request)) == 41005


def test_get_is_refused():
    service = make_service()
    assert code(service.answer(ocr_request(service.tokens.stable()[0], method="GET"))) == 43002


def test_no_address_is_ever_fetched():
    service = make_service()
    query = {"access_token": service.tokens.stable()[0], "img_url": "http://127.0.0.1/x.jpg"}
    assert code(service.answer(Request(method="POST", path=OCR_PATH, query=query))) == 101000


@pytest.mark.parametrize(
    ("error", "expected"), [(LicenseNotFound, 101001), (OCRImageRefused, 101002), (OCRUnavailable, -1)]
)
def test_what_the_reader_says(error, expected):
    def reader(data):
        raise error

    service = make_service(reader)
    assert code(service.answer(ocr_request(service.tokens.stable()[0]))) == expected


def test_other_paths_are_not_there():
    assert make_service().answer(Request(method="POST", path="/cv/ocr/idcard")).status == 404


def test_one_image_is_read_at_a_time():
    reading, most, lock = 0, 0, threading.Lock()

    def reader(data):
        nonlocal reading, most
        with lock:
            reading += 1
            most = max(most, reading)
        time.sleep(0.01)
        with lock:
            reading -= 1
        return PRINTED

    service = make_service(reader)
    request = ocr_request(service.tokens.stable()[0])
    with ThreadPoolExecutor(8) as pool:
        assert {code(response) for response in pool.map(lambda _: service.answer(request), range(8))} == {0}
    assert most == 1
