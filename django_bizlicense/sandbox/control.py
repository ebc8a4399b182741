"""The sandbox steered over HTTP: POST and DELETE /sandbox/script, GET /sandbox/stats, GET /sandbox/token."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django_bizlicense.sandbox.messages import (
    OCR_PATH,
    STYLES,
    Request,
    Response,
    Step,
    answer,
    drip,
    fail,
    json_response,
    page,
    reset,
    silence,
    styled,
)
from django_bizlicense.sandbox.service import token_answer
from django_bizlicense.sandbox.tokens import CENTRAL

if TYPE_CHECKING:
    from django_bizlicense.sandbox.server import SandboxServer

CONTROL_PREFIX = "/sandbox/"
EXPIRE = {"expire_tokens": True}
MAKERS: Mapping[str, Callable[..., Step]] = {
    "fail": fail,
    "answer": answer,
    "page": page,
    "wait": silence,
    "drip": drip,
    "style": styled,
    "reset": lambda wanted, path: reset(path=path),
}
KINDS: Mapping[str, Callable[[Any], bool]] = {
    "fail": lambda value: type(value) is int,
    "answer": lambda value: isinstance(value, dict),
    "page": lambda value: type(value) is int and 200 <= value <= 599,
    "wait": lambda value: type(value) in (int, float) and 0 <= value <= 600,
    "drip": lambda value: type(value) in (int, float) and 0 < value <= 60,
    "style": lambda value: value in STYLES,
    "reset": lambda value: value is True,
}
MAX_TIMES = 100_000

_PHRASES: tuple[tuple[str, Callable[[re.Match[str]], dict[str, Any]]], ...] = (
    (r"fail (?:the )?next (\d+) with (-?\d+)", lambda found: {"fail": int(found[2]), "times": int(found[1])}),
    (r"tokens? expires? now", lambda found: dict(EXPIRE)),
    (r"answer after (\d+(?:\.\d+)?) ?s(?:econds)?", lambda found: {"wait": float(found[1])}),
    (r"drip", lambda found: {"drip": 1.0}),
    (r"html (\d{3})", lambda found: {"page": int(found[1])}),
    (r"camel ?case", lambda found: {"style": "camel"}),
    (r"string errcode", lambda found: {"style": "strings"}),
    (r"base_resp", lambda found: {"style": "base_resp"}),
    (r"reset", lambda found: {"reset": True}),
)


class NoScript(Exception):
    """What was posted says nothing the sandbox can do; the text says why."""


def controlled(server: SandboxServer, request: Request) -> Response:
    """Return the answer to a request below /sandbox/."""
    what = request.method, request.path.removeprefix(CONTROL_PREFIX)
    if what == ("POST", "script"):
        return _taken(server, request.body or b"")
    if what == ("GET", "token"):
        return token_answer(*server.service.tokens.stable(family=CENTRAL))
    if what == ("DELETE", "script"):
        server.unscript()
    elif what != ("GET", "stats"):
        return Response(status=404)
    return json_response(server.stats())


def _taken(server: SandboxServer, body: bytes) -> Response:
    """Do what a posted script says; one that cannot be understood does nothing."""
    try:
        commands = script_of(body)
        steps = [step for command in commands if command != EXPIRE for step in steps_of(command)]
    except NoScript as error:
        return replace(json_response({"error": str(error)}), status=400)
    if EXPIRE in commands:
        server.expire_tokens()
    server.script(*steps)
    return json_response(server.stats())


def script_of(body: bytes) -> list[dict[str, Any]]:
    """Return the commands of a body: JSON (an object, a list of them, a text) or a phrase; raises NoScript."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise NoScript("The script is no UTF-8.") from None
    try:
        script = json.loads(text)
    except ValueError:
        script = text.strip()
    commands = script if isinstance(script, list) else [script]
    return [_command(command) for command in commands]


def steps_of(command: Mapping[str, Any]) -> list[Step]:
    """Return the steps of one command such as {"fail": 45009, "times": 3}; raises NoScript."""
    names = set(command) & set(MAKERS)
    unknown = set(command) - set(MAKERS) - {"times", "path"}
    times, path = command.get("times", 1), command.get("path", OCR_PATH)
    if unknown or len(names) != 1:
        raise NoScript(f"A command has one of {', '.join(MAKERS)} or expire_tokens, and may have times and path.")
    if type(times) is not int or not 0 < times <= MAX_TIMES or not isinstance(path, str):
        raise NoScript("times is a number above 0, path a text.")
    name = names.pop()
    if not KINDS[name](command[name]):
        raise NoScript(f"This is no value for {name}.")
    return [MAKERS[name](command[name], path=path)] * times


def _command(command: Any) -> dict[str, Any]:
    if isinstance(command, dict):
        return command
    for phrase, meaning in _PHRASES:
        if isinstance(command, str) and (found := re.fullmatch(phrase, command.strip(), re.IGNORECASE)):
            return meaning(found)
    raise NoScript("This is neither JSON nor one of the known phrases.")
