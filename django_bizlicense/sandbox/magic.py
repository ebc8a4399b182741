"""Pictures that make the sandbox answer in a certain way, whatever engine it has.

Two things trigger: the text `sandbox:NAME` or `sandbox:ERRCODE` anywhere in the bytes, for those who send bytes; and
the size, 640 pixels wide and as high as MAGIC says, which survives cleaning and storing. `magic_photo(name)` makes one.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.base import OCRResult
from django_bizlicense.sandbox.messages import Response, Step, answer, drip, error, fail, page, reset, silence, styled

MAGIC_WIDTH = 640
SPECIMEN: Mapping[str, str] = MappingProxyType(
    {
        "reg_num": "91330106MA2CFRHEX0",
        "enterprise_name": "杭州样本云杉贸易有限公司",
        "type_of_enterprise": "有限责任公司",
        "legal_representative": "张三样",
        "address": "浙江省杭州市西湖区样本路1号",
        "registered_capital": "伍佰万元整",
        "registered_date": "2019年05月06日",
        "valid_period": "2019年05月06日至2049年05月05日",
        "business_scope": "样本商品的批发、零售。",
    }
)
"""An invented license that every check of ours passes."""


@dataclass(frozen=True)
class Magic:
    """The height that triggers it, and what it meets; a step without a response is answered with the specimen."""

    height: int
    step: Step


def _quota_as_of_2020() -> Response:
    return error(101002, message="not enough market quota")


MAGIC: Mapping[str, Magic] = MappingProxyType(
    {
        "license": Magic(401, Step()),
        "no_license": Magic(402, fail(101001)),
        "undecodable": Magic(403, fail(101002)),
        "market_quota": Magic(404, fail(101003)),
        "market_quota_as_of_2020": Magic(405, Step(response=_quota_as_of_2020())),
        "daily_limit": Magic(406, fail(45009)),
        "minute_limit": Magic(407, fail(45011)),
        "busy": Magic(408, fail(-1)),
        "unauthorized": Magic(409, fail(48001)),
        "token_refused": Magic(410, fail(40001)),
        "nothing_printed": Magic(411, answer({"errcode": 0, "errmsg": "ok"})),
        "camel_case": Magic(412, styled("camel")),
        "string_errcode": Magic(413, styled("strings")),
        "base_resp": Magic(414, styled("base_resp")),
        "html_502": Magic(415, page(502)),
        "slow": Magic(416, silence(20)),
        "drip": Magic(417, drip(1.0)),
        "reset": Magic(418, reset()),
    }
)

_BY_HEIGHT = {magic.height: name for name, magic in MAGIC.items()}
_MARK = re.compile(rb"sandbox:([a-z0-9_]{2,30}|-?[0-9]{1,9})")
_FRAME = re.compile(rb"\xff[\xc0-\xc2]\x00.\x08(..)(..)", re.DOTALL)


def magic_step(data: bytes) -> Step | None:
    """Return what a picture asks for, None where it is an ordinary one."""
    if mark := _MARK.search(data):
        name = mark[1].decode()
        if name in MAGIC:
            return MAGIC[name].step
        return fail(int(name)) if name.lstrip("-").isdecimal() else None
    width, height = size_of(data)
    return MAGIC[_BY_HEIGHT[height]].step if width == MAGIC_WIDTH and height in _BY_HEIGHT else None


def specimen(data: bytes) -> OCRResult:
    """Read the invented license off any picture: a reader that needs no engine."""
    width, height = size_of(data)
    if not width or not height:
        return OCRResult(fields=SPECIMEN)
    corners = [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]
    points = [(x * width, y * height) for x, y in corners]
    position: Quad = (points[0], points[1], points[2], points[3])
    return OCRResult(fields=SPECIMEN, cert_position=position, img_size=(width, height))


def size_of(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or an upright JPEG, (0, 0) of anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    frame = _FRAME.search(data) if data.startswith(b"\xff\xd8") else None
    return (int.from_bytes(frame[2], "big"), int.from_bytes(frame[1], "big")) if frame else (0, 0)


def magic_photo(name: str, *, shade: int = 200) -> bytes:
    """Return a PNG of the size that triggers `name`, in a grey of 0 to 255 so that two of one kind can differ."""
    height = MAGIC[name].height
    rows = (b"\x00" + bytes([shade]) * MAGIC_WIDTH) * height
    head = struct.pack(">IIBBBBB", MAGIC_WIDTH, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
