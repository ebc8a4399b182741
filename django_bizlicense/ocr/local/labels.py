"""The words that are printed before the values, by field; an entity's kind where the word tells it."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

AUTHORITY = "authority"
ISSUED = "issued_on"
END = ""
"""The field of labels that only end what stands above them."""


@dataclass(frozen=True)
class Label:
    """One label: its text, the field (one of the twelve, AUTHORITY, ISSUED or END), and the kind of entity it tells."""

    text: str
    field: str
    kind: str = ""


_WORDS: dict[str, str] = {
    "reg_num": "统一社会信用代码 统一社会信用代码/注册号 社会信用代码 注册号 营业执照注册号 工商注册号",
    "serial": "证照编号 执照编号 编号 NO NO. No. No",
    "enterprise_name": "名称 企业名称 公司名称 字号名称 单位名称 商号名称 字号",
    "type_of_enterprise": "类型 企业类型 公司类型 合伙企业类型 主体类型 经济性质 企业性质 公司类别",
    "legal_representative": "法定代表人 法定代表人姓名 法定代表人(负责人) 法人代表 负责人 负责人姓名 首席代表",
    "address": "住所 营业场所 经营场所 主要经营场所 企业住所 公司住所 住所(经营场所) 住所地 地址 经营地址",
    "registered_capital": "注册资本 注册资金 注册资本(金) 认缴出资额 资金数额",
    "paid_in_capital": "实收资本 实缴资本 实收资金",
    "registered_date": "成立日期 注册日期 登记日期",
    "valid_period": "营业期限 经营期限 有效期限 执照有效期",
    "business_scope": "经营范围 经营范围及方式 经营范围及经营方式 经营范围及方式(主营) 业务范围",
    "type_of_organization": "组成形式 经营形式",
    AUTHORITY: "登记机关 发照机关 登记机关(章)",
    ISSUED: "发照日期 发证日期 核准日期",
    END: "年度检验情况 年检情况 重要提示 国家企业信用信息公示系统 国家市场监督管理总局 国家工商行政管理总局"
    " 企业信用信息公示系统 市场主体应当于每年 请于每年 每年1月1日 扫描二维码 扫描市场主体身份码",
}
_TELLING = (
    Label("经营者", "legal_representative", "individual"),
    Label("经营者姓名", "legal_representative", "individual"),
    Label("投资人", "legal_representative", "sole_investor"),
    Label("投资人姓名", "legal_representative", "sole_investor"),
    Label("执行事务合伙人", "legal_representative", "partnership"),
    Label("执行合伙人", "legal_representative", "partnership"),
    Label("执行事务合伙人(委派代表)", "legal_representative", "partnership"),
    Label("合伙期限", "valid_period", "partnership"),
    Label("成员出资总额", "registered_capital", "cooperative"),
    Label("出资额", "registered_capital"),
    Label("出资总额", "registered_capital"),
)

LABELS: tuple[Label, ...] = tuple(
    sorted(
        (*(Label(word, field) for field, words in _WORDS.items() for word in words.split()), *_TELLING),
        key=lambda label: -len(label.text),
    )
)
"""Longest first, so that the first match is the best."""

_TRADITIONAL = str.maketrans("經營範圍類稱註冊資額總機關", "经营范围类称注册资额总机关")
"""Characters that blurred print is taken for."""
_LEAD = re.compile(r"^[\s:;.,·*'`|_\-—、。]+")
_COLON = re.compile(r"^[\s:：;.·]+")


def normal(text: str) -> str:
    """Return the text in NFKC without white space, for comparing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


_TOLD_BY_REST = (
    "名称",
    "类型",
    "住所",
    "法定代表人",
    "投资人",
    "经营者",
    "负责人",
    "营业场所",
    "经营场所",
    "注册资本",
    "实收资本",
    "出资额",
    "成立日期",
    "注册日期",
    "营业期限",
    "合伙期限",
    "公司类型",
    "经营范围",
)


@dataclass(frozen=True)
class Match:
    """A label at the start of a text: where it ends there, and whether every character agreed."""

    label: Label
    end: int
    exact: bool


@lru_cache(maxsize=2048)
def match_label(text: str) -> Match | None:
    """Find the label that a text (as `normal` leaves it) starts with; long ones may be misread in one character."""
    text = text.translate(_TRADITIONAL)
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    return _exact(text, start) or _fuzzy(text, start)


def match_exactly(text: str) -> Match | None:
    """Find the label that a text starts with, every character of it as it should be."""
    return _exact(text, 0)


def is_fragment(text: str) -> bool:
    """Tell whether a text is the beginning of a label and not all of it."""
    return bool(text) and any(label.text.startswith(text) and label.text != text for label in LABELS)


def complete_label(start: str, text: str) -> str:
    """Return a text that begins with the rest of a label whose beginning is `start`, with the whole label before it.

    One character in the middle may be lost; empty where the two are no label.
    """
    for label in LABELS:
        if not start or not label.text.startswith(start) or label.text == start:
            continue
        for size in range(len(label.text) - len(start), 0, -1):
            if len(start) + size >= len(label.text) - (len(label.text) > 2) and text.startswith(label.text[-size:]):
                return label.text + text[size:]
    return ""


def label_by_start(text: str) -> Label | None:
    """Find the label of which a text is the beginning, where that tells the field."""
    labels = [label for label in LABELS if label.text.startswith(text)]
    return labels[-1] if len({label.field for label in labels}) == 1 else None


def label_by_rest(text: str, *, least: float = 0.5) -> tuple[Label, int] | None:
    """Find the label whose first characters are lost: (label, how many characters are left of it).

    Half of it must be left where its place does not tell: 限 may begin the last line of an address, …有 | 限公司).
    """
    rests = [
        (label, size)
        for label in LABELS
        if label.text in _TOLD_BY_REST
        for size in range(math.ceil(least * len(label.text)), len(label.text))
        if text.startswith(label.text[-size:])
    ]
    return max(rests, key=lambda rest: rest[1], default=None)


def _exact(text: str, start: int) -> Match | None:
    for label in LABELS:
        if text.startswith(label.text, start):
            end = start + len(label.text)
            colon = _COLON.match(text[end:])
            return Match(label, end + (colon.end() if colon else 0), True)
    return None


def _fuzzy(text: str, start: int) -> Match | None:
    for label in LABELS:
        size = len(label.text)
        if size < 4 or len(text) < start + size:
            continue
        end = start + size
        if _inserted(text[start : end + 1], label.text):
            end += 1
        elif sum(a != b for a, b in zip(text[start:], label.text, strict=False)) > size // 4:
            continue
        colon = _COLON.match(text[end:])
        return Match(label, end + (colon.end() if colon else 0), False)
    return None


def _inserted(text: str, word: str) -> bool:
    """Whether a text is the word with one more character inside, as a pattern under the print adds it."""
    return any(text[:place] + text[place + 1 :] == word for place in range(1, len(text) - 1))
