"""WeChat's business-license OCR, reached over its HTTPS API with the bytes of the image."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.core.checks import CheckMessage
from django.utils.translation import gettext_lazy as _

from django_bizlicense.exceptions import OCRError, OCRImageRefused, OCRMisconfigured, OCRProtocolError, OCRUnavailable
from django_bizlicense.license.fields import ParsedAnswer, parse_answer
from django_bizlicense.ocr.base import BaseOCRBackend, OCRImage, OCRResult
from django_bizlicense.ocr.wechat.answers import Answer, read_answer
from django_bizlicense.ocr.wechat.checks import check_options
from django_bizlicense.ocr.wechat.errors import TOKEN_REFUSED
from django_bizlicense.ocr.wechat.tokens import AccessToken, SharedToken, WeChatTokens
from django_bizlicense.ocr.wechat.transport import Outgoing, Transport
from django_bizlicense.ocr.wechat.wire import Deadline, Secret

OCR_PATH = "/cv/ocr/bizlicense"


class WeChatBackend(BaseOCRBackend):
    """Sends the image to WeChat and reads the answer.

    OPTIONS: `appid` and `secret` of the account; `base_url`; `deadline` and `connect_timeout` in seconds; `cache`, the
    alias of the cache that holds the access_token; `token`, where it comes from: "stable_token" or "token".
    Source: the official page of POST /cv/ocr/bizlicense; images below 2 MB.
    """

    default_options: ClassVar[Mapping[str, Any]] = {
        "appid": "",
        "secret": "",
        "base_url": "https://api.weixin.qq.com",
        "connect_timeout": 5.0,
        "cache": "default",
        "token": "stable_token",
    }
    max_image_bytes = 1_900_000
    processor = _("WeChat (Tencent)")  # type: ignore[assignment]  # lazy: it reads in the language of the page

    def __init__(self, alias: str, params: Mapping[str, Any]) -> None:
        super().__init__(alias, params)
        self.options["secret"] = Secret(str(self.options["secret"] or ""))

    @property
    def account(self) -> str:
        return f"wechat:{self.options['appid']}"

    def read(self, image: OCRImage) -> OCRResult:
        try:
            return self._read(image.data, Deadline.after(self.deadline))
        except OCRError as error:
            # Without the inner frames: their variables hold the token, and error reports print variables.
            failure = error.with_traceback(None)
        failure.backend = self.alias
        raise failure

    def check(self) -> Iterable[CheckMessage]:
        secret: Secret = self.options["secret"]
        return list(check_options(self.alias, {**self.options, "secret": secret.reveal()}))

    @cached_property
    def _transport(self) -> Transport:
        return Transport(base_url=self.options["base_url"], connect_timeout=self.options["connect_timeout"])

    @cached_property
    def _tokens(self) -> SharedToken:
        options = self.options
        fetch = WeChatTokens(
            transport=self._transport, appid=options["appid"], secret=options["secret"], kind=options["token"]
        )
        name = f"{options['appid']} {options['token']} {options['base_url']}"
        return SharedToken(cache=options["cache"], name=name, fetch=fetch)

    def _read(self, data: bytes, deadline: Deadline) -> OCRResult:
        self._refuse_what_cannot_work(data)
        token = self._tokens.get(deadline)
        answer = self._ask(data, token, deadline)
        if answer.code in TOKEN_REFUSED and (other := self._tokens.after_refusal(token, deadline)):
            answer = self._ask(data, other, deadline)
        if error := answer.error():
            raise error
        return _result(answer)

    def _refuse_what_cannot_work(self, data: bytes) -> None:
        if not self.options["appid"] or not self.options["secret"].reveal():
            raise OCRMisconfigured("The appid or the secret is missing in OPTIONS.")
        if not data or len(data) > self.max_image_bytes:
            raise OCRImageRefused(f"The image must have 1 to {self.max_image_bytes} bytes.")

    def _ask(self, data: bytes, token: AccessToken, deadline: Deadline) -> Answer:
        outgoing = Outgoing(path=OCR_PATH, query={"access_token": token.value}, image=data)
        reply = self._transport.send(outgoing, deadline=deadline)
        answer = read_answer(reply, hide=token.value.reveal())
        if reply.status >= 400 and not answer.code:
            raise OCRUnavailable(f"{reply.where} answered HTTP {reply.status} without a code.")
        return answer


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
