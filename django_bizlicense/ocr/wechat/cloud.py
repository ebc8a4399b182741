"""The cloud call: WeChat's OCR inside a cloud function of the mini-program, reached over its HTTP API."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.checks import CheckMessage

from django_bizlicense.exceptions import OCRProtocolError
from django_bizlicense.ocr.wechat.answers import Answer, read_answer, read_inner_answer
from django_bizlicense.ocr.wechat.backend import WeChatBackend
from django_bizlicense.ocr.wechat.checks import check_cloud_function
from django_bizlicense.ocr.wechat.transport import Outgoing, Reply, Text
from django_bizlicense.ocr.wechat.wire import Secret

INVOKE_PATH = "/tcb/invokecloudfunction"


class CloudFunctionBackend(WeChatBackend):
    """Lets the cloud function `bizlicense-ocr` (in example_project/cloudfunctions) make the call.

    OPTIONS: those of WeChatBackend, `env` of the cloud environment and the name of the `function`. WeChat ends a
    function called over HTTP after 5 seconds. It does not say how large the event may be: the image goes as base64,
    so it is kept below 700 kB, and `send="url"` avoids the matter.
    Source: invokeCloudFunction of the cloud's HTTP API; openapi.ocr.businessLicense, wx-server-sdk from 0.4.0.
    """

    default_options: ClassVar[Mapping[str, Any]] = {
        **WeChatBackend.default_options,
        "env": "",
        "function": "bizlicense-ocr",
    }
    max_image_bytes = 700_000

    def check(self) -> Iterable[CheckMessage]:
        return [*super().check(), *check_cloud_function(self.alias, self.options)]

    def _outgoing(self, picture: Secret | bytes, query: dict[str, Text]) -> Outgoing:
        where = {"env": self.options["env"], "name": self.options["function"]}
        return Outgoing(path=INVOKE_PATH, query={**query, **where}, json=_event(picture))

    def _answer_in(self, reply: Reply, hide: Iterable[Secret]) -> Answer:
        outer = read_answer(reply, hide=hide)
        if outer.code:
            return outer
        inner = read_inner_answer(outer, "resp_data", where=reply.where, hide=hide)
        if inner.code is None and not inner.payload:
            raise OCRProtocolError("The cloud function returned nothing.", rid=inner.rid)
        return inner


def _event(picture: Secret | bytes) -> dict[str, Any]:
    if isinstance(picture, Secret):
        return {"imgUrl": picture}
    return {"img": {"contentType": "image/jpeg", "value": base64.b64encode(picture).decode()}}
