"""WeChat's business-license OCR in every way its API can be called from a server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django.core.checks import CheckMessage
from django.utils.translation import gettext_lazy as _

from django_bizlicense.exceptions import OCRError, OCRImageRefused, OCRMisconfigured, OCRProtocolError, OCRUnavailable
from django_bizlicense.license.fields import ParsedAnswer, parse_answer
from django_bizlicense.ocr.base import BaseOCRBackend, OCRImage, OCRResult
from django_bizlicense.ocr.wechat.answers import Answer, read_answer
from django_bizlicense.ocr.wechat.checks import check_options
from django_bizlicense.ocr.wechat.errors import URL_NOT_FETCHED
from django_bizlicense.ocr.wechat.sources import CLOUDBASE, WECHAT_KINDS, TokenSource, token_source
from django_bizlicense.ocr.wechat.tokens import AccessToken
from django_bizlicense.ocr.wechat.transport import Outgoing, Reply, Text, Transport
from django_bizlicense.ocr.wechat.wire import Deadline, Secret

logger = logging.getLogger(__name__)

OCR_PATH = "/cv/ocr/bizlicense"
Result = TypeVar("Result")


class WeChatBackend(BaseOCRBackend):
    """Sends the image to WeChat and reads the answer.

    OPTIONS: `appid` and `secret` of the account; `base_url`; `deadline` and `connect_timeout` in seconds; `send`, what
    WeChat is given: "bytes", or the "url" of a copy in the photo storage. `token`, where the access_token comes from:
    "stable_token" or "token" (WeChat), the URL of a central server, the dotted path of a callable, "cloudbase" (the
    file `token_file`), None (CloudRun); `cache`, the alias of the cache that holds it; `token_query`, its name in the
    query. docs/wechat.md shows each. Source: the official page of POST /cv/ocr/bizlicense; images below 2 MB.
    """

    default_options: ClassVar[Mapping[str, Any]] = {
        "appid": "",
        "secret": "",
        "base_url": "https://api.weixin.qq.com",
        "connect_timeout": 5.0,
        "cache": "default",
        "send": "bytes",
        "token": "stable_token",
        "token_query": "",
        "token_file": "/.tencentcloudbase/wx/cloudbase_access_token",
    }
    max_image_bytes = 1_900_000
    processor = _("WeChat (Tencent)")  # type: ignore[assignment]  # lazy: it reads in the language of the page

    def __init__(self, alias: str, params: Mapping[str, Any]) -> None:
        super().__init__(alias, params)
        self.options["secret"] = Secret(str(self.options["secret"] or ""))
        if "://" in str(self.options["token"]):  # the address of a central server may hold a key
            self.options["token"] = Secret(self.options["token"])

    @property
    def account(self) -> str:
        return f"wechat:{self.options['appid'] or self.alias}"

    def read(self, image: OCRImage) -> OCRResult:
        return self._shielded(lambda deadline: self._read(image, deadline))

    def probe(self) -> str:
        return self._shielded(self._probe)

    def check(self) -> Iterable[CheckMessage]:
        return list(check_options(self.alias, self.options))

    @cached_property
    def _transport(self) -> Transport:
        return Transport(base_url=self.options["base_url"], connect_timeout=self.options["connect_timeout"])

    @cached_property
    def _tokens(self) -> TokenSource:
        return token_source(self.options, self._transport)

    def _shielded(self, call: Callable[[Deadline], Result]) -> Result:
        try:
            return call(Deadline.after(self.deadline))
        except OCRError as error:
            # Without the inner frames: their variables hold the token, and error reports print variables.
            failure = error.with_traceback(None)
        failure.backend = self.alias
        raise failure

    def _read(self, image: OCRImage, deadline: Deadline) -> OCRResult:
        self._refuse_what_cannot_work(image.data)
        url = self._url_of(image) if self.options["send"] == "url" else None
        answer = self._answer(url or image.data, deadline)
        if url and answer.code == URL_NOT_FETCHED:
            answer = self._answer(image.data, deadline)
        if error := answer.error():
            raise error
        return _result(answer)

    def _probe(self, deadline: Deadline) -> str:
        self._refuse_missing_credentials()
        # A stable token is asked for anew, which proves secret and IP list; a new classic one would end the old.
        classic = self.options["token"] == WECHAT_KINDS[1]
        token = self._tokens.get(deadline) if classic else self._tokens.fresh(deadline)
        if token.fetched_now:
            return "An access_token was given."
        return "An access_token is at hand." if token.value.reveal() else "Calls need no access_token."

    def _refuse_what_cannot_work(self, data: bytes) -> None:
        self._refuse_missing_credentials()
        if not data or len(data) > self.max_image_bytes:
            raise OCRImageRefused(f"The image must have 1 to {self.max_image_bytes} bytes.")

    def _refuse_missing_credentials(self) -> None:
        needed = self.options["token"] in WECHAT_KINDS
        if needed and not (self.options["appid"] and self.options["secret"].reveal()):
            raise OCRMisconfigured("The appid or the secret is missing in OPTIONS.")

    def _url_of(self, image: OCRImage) -> Secret | None:
        """Return the address of the copy, None where the storage has none that WeChat could reach."""
        try:
            url = image.url() if image.url else ""
        except Exception as error:  # noqa: BLE001 - each storage has exceptions of its own, and their texts hold addresses
            url = ""
            logger.warning("The photo storage makes no address (%s).", type(error).__name__)
        if url.startswith(("https://", "http://")):
            return Secret(url)
        logger.warning("There is no address for WeChat to fetch the image from; its bytes are sent.")
        return None

    def _answer(self, picture: Secret | bytes, deadline: Deadline) -> Answer:
        """Ask once, and once more where the token was refused and there is another one."""
        token = self._tokens.get(deadline)
        answer = self._ask(picture, token, deadline)
        if answer.code in self._tokens.refusals and (other := self._tokens.after_refusal(token, deadline)):
            answer = self._ask(picture, other, deadline)
        return answer

    def _ask(self, picture: Secret | bytes, token: AccessToken, deadline: Deadline) -> Answer:
        reply = self._transport.send(self._outgoing(picture, self._query(token)), deadline=deadline)
        hide = [token.value, picture] if isinstance(picture, Secret) else [token.value]
        answer = self._answer_in(reply, hide)
        if reply.status >= 400 and not answer.code:
            raise OCRUnavailable(f"{reply.where} answered HTTP {reply.status} without a code.")
        return answer

    def _query(self, token: AccessToken) -> dict[str, Text]:
        if not token.value.reveal():
            return {}
        by_source = "cloudbase_access_token" if self.options["token"] == CLOUDBASE else "access_token"
        return {self.options["token_query"] or by_source: token.value}

    def _outgoing(self, picture: Secret | bytes, query: dict[str, Text]) -> Outgoing:
        if isinstance(picture, Secret):
            return Outgoing(path=OCR_PATH, query={"img_url": picture, **query})
        return Outgoing(path=OCR_PATH, query=query, image=picture)

    def _answer_in(self, reply: Reply, hide: Iterable[Secret]) -> Answer:
        return read_answer(reply, hide=hide)


def _result(answer: Answer) -> OCRResult:
    parsed = parse_answer(answer.payload)
    if answer.code is None and parsed == ParsedAnswer():
        raise OCRProtocolError("The answer says neither a code nor a field.", rid=answer.rid)
    return OCRResult(
        fields=parsed.texts,
        cert_position=parsed.cert_position,
        img_size=parsed.img_size,
        raw=answer.payload,
        rid=answer.rid,
    )
