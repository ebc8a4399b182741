"""WeChat's answers from hostile bytes: strict UTF-8, storable JSON, one way to find the code in its many spellings."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django_bizlicense.exceptions import OCRError, OCRProtocolError, OCRUnavailable
from django_bizlicense.license.fields import snake_keys
from django_bizlicense.ocr.wechat.errors import error_for
from django_bizlicense.ocr.wechat.transport import Reply
from django_bizlicense.ocr.wechat.wire import Secret

MAX_DEPTH = 16
HIDDEN = "***"
SHORTEST_HIDDEN = 6
"""Characters; WeChat's secrets have 32, and blotting out a shorter one of the sandbox would tear the answer."""

_RID = re.compile(r"rid:\s*([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4,12}){2,4})\b")
_SEQID = re.compile(r"[0-9A-Za-z-]{1,40}")
_CODE = re.compile(r"-?[0-9]{1,9}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL refuses both in JSON
_NOT_JSON = (
    "The answer is no JSON: a proxy or an outage at {where} (HTTP {status});"
    " under CloudRun perhaps a path that is not on the list of allowed ones."
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A JSON answer: its code (None where it says none), message, rid, and itself, fit for any database."""

    code: int | None
    message: str = field(repr=False)
    rid: str
    payload: Mapping[str, Any] = field(repr=False)

    def error(self) -> OCRError | None:
        """Return the error this answer stands for, None for success or where it says nothing."""
        return error_for(self.code, message=self.message, rid=self.rid) if self.code else None


def read_answer(reply: Reply, *, hide: Iterable[Secret] = ()) -> Answer:
    """Take an answer out of a reply, with the texts to `hide` (token, signed address) blotted out where echoed.

    Raises OCRUnavailable for what is no JSON, OCRProtocolError for JSON that no honest server sends.
    """
    return _answer_of(_payload(_text(reply), reply, _spellings(hide)), reply.seqid)


def read_inner_answer(outer: Answer, key: str, *, where: str, hide: Iterable[Secret] = ()) -> Answer:
    """Take the answer out of an answer that carries it as JSON in a text; raises OCRProtocolError."""
    text = outer.payload.get(key)
    if not isinstance(text, str) or not text.lstrip().startswith("{"):
        raise OCRProtocolError(f"The answer of {where} holds no JSON in {key}.", rid=outer.rid)
    content = text.encode()
    return read_answer(Reply(status=200, content=content, where=where, seqid=outer.rid), hide=hide)


def _spellings(hide: Iterable[Secret]) -> list[str]:
    """Return what an echo of these may look like, also one inside of an address or of JSON that is itself a text."""
    values = [value for secret in hide if len(value := secret.reveal()) >= SHORTEST_HIDDEN]
    return [
        spelling
        for value in values
        for spelling in (value, quote(value, safe=""), value.replace("/", "\\/"), value.replace("&", "\\u0026"))
    ]


def _answer_of(payload: Mapping[str, Any], seqid: str) -> Answer:
    nested = payload.get("base_resp")
    values = snake_keys({**nested, **payload} if isinstance(nested, Mapping) else payload)
    message = str(values.get("errmsg", values.get("err_msg", "")))[:1000]
    return Answer(
        code=_code(values.get("errcode", values.get("err_code"))),
        message=message,
        rid=_rid(message, seqid),
        payload=payload,
    )


def _text(reply: Reply) -> str:
    try:
        return reply.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise _not_ours(reply) if reply.status >= 400 else OCRProtocolError(f"The answer of {reply.where} is no UTF-8.")


def _payload(text: str, reply: Reply, hidden: Sequence[str]) -> Mapping[str, Any]:
    try:
        value = _storable(json.loads(text), hidden)
    except json.JSONDecodeError:
        failure = _not_ours(reply)
    except (RecursionError, ValueError):  # nested too deep, or a number beyond 4300 digits
        failure = _no_object(reply)
    else:
        if isinstance(value, dict):
            return value
        failure = _no_object(reply)
    raise failure


def _no_object(reply: Reply) -> OCRError:
    return OCRProtocolError(f"The answer of {reply.where} is not the JSON object that it should be.")


def _not_ours(reply: Reply) -> OCRError:
    return OCRUnavailable(_NOT_JSON.format(where=reply.where, status=reply.status))


def _rid(message: str, seqid: str) -> str:
    """Return the rid of the message, or CloudRun's sequence id; nothing that does not look like one."""
    found = _RID.search(message)
    if found:
        return found[1]
    return seqid if _SEQID.fullmatch(seqid) else ""


def _code(value: object) -> int | None:
    """Return the number of a code that may be a number or a text."""
    if value is None:
        return None
    if isinstance(value, (int, str)) and not isinstance(value, bool) and _CODE.fullmatch(str(value).strip()):
        return int(value)
    raise OCRProtocolError("The answer has an errcode that is no number.")


def _storable(value: Any, hidden: Sequence[str], depth: int = 0) -> Any:
    """Return JSON that every database takes, without the `hidden` texts; raises RecursionError beyond MAX_DEPTH."""
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, str):
        return _without(hidden, _UNSTORABLE.sub("", value))
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_storable(item, hidden, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_storable(key, hidden): _storable(item, hidden, depth + 1) for key, item in value.items()}
    return value


def _without(hidden: Sequence[str], text: str) -> str:
    for spelling in hidden:
        text = text.replace(spelling, HIDDEN)
    return text
