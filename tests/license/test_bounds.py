"""Nothing raises on any text up to 100,000 characters, nor needs more than 10 ms for one."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_bizlicense.license.dates import parse_date, parse_term
from django_bizlicense.license.fields import FIELDS, clean_text
from django_bizlicense.license.findings import Case, find
from django_bizlicense.license.kinds import kind_of
from django_bizlicense.license.money import parse_money
from django_bizlicense.license.names import place_of, same_address, same_name, same_person
from django_bizlicense.license.normalize import normalize
from django_bizlicense.license.numbers import parse_number
from django_bizlicense.license.qr import code_of_qr
from django_bizlicense.license.repairs import repairs
from django_bizlicense.license.text import is_filler

LENGTH = 100_000
TODAY = dt.date(2026, 1, 1)


def _kind(text: str) -> object:
    return kind_of(dict.fromkeys(("type_of_enterprise", "enterprise_name"), text))


def _same(compare: Callable[[str, str], bool]) -> Callable[[str], object]:
    return lambda text: compare(text, text + "x")


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "parse_number": parse_number,
    "repairs": repairs,
    "parse_date": parse_date,
    "parse_term": parse_term,
    "parse_money": parse_money,
    "place_of": place_of,
    "same_name": _same(same_name),
    "same_person": _same(same_person),
    "same_address": _same(same_address),
    "kind_of": _kind,
    "code_of_qr": code_of_qr,
    "clean_text": clean_text,
    "is_filler": is_filler,
    "normalize": lambda text: normalize({"reg_num": text}).as_json(),
    "find": lambda text: [f.as_json() for f in find(Case(fields={"valid_period": text}, today=TODAY))],
}

UNITS = [
    " ", "0", "1", "9", "A", "*", "-", "(", ")", "()", "((", "[", ",", "1,", "1,000", "1.", "2018", "2018年",
    "2018年1月1日", "2018-", "2018-1-", "20180101", "20180101 ", "年", "月", "一", "十", "〇", "万", "亿", "零",
    "壹佰", "一十", "元", "角", "分", "至", "自", "长期", "长", "无", "无固定", "市", "省", "区", "县", "浙江",
    "北京市", "自治", "蒙古", "族", "委派代表", "公司", "合伙", "有限", "人民币", "美元", "US$", "1 ", " 1",
    "1:", "00:00", "T00:00:00", "\u0344", "\u0301\u0316", "\ufdfa", "\ud800", "\x00", "\u200b", "\t", "\n",
    "％", "%41", "&uniscid=", "http://", "١", "²", "Ⅷ", "ﷺ", "İ", "ß", "𝟘", "㎏", "91330100799655058B ",
]  # fmt: skip
PREFIXES = ["", "http://www.gsxt.gov.cn/?", "2018年1月1日至"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_long_texts_take_no_time(name: str) -> None:
    function = FUNCTIONS[name]
    slow = []
    for prefix in PREFIXES:
        for unit in UNITS:
            text = (prefix + unit * (LENGTH // len(unit)))[:LENGTH]
            if all(_seconds(function, text) > 0.01 for _ in range(3)):
                slow.append((prefix, unit))
    assert slow == []


def _seconds(function: Callable[[str], object], text: str) -> float:
    started = time.thread_time()
    function(text)
    return time.thread_time() - started


ALPHABET = st.sampled_from(
    "0123456789OISZBXNA年月日.-/ 至自起长期无*()（）[]万亿元角分整零一二十百千壹佰美人民币,:,·省市区县州"
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet=ALPHABET, max_size=60),
    st.lists(st.sampled_from(UNITS), max_size=20).map("".join),
    st.text(alphabet=st.characters(), max_size=30),
)


@settings(max_examples=400)
@given(TEXTS)
def test_no_text_raises(text: str) -> None:
    for function in FUNCTIONS.values():
        function(text)


@settings(max_examples=150)
@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, TEXTS)),
    st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, TEXTS)),
    st.lists(TEXTS, max_size=3),
)
def test_no_case_raises(fields: dict[str, str], others: dict[str, str], codes: list[str]) -> None:
    case = Case(fields=fields, stated=others, second_fields=others, codes=codes, today=TODAY, same_number=codes)
    for finding in find(case):
        assert finding.zh.encode()
        assert finding.en.encode()
