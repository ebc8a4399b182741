"""A label cutter as one writes it in a day on top of a plain OCR engine: the rival of our reading of fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

_LABELS = {
    "reg_num": "统一社会信用代码 社会信用代码 注册号",
    "serial": "证照编号 编号",
    "enterprise_name": "字号名称 企业名称 公司名称 名称",
    "type_of_enterprise": "公司类型 企业类型 经济性质 类型",
    "legal_representative": "法定代表人姓名 法定代表人 执行事务合伙人 经营者姓名 经营者 负责人 投资人",
    "address": "主要经营场所 经营场所 营业场所 住所",
    "registered_capital": "成员出资总额 注册资本 注册资金 出资额",
    "paid_in_capital": "实收资本",
    "registered_date": "成立日期 注册日期",
    "valid_period": "营业期限 合伙期限 经营期限",
    "business_scope": "经营范围及方式 经营范围",
    "type_of_organization": "组成形式",
    "": "登记机关 发照机关 年度检验情况 须知 扫描二维码 国家企业信用 企业信用信息公示 国家市场监督"
    " 国家工商行政 市场主体应当 中华人民共和国",
}
LABELS = sorted(
    ((label, field) for field, words in _LABELS.items() for label in words.split()), key=lambda pair: -len(pair[0])
)
LAST = ("登记机关", "经营范围", "国家企业信用", "企业信用信息公示", "国家市场监督", "国家工商行政")
STACKED = {"称": "enterprise_name", "型": "type_of_enterprise", "所": "address"}
UPRIGHT = re.compile("[名称类型住所]{1,3}")
"""名称, 类型 and 住所 stand one above the other, and their first characters are often read as one upright word."""
NUMBER = re.compile(r"(?<![0-9A-Z])(?:9[0-9A-HJ-NPQRTUWXY]{17}|\d{15})(?![0-9A-Z])")
DATE = re.compile(r"\d{4}[年.-]\d{1,2}[月.-]\d{1,2}日?")
TYPE = re.compile(
    r"(?:其他)?(?:有限责任公司|股份有限公司)\(.*\)|个体工商户|.*合伙企业|个人独资企业|农民专业合作社|[全集].所有制.*"
)
NAME = re.compile(r".{4,}(?:公司|合作社|中心|工作室|服务部|厂|店|\([^()]*合伙\))")
FILLER = re.compile(r"[*/\-—无]*")


@dataclass(frozen=True)
class Line:
    """One line of text and the box around it; `field` is set where it begins with a label."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    field: str | None = None
    label_width: float = 0.0

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2


def cut_fields(boxes: Sequence[Any], texts: Sequence[str]) -> dict[str, str]:
    """Return the fields of a license by the names WeChat gives them; a photo may lie on its side or on its head."""
    return _cut(max((_lines(boxes, texts, turns) for turns in range(4)), key=_upright))


def _upright(lines: Sequence[Line]) -> tuple[float, int]:
    """Tell how well lines stand: most of them broad, the number, the name and the title above the authority."""
    broad = sum(line.right - line.left > line.height for line in lines if len(line.text) > 3)
    last = max((line.middle for line in lines if line.text.startswith(LAST)), default=None)
    return broad // 4, sum(last is not None and line.middle < last for line in lines)


def _lines(boxes: Sequence[Any], texts: Sequence[str], turns: int) -> list[Line]:
    lines, side = [], max((float(place) for box in boxes for point in box for place in point), default=0.0)
    for box, text in zip(boxes, texts, strict=True):
        points = [(float(x), float(y)) for x, y in box]
        for _ in range(turns):
            points = [(y, side - x) for x, y in points]
        xs, ys = zip(*points, strict=True)
        lines.append(Line(_normal(text), min(xs), min(ys), max(xs), max(ys)))
    return sorted((line for line in lines if line.text), key=lambda line: (line.middle, line.left))


def _cut(lines: Sequence[Line]) -> dict[str, str]:
    labelled = [part for row in _rows(lines) for part in _with_labels(row)]
    labels = [line for line in labelled if line.field is not None]
    values: dict[int, list[Line]] = {place: [line] for place, line in enumerate(labels)}
    for line in labelled:
        owner = _owner(line, labels, values) if line.field is None and not UPRIGHT.fullmatch(line.text) else None
        if owner is not None:
            values[owner].append(line)
    found: dict[str, str] = {}
    for place, label in enumerate(labels):
        text = _clean("".join(line.text for line in values[place]))
        if label.field and text and len(text) > len(found.get(label.field, "")):
            found[label.field] = text
    return found | _number(found, lines) | _by_pattern(found, lines)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines that stand beside each other, from left to right."""
    rows: list[list[Line]] = []
    for line in lines:
        row = next((row for row in reversed(rows[-3:]) if all(_beside(line, other) for other in row)), None)
        if row is None:
            rows.append([line])
            continue
        row.append(line)
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _beside(line: Line, other: Line) -> bool:
    apart = line.left > other.right - line.height / 2 or other.left > line.right - line.height / 2
    return apart and abs(line.middle - other.middle) < 0.6 * min(line.height, other.height)


def _with_labels(row: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines of a row, those with a label marked and cut; a label may be split over several lines."""
    place = 0
    while place < len(row):
        size = next((size for size in (4, 3, 2) if _is_split(row[place : place + size])), 1)
        yield _marked(row[place : place + size])
        place += size


def _is_split(parts: Sequence[Line]) -> bool:
    found = _label("".join(one.text for one in parts))
    return found is not None and len(parts[0].text) < len(found[0]) and all(len(one.text) <= 2 for one in parts[:-1])


def _marked(parts: Sequence[Line]) -> Line:
    text = "".join(one.text for one in parts)
    whole = replace(parts[0], text=text, right=parts[-1].right)
    found = _label(text) or (text[0] in STACKED and len(parts) == 1 and (text[0], STACKED[text[0]])) or None
    if found is None:
        return parts[0]
    width = (whole.right - whole.left) * len(found[0]) / len(text)
    return replace(whole, text=text[len(found[0]) :], field=found[1], label_width=width)


def _label(text: str) -> tuple[str, str] | None:
    return next(((label, field) for label, field in LABELS if text.startswith(label)), None)


def _owner(line: Line, labels: Sequence[Line], values: dict[int, list[Line]]) -> int | None:
    """Return the label whose value a line is part of: in the column to its left, the last one that is not below it."""
    column = max((label.left for label in labels if label.left < line.left - line.height / 2), default=None)
    if column is None:
        return None
    spread = 0.2 * (max(label.right for label in labels) - min(label.left for label in labels) + line.right)
    above = [
        place
        for place, label in enumerate(labels)
        if column - spread < label.left < line.left - line.height / 2
        and label.middle < line.middle + 0.6 * max(line.height, label.height)
    ]
    nearest = max(above, key=lambda place: labels[place].middle, default=None)
    return nearest if nearest is not None and _continues(line, values[nearest]) else None


def _continues(line: Line, values: Sequence[Line]) -> bool:
    """Tell whether a line goes on where the last one of a value ended: beside it, or below and as far left."""
    label, last = values[0], values[-1]
    if abs(line.middle - label.middle) < 0.7 * max(line.height, label.height):
        return len(values) == 1 or line.left > last.left
    start = values[1].left if len(values) > 1 else label.left + label.label_width
    near = line.top - last.bottom < 1.3 * line.height
    return near and abs(line.left - start) < (2 if len(values) > 1 else 8) * line.height


def _clean(text: str) -> str:
    text = text.strip(":：;,.·'`|_ ")
    return "" if FILLER.fullmatch(text) else text


def _number(found: dict[str, str], lines: Sequence[Line]) -> dict[str, str]:
    for text in (found.get("reg_num", ""), *(line.text for line in lines)):
        if match := NUMBER.search(text.upper()):
            return {"reg_num": match.group()}
    return {}


def _by_pattern(found: dict[str, str], lines: Sequence[Line]) -> dict[str, str]:
    """Return dates as dates, and name and type where their labels were not read."""
    more = {}
    if match := re.match(r"[A-Z]?\d+", found.get("serial", "")):
        more["serial"] = match.group()
    if match := DATE.search(found.get("registered_date", "")):
        more["registered_date"] = match.group()
    for field, pattern in (("type_of_enterprise", TYPE), ("enterprise_name", NAME)):
        texts = [line.text for line in lines if pattern.fullmatch(line.text) and line.text not in found.values()]
        if field not in found and texts:
            more[field] = texts[0]
    return more


def _normal(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
