"""WeChat fetches the copy from a real S3 client's signed address, and the copy is gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import caches

from django_bizlicense import recognition
from django_bizlicense.models import LicenseReading
from django_bizlicense.ocr.wechat import transport
from django_bizlicense.sandbox import SandboxServer, specimen
from tests import factories

pytestmark = pytest.mark.django_db
OCR = "/cv/ocr/bizlicense"


class Bucket(ThreadingHTTPServer):
    """As much of S3 as a storage needs; `log` holds method and key of each request."""

    daemon_threads = True

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.log: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), _Object)


class _Object(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def _do(self) -> None:
        key = urlsplit(self.path).path
        self.server.log.append((self.command, key))
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, body = getattr(self, f"_{self.command.lower()}")(key, sent)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_HEAD = do_DELETE = _do  # noqa: N815 - the names are those of http.server

    def _put(self, key: str, sent: bytes) -> tuple[int, bytes]:
        self.server.files[key] = sent
        return 200, b""

    def _get(self, key: str, sent: bytes) -> tuple[int, bytes]:
        return (200, self.server.files[key]) if key in self.server.files else (404, b"")

    def _delete(self, key: str, sent: bytes) -> tuple[int, bytes]:
        self.server.files.pop(key, None)
        return 204, b""

    _head = _get

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def bucket(settings) -> Iterator[Bucket]:
    config = pytest.importorskip("botocore.config", reason="the extra s3 is not installed").Config
    with Bucket() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        options = {
            "bucket_name": "photos",
            "endpoint_url": f"http://127.0.0.1:{server.server_port}",
            "access_key": "k3y",
            "secret_key": "s3cret",
            "region_name": "cn-north-1",
            "file_overwrite": False,
            "client_config": config(
                signature_version="s3v4", s3={"addressing_style": "path"}, request_checksum_calculation="when_required"
            ),
        }
        s3 = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "bizlicense": s3}
        yield server
        server.shutdown()


@pytest.fixture
def sandbox(settings) -> Iterator[SandboxServer]:
    with SandboxServer(reader=specimen) as server:
        options = {"appid": "sandbox", "secret": "sandbox", "base_url": server.base_url, "send": "url"}
        backend = "django_bizlicense.ocr.wechat.WeChatBackend"
        settings.BIZLICENSE_OCR = {"default": {"BACKEND": backend, "OPTIONS": options}}
        caches["default"].clear()
        yield server
    transport.session().close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # boto3 keeps its connections
def test_from_the_bucket_to_wechat_and_back(bucket, sandbox):
    case = factories.submitted()
    [photo] = bucket.files
    bucket.log.clear()
    recognition.recognize(str(case.pk))
    assert LicenseReading.objects.get().state == LicenseReading.State.READ
    [asked] = [request for request in sandbox.seen if request.path == OCR]
    address = urlsplit(asked.query["img_url"])
    signed = parse_qs(address.query)
    assert (signed["X-Amz-Expires"], signed["X-Amz-Algorithm"]) == (["60"], ["AWS4-HMAC-SHA256"])
    assert address.path != photo
    assert ("GET", address.path) in bucket.log
    assert bucket.log[-1] == ("DELETE", address.path)
    assert list(bucket.files) == [photo]
