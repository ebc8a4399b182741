"""What only a real server and a real socket show."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
import requests
from rest_framework.authtoken.models import Token

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.api.sending import URL, case_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(transactional_db):
    return factories.user()


@pytest.fixture
def token(owner) -> dict[str, str]:
    return {"Authorization": f"Token {Token.objects.create(user=owner).key}"}


def exchange(live_server, request: bytes) -> bytes:
    """Send these bytes, say that no more follow, and return the answer."""
    address = urlsplit(live_server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


def test_as_wx_upload_file_sends_it(live_server, token):
    photo = ("tmp_7fa.jpg", factories.jpeg(), "image/jpeg")
    made = requests.post(
        live_server.url + URL,
        files={"image": photo},
        data={"legal_representative": "张三样", "merchant_ref": "shop-7"},
        headers={**token, "Accept": "*/*"},
        timeout=10,
    )
    assert made.status_code == 201
    assert made.headers["Location"].startswith(live_server.url)
    seen = requests.get(made.headers["Location"], headers=token, timeout=10)
    assert seen.json()["stated"] == {"legal_representative": "张三样"}
    again = requests.get(made.headers["Location"], headers={**token, "If-None-Match": seen.headers["ETag"]}, timeout=10)
    assert (again.status_code, again.content) == (304, b"")
    image = requests.get(seen.json()["links"]["image"], headers=token, timeout=10)
    assert image.content == LicenseVerification.objects.get().latest_attempt.photo_content()


def test_a_hundred_megabytes_are_cut(live_server, token, settings):
    settings.BIZLICENSE_UPLOAD_MAX_BYTES = 300_000
    body = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n' + b"0" * 500_000
    answer = exchange(live_server, head(token, length=100_000_000) + body)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b'"code":"file_too_large"' in answer


def test_a_photo_lost_on_the_way_does_not_become_typed_data(live_server, owner, token, settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    case = factories.in_review(owner)
    reasons = {"number_mismatch": ["reg_num"]}
    workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, reasons=reasons)
    body = (
        b'--x\r\nContent-Disposition: form-data; name="reg_num"\r\n\r\n91330106MA2CFRHE4W\r\n'
        b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
    )
    answer = exchange(live_server, head(token, length=9000, path=case_url(case, "attempts/")) + body)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"code":"invalid"' in answer
    assert case.attempts.count() == 1


def head(token: dict[str, str], *, length: int, path: str = URL) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        f"Authorization: {token['Authorization']}",
        "Content-Type: multipart/form-data; boundary=x",
        f"Content-Length: {length}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode()
