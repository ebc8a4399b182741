"""WeChat's side of the conversation: what it answers to which request, without any socket."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django_bizlicense.exceptions import LicenseNotFound, OCRError, OCRImageRefused
from django_bizlicense.license.fields import position_as_json
from django_bizlicense.ocr.base import OCRImage, OCRResult
from django_bizlicense.sandbox.messages import (
    OCR_PATH,
    STABLE_TOKEN_PATH,
    TOKEN_PATH,
    Request,
    Response,
    error,
    json_response,
    multipart_parts,
)
from django_bizlicense.sandbox.tokens import Tokens

MAX_IMAGE = 2_000_000
READING_SECONDS = 120.0

Reader: TypeAlias = Callable[[bytes], OCRResult]


class WeChatService:
    """Answers as the real service does to one account; `reader` reads one image at a time."""

    def __init__(self, *, reader: Reader, appid: str, secret: str, token_lifetime: int) -> None:
        self.reader = reader
        self.appid = appid
        self.secret = secret
        self.tokens = Tokens(lifetime=token_lifetime)
        self._reading = threading.Lock()
        self._routes: Mapping[str, Callable[[Request], Response]] = {
            STABLE_TOKEN_PATH: self._stable_token,
            TOKEN_PATH: self._token,
            OCR_PATH: self._ocr,
        }

    def answer(self, request: Request) -> Response:
        """Return what WeChat would answer."""
        route = self._routes.get(request.path)
        if route is None:
            return Response(status=404, body=b"<html><h1>404 Not Found</h1></html>", content_type="text/html")
        return route(request)

    def _stable_token(self, request: Request) -> Response:
        if request.method != "POST":
            return error(43002)
        try:
            body = json.loads(request.body or b"")
        except ValueError:
            return error(47001)
        if not isinstance(body, dict):
            return error(47001)
        refusal = self._refusal(body)
        return error(refusal) if refusal else _token(*self.tokens.stable(force=body.get("force_refresh") is True))

    def _token(self, request: Request) -> Response:
        refusal = self._refusal(request.query)
        return error(refusal) if refusal else _token(*self.tokens.classic())

    def _refusal(self, credentials: Mapping[str, Any]) -> int | None:
        if credentials.get("grant_type") != "client_credential":
            return 40002
        if not credentials.get("appid"):
            return 41002
        if credentials["appid"] != self.appid:
            return 40013
        if not credentials.get("secret"):
            return 41004
        return None if credentials["secret"] == self.secret else 40125

    def _ocr(self, request: Request) -> Response:
        if request.method != "POST":
            return error(43002)
        if refusal := self.tokens.refusal(request.query.get("access_token", "")):
            return error(refusal)
        if request.query.get("img_url"):
            return error(101000)  # nothing outside this machine is ever fetched
        return self._image(request)

    def _image(self, request: Request) -> Response:
        parts = multipart_parts(request.headers.get("content-type", ""), request.body or b"")
        image = next((part for part in parts if part.name == "img" and part.filename), None)
        if image is None:
            return error(41005)
        if not image.data:
            return error(44001)
        if len(image.data) >= MAX_IMAGE:
            return error(101002)
        return self._read(image.data)

    def _read(self, data: bytes) -> Response:
        try:
            with self._reading:
                return _printed(self.reader(data))
        except LicenseNotFound:
            return error(101001)
        except OCRImageRefused:
            return error(101002)
        except OCRError:
            return error(-1)


def offline_reader() -> Reader:
    """Return the reader of the offline engine; raises ModuleNotFoundError saying what to install."""
    from importlib.util import find_spec

    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        raise ModuleNotFoundError(
            "The sandbox reads with the offline engine, which is not installed: pip install django-bizlicense[local]"
        )
    from django_bizlicense.ocr.local import LocalBackend

    backend = LocalBackend("sandbox", {"OPTIONS": {"deadline": READING_SECONDS}})
    return lambda data: backend.read(OCRImage(data=data))


def _token(token: str, seconds: int) -> Response:
    return json_response({"access_token": token, "expires_in": seconds})


def _printed(result: OCRResult) -> Response:
    """Return a reading in WeChat's words: what is not printed is absent."""
    answer: dict[str, Any] = {"errcode": 0, "errmsg": "ok", **result.fields}
    if result.cert_position:
        answer["cert_position"] = position_as_json(result.cert_position)
    if result.img_size:
        answer["img_size"] = {"w": result.img_size[0], "h": result.img_size[1]}
    return json_response(answer)
