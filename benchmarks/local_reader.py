"""Our reading of a license against plain RapidOCR on the same photos: seconds per photo, and fields exactly right.

The rival's lines go through a cutter of a few lines, as one writes it in an afternoon: labels at the start of a line,
the rest of the line and what follows down to the next label is the value.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.ocr.local import LocalBackend
from tests.specimens import SPECIMENS, Specimen, specimens_in
from tests.specimens.scoring import exact_share, normal

_LABELS = {
    "reg_num": "统一社会信用代码|注册号",
    "serial": "编号",
    "enterprise_name": "名称",
    "type_of_enterprise": "公司类型|类型",
    "legal_representative": "法定代表人姓名|法定代表人|执行事务合伙人|经营者|负责人|投资人",
    "address": "主要经营场所|营业场所|经营场所|住所",
    "registered_capital": "注册资本|出资额",
    "paid_in_capital": "实收资本",
    "registered_date": "成立日期|注册日期",
    "valid_period": "营业期限|合伙期限",
    "business_scope": "经营范围",
    "type_of_organization": "组成形式",
    "": "登记机关|国家|市场主体",
}
_PATTERNS = {name: re.compile(f"^(?:{words})[:：]?") for name, words in _LABELS.items()}


def measure() -> dict[str, Any]:
    """Read each photo with both, taking turns; BENCHMARK_PHOTOS names a folder of pictures with truths beside them."""
    folder = os.environ.get("BENCHMARK_PHOTOS")
    specimens = specimens_in(Path(folder)) if folder else SPECIMENS
    ours, rival = _Reader(_our_reading()), _Reader(_plain_reading())
    for specimen in specimens:
        ours.take(specimen)
        rival.take(specimen)
    return {
        "name": "local_reader",
        "ours": round(ours.seconds / len(specimens), 3),
        "rival": round(rival.seconds / len(specimens), 3),
        "unit": "seconds per photo",
        "ratio": round(ours.seconds / rival.seconds, 3),
        "rival_is": "RapidOCR() with its defaults",
        "n": len(specimens),
        "exact_fields": {"ours": ours.exact, "rival": rival.exact},
    }


class _Reader:
    """One of the two, warmed up with one photo before the clock runs."""

    def __init__(self, reading: Any) -> None:
        self.reading = reading
        self.seconds = 0.0
        self.right = self.printed = 0
        reading(SPECIMENS[0].path.read_bytes())

    def take(self, specimen: Specimen) -> None:
        data = specimen.path.read_bytes()
        start = time.perf_counter()
        fields: Mapping[str, str] = self.reading(data)
        self.seconds += time.perf_counter() - start
        right, printed = exact_share(specimen.truth["fields"], fields)
        self.right, self.printed = self.right + right, self.printed + printed

    @property
    def exact(self) -> float:
        return round(self.right / self.printed, 4)


def _our_reading() -> Any:
    from django_bizlicense.exceptions import LicenseNotFound

    backend = LocalBackend("local", {"OPTIONS": {"deadline": 120, "threads": os.cpu_count() or 1}})

    def reading(data: bytes) -> Mapping[str, str]:
        try:
            return backend.read(OCRImage(data=data)).fields
        except LicenseNotFound:
            return {}

    return reading


def _plain_reading() -> Any:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical"})
    return lambda data: _cut(engine(data).txts or ())


def _cut(lines: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    current = ""
    for line in map(normal, lines):
        name = next((name for name, pattern in _PATTERNS.items() if pattern.match(line)), None)
        if name is not None:
            current, line = name, _PATTERNS[name].sub("", line)
        found[current] = found.get(current, "") + line
    return found
