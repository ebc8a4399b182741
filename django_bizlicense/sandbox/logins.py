"""The sandbox's side of wx.login: who stands behind a code."""

from __future__ import annotations

import hashlib
import threading
from base64 import b64encode

from django_bizlicense.sandbox.messages import Request, Response, error, json_response

SESSION_PATH = "/sns/jscode2session"
VISITOR = "visitor"


class Logins:
    """Answers /sns/jscode2session: a code holds once, and "lin@anything" is always Lin; any other is one visitor."""

    def __init__(self, *, appid: str, secret: str) -> None:
        self.appid = appid
        self.secret = secret
        self._used: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Response:
        """Return openid and session_key of who stands behind the code, or an errcode."""
        code = request.query.get("js_code", "")
        errcode = self._refusal(request) or self._spend(code)
        if errcode:
            return error(errcode, message=MESSAGES.get(errcode, ""))
        name = code.partition("@")[0] if "@" in code else VISITOR
        return json_response({"openid": openid(name), "session_key": _session_key(code)})

    def _refusal(self, request: Request) -> int | None:
        if request.query.get("grant_type") != "authorization_code":
            return 40002
        if request.query.get("appid") != self.appid:
            return 40013
        if request.query.get("secret") != self.secret:
            return 40125
        return None if request.query.get("js_code") else 41008

    def _spend(self, code: str) -> int | None:
        with self._lock:
            if code in self._used:
                return 40163
            self._used.add(code)
        return None


MESSAGES = {40163: "code been used", 41008: "missing code"}


def openid(name: str) -> str:
    """Return the 28 characters by which the sandbox knows somebody."""
    return "oSandbox" + hashlib.sha256(name.encode()).hexdigest()[:20]


def _session_key(code: str) -> str:
    return b64encode(hashlib.md5(code.encode(), usedforsecurity=False).digest()).decode()
