"""What comes in and what goes out of the sandbox, and what a test may put in its way."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email import message_from_bytes, message_from_string
from typing import Any

OCR_PATH = "/cv/ocr/bizlicense"
STABLE_TOKEN_PATH = "/cgi-bin/stable_token"  # noqa: S105
TOKEN_PATH = "/cgi-bin/token"  # noqa: S105
INVOKE_PATH = "/tcb/invokecloudfunction"

ERRMSG: Mapping[int, str] = {
    -604101: "system error: error code: -604101",
    -504003: "Invoking task timed out after 3 seconds",
    -501000: "FunctionName parameter could not be found",
    -1000: "system error",
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40009: "image size out of limit",
    40013: "invalid appid",
    40125: "invalid appsecret",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    40014: "invalid access_token",
    40101: "missing parameter",
    40137: "invalid image format",
    40164: "invalid ip 203.0.113.7, not in whitelist",
    40243: "invalid appsecret, appsecret frozen",
    42001: "access_token expired",
    43002: "require POST method",
    43003: "require https",
    44001: "empty media data",
    44002: "empty post data",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45035: "access clientip is not registered, not in ip-white-list",
    47001: "data format error",
    48001: "api unauthorized",
    48004: "api forbidden for irregularities",
    50002: "user limited",
    61004: "access clientip is not registered",
    61007: "api is unauthorized to component",
    61016: "function category of API need be confirmed by component",
    61024: "must use component token for component api",
    85088: "app not opened cloudbase",
    89501: "ip not in whitelist, confirmation needed",
    89503: "this ip is not allowed, please wait for the administrator's confirmation",
    89504: "this ip is waiting for the administrator's confirmation",
    89505: "this ip is refused twice by the administrator, try again in 24 hours",
    89506: "this ip is refused by the administrator for 24 hours",
    89507: "this ip is refused by the administrator for one hour",
    101000: "image url invalid",
    101001: "certificate not found",
    101002: "decode image failed",
    101003: "not enough market quota",
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as it came; header names in lower case, `body` None where its length was not announced.

    `target` is the address of its first line, with the query as it was encoded.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=b"", repr=False)
    target: str = ""


@dataclass(frozen=True, kw_only=True)
class Response:
    """One answer as it goes out."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = "application/json; encoding=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0
    """Seconds between two bytes of the body."""


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

    It waits `wait` seconds; then the connection is `reset`, or `response` is sent, or the request answered after all,
    in the given `style` (a key of STYLES), with `drip` seconds between two bytes.
    """

    path: str = OCR_PATH
    wait: float = 0.0
    reset: bool = False
    response: Response | None = None
    style: str = ""
    drip: float = 0.0


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


def drip(seconds: float, *, path: str = OCR_PATH) -> Step:
    """Answer truthfully, with so many seconds between two bytes."""
    return Step(path=path, drip=seconds)


def styled(style: str, *, path: str = OCR_PATH) -> Step:
    """Answer truthfully in another of WeChat's spellings: "camel", "strings" (the errcode) or "base_resp"."""
    return Step(path=path, style=style)


def reset(*, path: str = OCR_PATH) -> Step:
    """Cut the connection."""
    return Step(path=path, reset=True)


def json_response(body: Mapping[str, Any]) -> Response:
    """Return a JSON answer with HTTP 200, as WeChat answers errors too."""
    return Response(body=json.dumps(body, ensure_ascii=False).encode())


def error(errcode: int, *, message: str = "") -> Response:
    """Return the answer of an errcode, with a rid of its own."""
    rid = "-".join(uuid.uuid4().hex[start : start + 8] for start in (0, 8, 16))
    return json_response({"errcode": errcode, "errmsg": f"{message or ERRMSG.get(errcode, 'error')} rid: {rid}"})


def camel_keys(value: Any) -> Any:
    """Return JSON with its keys as the cloud call spells them: errCode, regNum, leftTop."""
    if isinstance(value, dict):
        return {_camel(key): camel_keys(item) for key, item in value.items()}
    return value


def _camel(key: str) -> str:
    spelled = {"errcode": "errCode", "errmsg": "errMsg"}.get(key, key)
    return re.sub("_([a-z])", lambda found: found[1].upper(), spelled)


def _nested(body: dict[str, Any]) -> dict[str, Any]:
    codes = {"ret": body.get("errcode", 0), "errcode": body.get("errcode", 0), "errmsg": body.get("errmsg", "")}
    return {"base_resp": codes, **{key: item for key, item in body.items() if key not in codes}}


STYLES: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "camel": camel_keys,
    "strings": lambda body: {**body, "errcode": str(body.get("errcode", 0))},
    "base_resp": _nested,
}


def in_style(response: Response, style: str) -> Response:
    """Return a JSON answer in another spelling; "" leaves it as it is."""
    return replace(response, body=json_response(STYLES[style](json.loads(response.body))).body) if style else response


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
