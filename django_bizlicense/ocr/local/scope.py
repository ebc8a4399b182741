"""The business scope: a list of items between regulated formulas, whose small print is often misread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from django_bizlicense.ocr.local.labels import normal

FORMULAS = (
    "除依法须经批准的项目外,凭营业执照依法自主开展经营活动",
    "依法须经批准的项目,经相关部门批准后方可开展经营活动",
    "依法须经批准的项目,经相关部门批准后方可开展经营活动,具体经营项目以审批结果为准",
    "依法须经批准的项目,经相关部门批准后方可开展经营活动,具体经营项目以相关部门批准文件或许可证件为准",
)
"""What the registration rules have printed after a list, without the brackets around it."""
LIKE = 0.88
"""A text this like a formula is that formula, misread."""
_FORMULA = re.compile(r"(\(?)(\w?依法.{2,4}批准.{6,20}?(?:经营活动|营活动|经营活)(?:.?具体经营项.{4,18}?为准)?)(\)?)")
_LEAD = re.compile(r"(?:(?<=^)|(?<=[。);]))般(?=(?:经营)?项目)")
_AFTER_LEAD = re.compile(r"((?:一般|许可)(?:经营)?项目是?)[;,.](?=\w)")
_LIST_COLON = re.compile(r"(?<!项目)(?<!项目是)(?<!范围)(?<!以下)(?<!如下)(?<!包括)(?<!业务)(?<!其中)(?<!方式):")
_ITEM = re.compile(r"(?!许可|一般|等|的|及|和)[\u4e00-\u9fff]")
_SET_APART = re.compile(r"(\([^()]*\)|除?依法须经批准[^。]*)")
"""Brackets and formulas, in which other punctuation stands."""
_CLOSES = re.compile(r"[^()]*\)")
_OPENED = re.compile(r"(?<!\()(?:不含|仅限|仅销售|除销售需要|以上范围|上述经营范围|涉及许可)[^()]*\)")
_FARMING = re.compile(r"(?:(?<![\u4e00-\u9fff])|(?<=初级)|(?<=与))衣(?=产品|作物|业|副|药|机具)")
_LIVESTOCK = re.compile(r"(?<![\u4e00-\u9fff])性备(?=销售|养殖|饲养)")
_INSTRUMENTS = re.compile(r"仅(?=器[仪仅]表)|(?<=[仪仅]器)仅(?=表)|(?<=计时)仅(?=器)")
_ITEMS = re.compile(r"(?<=经营项)日(?!常)|(?<=的项)日(?!常)")
_LOOK_ALIKE = ((_FARMING, "农"), (_LIVESTOCK, "牲畜"), (_INSTRUMENTS, "仪"), (_ITEMS, "目"))
"""Misread words of many scopes, only where no other can be meant, as in 内衣产品, 女性备孕, 仅器械, 事项日常."""


def mend_scope(lines: Sequence[str]) -> str:
    """Return the lines of a scope as one text, with lost separators, misread ones and formulas put right."""
    text = _LEAD.sub("一般", joined(lines))
    for wrong, right in _LOOK_ALIKE:
        text = wrong.sub(right, text)
    text = _LIST_COLON.sub(";", _AFTER_LEAD.sub(r"\1:", text))
    text = open_brackets(_FORMULA.sub(_formula, text))
    return text.lstrip(":;.,'").rstrip(":'·")


def open_brackets(text: str) -> str:
    """Give remarks that end in a bracket the one back that opened them."""
    if text.count(")") <= text.count("("):
        return text
    return _OPENED.sub(
        lambda found: f"({found.group()}" if not _is_open(text[: found.start()]) else found.group(), text
    )


def _is_open(text: str) -> bool:
    return text.count("(") > text.count(")")


def joined(lines: Sequence[str]) -> str:
    """Join the lines of a list, with the separator back that was lost after a bracket at the end of a line."""
    separator = _separator(normal("".join(lines)))
    text = ""
    for line in map(normal, lines):
        if _CLOSES.match(line) and _is_open(text.removesuffix(")")):
            text = text.removesuffix(")")
        lost = separator and text.endswith(")") and _ITEM.match(line)
        text += f"{separator}{line}" if lost else line
    return text


def _separator(text: str) -> str:
    """The separator of the list outside brackets; empty where there is no saying."""
    plain = _SET_APART.sub("", text)
    most = max(";,、", key=plain.count)
    return most if plain.count(most) > 1 else ""


def _formula(found: re.Match[str]) -> str:
    opened, said, closed = found.groups()
    likeness, formula = max((SequenceMatcher(None, formula, said).ratio(), formula) for formula in FORMULAS)
    if likeness < LIKE:
        return found.group()
    return f"({formula})" if opened or closed else formula
