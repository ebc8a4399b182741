from __future__ import annotations

from typing import Any

from django_bizlicense.ocr.base import OCRImage, OCRResult
from django_bizlicense.ocr.wechat import WeChatBackend

API = "https://api.weixin.qq.com"
APPID = "wx0123456789abcdef"
SECRET = "5ecre7-5ecre7-5ecre7-5ecre7-5ecre7"
TOKEN = "88_" + "Tok3n-to_" * 20
PHOTO = b"\xff\xd8\xff\xe0 a license \r\n--\x00\xff\xd9"
IMAGE = OCRImage(data=PHOTO)


def make_backend(base_url: str = API, **options: Any) -> WeChatBackend:
    given = {"appid": APPID, "secret": SECRET, "base_url": base_url, **options}
    return WeChatBackend("wechat", {"OPTIONS": given})


def sandbox_backend(base_url: str, **options: Any) -> WeChatBackend:
    return make_backend(base_url, **{"appid": "sandbox", "secret": "sandbox", **options})


def printed_license(data: bytes) -> OCRResult:
    """A reader for the sandbox that needs no engine."""
    return OCRResult(fields={"reg_num": "91110000MA0000000X", "enterprise_name": "某某（北京）有限公司"})
