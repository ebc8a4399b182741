"""What comes in and what goes out of the sandbox, and what a test may put in its way."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, message_from_string
from typing import Any

OCR_PATH = "/cv/ocr/bizlicense"
STABLE_TOKEN_PATH = "/cgi-bin/stable_token"  # noqa: S105
TOKEN_PATH = "/cgi-bin/token"  # noqa: S105

ERRMSG: Mapping[int, str] = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40013: "invalid appid",
    40125: "invalid appsecret",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    42001: "access_token expired",
    43002: "require POST method",
    44001: "empty media data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47001: "data format error",
    101000: "image url invalid",
    101001: "certificate not found",
    101002: "decode image failed",
    101003: "not enough market quota",
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as it came; header names in lower case, `body` None where its length was not announced."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True)
class Response:
    """One answer as it goes out."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = "application/json; encoding=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a multipart body; `filename` is empty where none was given in plain ASCII."""

    name: str
    filename: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What the next request to `path` meets instead of the real answer.

    It waits `wait` seconds; then the connection is `reset`, or `response` is sent, or the request answered after all.
    """

    path: str = OCR_PATH
    wait: float = 0.0
    reset: bool = False
    response: Response | None = None


def fail(errcode: int, *, path: str = OCR_PATH) -> Step:
    """Answer with an errcode."""
    return Step(path=path, response=error(errcode))


def answer(body: Mapping[str, Any], *, path: str = OCR_PATH) -> Step:
    """Answer with this JSON."""
    return Step(path=path, response=json_response(body))


def page(status: int, body: bytes = b"<html><h1>Bad Gateway</h1></html>", *, path: str = OCR_PATH) -> Step:
    """Answer as a proxy does, with an HTML page."""
    return Step(path=path, response=Response(status=status, body=body, content_type="text/html"))


def silence(seconds: float, *, path: str = OCR_PATH) -> Step:
    """Answer truthfully, but late."""
    return Step(path=path, wait=seconds)


def reset(*, path: str = OCR_PATH) -> Step:
    """Cut the connection."""
    return Step(path=path, reset=True)


def json_response(body: Mapping[str, Any]) -> Response:
    return Response(body=json.dumps(body, ensure_ascii=False).encode())


def error(errcode: int) -> Response:
    """Return the answer of an errcode, with a rid of its own."""
    rid = "-".join(uuid.uuid4().hex[start : start + 8] for start in (0, 8, 16))
    message = f"{ERRMSG.get(errcode, 'error')} rid: {rid}"
    return json_response({"errcode": errcode, "errmsg": message})


def multipart_parts(content_type: str, body: bytes) -> list[Part]:
    """Take a multipart/form-data body apart; what is none has no parts."""
    boundary = message_from_string(f"Content-Type: {content_type}\n\n").get_boundary()
    if not boundary or not boundary.isascii():
        return []
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:]
    return [_part(piece[2:]) for piece in pieces if piece.startswith(b"\r\n")]


def _part(piece: bytes) -> Part:
    head, _, data = piece.partition(b"\r\n\r\n")
    headers = message_from_bytes(head + b"\n\n")
    name, filename = (headers.get_param(key, header="content-disposition") for key in ("name", "filename"))
    return Part(
        name=_plain(name),
        filename=_plain(filename),
        content_type=headers.get_content_type(),
        data=data,
    )


def _plain(value: object) -> str:
    """Return a plain ASCII text; WeChat does not understand `filename*=`, which arrives here as a tuple."""
    return value if isinstance(value, str) and value.isascii() else ""
