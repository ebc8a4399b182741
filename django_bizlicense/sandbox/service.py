"""WeChat's side of the conversation: what it answers to which request, without any socket."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from django_bizlicense.exceptions import LicenseNotFound, OCRError, OCRImageRefused
from django_bizlicense.license.fields import position_as_json
from django_bizlicense.ocr.base import OCRImage, OCRResult
from django_bizlicense.sandbox.logins import SESSION_PATH, Logins
from django_bizlicense.sandbox.magic import magic_step, specimen
from django_bizlicense.sandbox.messages import (
    INVOKE_PATH,
    OCR_PATH,
    STABLE_TOKEN_PATH,
    TOKEN_PATH,
    Request,
    Response,
    Step,
    camel_keys,
    error,
    in_style,
    json_response,
)
from django_bizlicense.sandbox.pictures import Refused, picture_of_event, sent_picture
from django_bizlicense.sandbox.tokens import Tokens

READING_SECONDS = 120.0
FUNCTION = "bizlicense-ocr"

Reader: TypeAlias = Callable[[bytes], OCRResult]
Answer: TypeAlias = "Response | Step"


class WeChatService:
    """Answers as the real service does to one account; `reader` reads one image at a time.

    With `cloudrun` it is what a container of WeChat CloudRun sees: no token is asked for, and answers carry a seqid.
    """

    def __init__(self, *, reader: Reader, appid: str, secret: str, token_lifetime: int, cloudrun: bool = False) -> None:
        self.reader = reader
        self.appid = appid
        self.secret = secret
        self.tokens = Tokens(lifetime=token_lifetime)
        self.cloudrun = cloudrun
        self.pictures = 0
        self._reading = threading.Lock()
        self._routes: Mapping[str, Callable[[Request], Answer]] = {
            STABLE_TOKEN_PATH: self._stable_token,
            TOKEN_PATH: self._token,
            OCR_PATH: self._ocr,
            INVOKE_PATH: self._invoke,
            SESSION_PATH: Logins(appid=appid, secret=secret).answer,
        }

    def answer(self, request: Request) -> Answer:
        """Return what WeChat would answer, or what a magic picture asks for instead."""
        route = self._routes.get(request.path)
        if route is None:
            return _unknown_path(502 if self.cloudrun else 404)
        try:
            answer = route(request)
        except Refused as refused:
            answer = error(refused.errcode)
        return self._with_seqid(answer) if self.cloudrun and isinstance(answer, Response) else answer

    def read(self, data: bytes) -> Response:
        """Return the answer to a picture."""
        self.pictures += 1
        try:
            with self._reading:
                return _printed(self.reader(data))
        except LicenseNotFound:
            return error(101001)
        except OCRImageRefused:
            return error(101002)
        except OCRError:
            return error(-1)

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
        return error(refusal) if refusal else token_answer(*self.tokens.stable(force=body.get("force_refresh") is True))

    def _token(self, request: Request) -> Response:
        refusal = self._refusal(request.query)
        return error(refusal) if refusal else token_answer(*self.tokens.classic())

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

    def _ocr(self, request: Request) -> Answer:
        self._require_access(request)
        return self._about(sent_picture(request))

    def _invoke(self, request: Request) -> Answer:
        """Run the cloud function bizlicense-ocr; what it returns travels as a text inside the answer."""
        self._require_access(request)
        if not request.query.get("env") or not request.query.get("name"):
            return error(40101)
        if request.query["name"] != FUNCTION:
            return error(-501000)
        try:
            answer = self._about(picture_of_event(request.body))
        except Refused as refused:
            answer = error(refused.errcode)
        return _returned(answer) if isinstance(answer, Response) else _step_returned(answer)

    def _require_access(self, request: Request) -> None:
        if request.method != "POST":
            raise Refused(43002)
        if self.cloudrun and "access_token" not in request.query:
            return
        cloudbase = request.query.get("cloudbase_access_token", "")
        refusal = self.tokens.refusal(cloudbase or request.query.get("access_token", ""), cloudbase=bool(cloudbase))
        if refusal:
            raise Refused(refusal)

    def _about(self, picture: bytes) -> Answer:
        """Return the answer to a picture, or the step a magic one asks for, with an answer where that has none."""
        step = magic_step(picture)
        if step is None:
            return self.read(picture)
        self.pictures += 1
        if step.response is None and not step.reset:
            step = replace(step, response=_printed(specimen(picture)))
        return step if step.wait or step.drip or step.reset or step.style else step.response or step

    def _with_seqid(self, response: Response) -> Response:
        return replace(response, headers={**response.headers, "x-openapi-seqid": uuid.uuid4().hex})


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


def token_answer(token: str, seconds: int) -> Response:
    """Return the answer that hands out a token and says how long it lives."""
    return json_response({"access_token": token, "expires_in": seconds})


def _unknown_path(status: int) -> Response:
    page = b"<html><h1>404 Not Found</h1></html>" if status == 404 else b"<html><h1>502 Bad Gateway</h1></html>"
    return Response(status=status, body=page, content_type="text/html")


def _returned(response: Response) -> Response:
    """Wrap what the function returns, in the spelling of the cloud call; a page is none of the function's."""
    if not response.body.startswith(b"{"):
        return response
    inner = json.dumps(camel_keys(json.loads(response.body)), ensure_ascii=False)
    return json_response({"errcode": 0, "errmsg": "ok", "resp_data": inner})


def _step_returned(step: Step) -> Step:
    if step.response is None:
        return step
    return replace(step, response=_returned(in_style(step.response, step.style)), style="")


def _printed(result: OCRResult) -> Response:
    """Return a reading in WeChat's words: what is not printed is absent."""
    answer: dict[str, Any] = {"errcode": 0, "errmsg": "ok", **result.fields}
    if result.cert_position:
        answer["cert_position"] = position_as_json(result.cert_position)
    if result.img_size:
        answer["img_size"] = {"w": result.img_size[0], "h": result.img_size[1]}
    return json_response(answer)
