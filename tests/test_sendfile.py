from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.files.base import ContentFile
from rest_framework.authtoken.models import Token

from django_bizlicense.models import LicenseAttempt, LicenseVerification
from django_bizlicense.models.storage import discard_photo, photo_storage
from django_bizlicense.photos import HEADERS
from tests import factories
from tests.api.sending import case_url, client_of, refusal
from tests.serving import free_port, running

pytestmark = pytest.mark.django_db
ACCEL = {"header": "X-Accel-Redirect", "prefix": "/protected/"}
SENDFILE = {"header": "X-Sendfile"}
OPERATIONS = Path(__file__).resolve().parent.parent / "docs" / "operations.md"


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    disk = {
        "BACKEND": "django_bizlicense.models.storage.PrivateStorage",
        "OPTIONS": {"location": str(tmp_path / "photos")},
    }
    settings.STORAGES = {**settings.STORAGES, "bizlicense": disk}
    settings.BIZLICENSE_OCR = factories.dummy()
    return tmp_path / "photos"


@pytest.fixture
def case(folder, db) -> LicenseVerification:
    return factories.in_review()


@pytest.mark.parametrize(("sendfile", "prefix"), [(ACCEL, "/protected/"), (SENDFILE, None)])
def test_the_web_server_is_told_which_file_and_guards_it_as_we_do(case, folder, settings, sendfile, prefix):
    settings.BIZLICENSE_SENDFILE = sendfile
    answer = client_of(factories.reviewer()).get(case_url(case, "image/"))
    key = case.latest_attempt.photo.name
    assert answer[sendfile["header"]] == (f"{prefix}{key}" if prefix else str(folder / key))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"", "image/jpeg")
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert answer["Content-Disposition"] == 'inline; filename="license.jpg"'
    assert case.events.filter(kind="photo_viewed").count() == 1


def test_a_photo_that_is_gone_is_not_handed_over(case, settings):
    settings.BIZLICENSE_SENDFILE = ACCEL
    discard_photo(case.latest_attempt.photo.name)
    refusal(client_of(case.owner).get(case_url(case, "image/")), 404, "not_found")


def test_what_is_not_on_a_disk_is_streamed(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_SENDFILE = SENDFILE
    case = factories.in_review()
    answer = client_of(case.owner).get(case_url(case, "image/"))
    assert b"".join(answer.streaming_content) == case.latest_attempt.photo_content()


def test_a_name_is_quoted_for_the_web_server(case, settings):
    settings.BIZLICENSE_SENDFILE = ACCEL
    LicenseAttempt.objects.update(photo=photo_storage().save("licenses/a b%0d\u7167.jpg", ContentFile(b"")))
    answer = client_of(case.owner).get(case_url(case, "image/"))
    assert answer["X-Accel-Redirect"] == "/protected/licenses/a%20b%250d%E7%85%A7.jpg"


CONFIG = """
{user}
daemon off;
pid {work}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass {django}; }}
        {block}
    }}
}}
"""


@pytest.fixture
def nginx(live_server, folder, tmp_path) -> Iterator[str]:
    """Serve the live server behind nginx, configured as the documentation says."""
    [block] = re.findall(r"(?s)```nginx\n(.*?)```", OPERATIONS.read_text())
    block = re.sub(r"alias .*;", f"alias {folder}/;", block)
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    words = {"user": user, "work": tmp_path, "port": port, "django": live_server.url, "block": block}
    (tmp_path / "nginx.conf").write_text(CONFIG.format(**words))
    command = [os.environ["TEST_NGINX"], "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    with running(command, port) as address:
        yield address


@pytest.mark.nginx
@pytest.mark.django_db(transaction=True)
def test_nginx_sends_it_as_the_documentation_says(nginx, settings):
    settings.BIZLICENSE_SENDFILE = ACCEL
    case = factories.in_review()
    address = nginx + case_url(case, "image/")
    assert requests.get(address, timeout=10).status_code == 401
    answer = requests.get(address, headers=token(case.owner), timeout=10)
    assert answer.content == case.latest_attempt.photo_content()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "X-Accel-Redirect" not in answer.headers
    assert requests.get(f"{nginx}/protected/{case.latest_attempt.photo.name}", timeout=10).status_code == 404


def token(user: Any) -> dict[str, str]:
    return {"Authorization": f"Token {Token.objects.create(user=user).key}"}
