"""One bounded HTTP exchange with WeChat: one deadline, a capped answer, no redirects, nothing that leaks."""

from __future__ import annotations

import contextlib
import functools
import http.cookiejar
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode, urlsplit

import requests
from urllib3.exceptions import DecodeError

from django_bizlicense.exceptions import OCRError, OCRMisconfigured, OCRProtocolError, OCRUnavailable
from django_bizlicense.ocr.wechat.wire import EXCHANGE, Deadline, Exchange, Secret, WireAdapter

MAX_ANSWER = 256 * 1024
CONNECTIONS_KEPT = 50

Text: TypeAlias = "str | Secret"


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What is sent: `query` and `json` may hold Secrets, `image` goes as the multipart part `img`."""

    path: str
    method: str = "POST"
    query: Mapping[str, Text] = field(default_factory=dict)
    json: Mapping[str, Any] | None = field(default=None, repr=False)
    image: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back, at most MAX_ANSWER bytes; `where` is host and path."""

    status: int
    content: bytes = field(repr=False)
    where: str
    seqid: str = ""


class Session(requests.Session):
    """A session that neither follows nor looks at redirects and keeps no cookies."""

    def __init__(self) -> None:
        super().__init__()
        self.headers["Accept-Encoding"] = "identity"
        self.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            self.mount(scheme, WireAdapter(pool_connections=4, pool_maxsize=CONNECTIONS_KEPT))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        # Even with allow_redirects=False requests reads the whole body of a redirect, without a bound.
        return None


@functools.lru_cache(maxsize=1)
def _session_of(pid: int) -> Session:
    return Session()


def session() -> Session:
    """Return the connections of this process; a forked child starts its own."""
    return _session_of(os.getpid())


class Transport:
    """Sends to one base URL."""

    def __init__(self, *, base_url: str, connect_timeout: float) -> None:
        self.base_url = base_url.rstrip("/")
        self.connect_timeout = connect_timeout

    def send(self, outgoing: Outgoing, *, deadline: Deadline) -> Reply:
        """Send and return the reply; raises OCRUnavailable, OCRProtocolError or OCRMisconfigured before the deadline.

        The errors name the failure's class, host and path: never a query, a body, or the exception itself.
        """
        where = f"{host_of(self.base_url)}{outgoing.path}"
        previous = EXCHANGE.set(Exchange(deadline=deadline, query=_query(outgoing.query)))
        try:
            return self._exchange(outgoing, deadline, where)
        except OCRError:
            raise
        except Exception as error:  # noqa: BLE001 - a hostile far end can raise anything, and its text may hold a URL
            failure = _failure(error, where)
        finally:
            EXCHANGE.reset(previous)
        raise failure  # after the except blocks: __context__ would carry the original, request and all

    def _exchange(self, outgoing: Outgoing, deadline: Deadline, where: str) -> Reply:
        files = {"img": ("license.jpg", outgoing.image, "image/jpeg")} if outgoing.image is not None else None
        response = session().request(
            outgoing.method,
            self.base_url + outgoing.path,
            json=_revealed(outgoing.json) if outgoing.json is not None else None,
            files=files,
            timeout=(min(self.connect_timeout, deadline.left()), deadline.left()),
            allow_redirects=False,
            stream=True,
        )
        with response:
            seqid = response.headers.get("x-openapi-seqid", "")
            return Reply(status=response.status_code, content=_body(response, where), where=where, seqid=seqid)


def host_of(base_url: str) -> str:
    """Return the host of an address, empty where it has none."""
    with contextlib.suppress(ValueError):
        return urlsplit(base_url).hostname or ""
    return ""


def _body(response: requests.Response, where: str) -> bytes:
    if 300 <= response.status_code < 400:
        raise OCRProtocolError(f"{where} answered with a redirect (HTTP {response.status_code}).")
    content: bytes = response.raw.read(MAX_ANSWER + 1, decode_content=True)
    if len(content) > MAX_ANSWER:
        raise OCRProtocolError(f"The answer of {where} is larger than {MAX_ANSWER} bytes.")
    return content


def _failure(error: Exception, where: str) -> OCRError:
    kind = type(error).__name__
    if isinstance(error, DecodeError):
        return OCRProtocolError(f"The answer of {where} cannot be unpacked ({kind}).")
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidProxyURL)):
        return OCRMisconfigured(f"{where} or the proxy to it cannot be used ({kind}): check base_url and the proxy.")
    return OCRUnavailable(f"No answer from {where} ({kind}).")


def _revealed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.reveal() if isinstance(value, Secret) else value for name, value in values.items()}


def _query(values: Mapping[str, Text]) -> Secret:
    return Secret(urlencode(_revealed(values), quote_via=quote, safe=""))
