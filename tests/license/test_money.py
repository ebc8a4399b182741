from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_bizlicense.license.money import CURRENCIES, Money, parse_money
from tests.license.printed import print_money

AMOUNTS = st.integers(0, 10**12 - 1).map(Decimal)
CENTS = st.decimals(0, 10**10, places=2, allow_nan=False)
SMALL_UNITS = ("", "拾", "佰", "仟")


def capitals(amount: int) -> str:
    """Write an amount below 10 ** 12 the way a bank does: 壹仟零伍万 for 10050000."""
    groups = [(amount // 10**8, "亿"), (amount // 10**4 % 10**4, "万"), (amount % 10**4, "")]
    text = ""
    for group, unit in groups:
        if group:
            zero = "零" if text and group < 1000 else ""
            text += zero + group_in_capitals(group) + unit
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零") or "零"


def group_in_capitals(group: int) -> str:
    text = ""
    for power in (3, 2, 1, 0):
        digit = group // 10**power % 10
        if digit:
            text += "零壹贰叁肆伍陆柒捌玖"[digit] + SMALL_UNITS[power]
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


FORMS = (
    lambda amount: f"{amount}元",
    lambda amount: f"{amount:,}元",
    lambda amount: f"人民币{amount / 10**4:f}万元",
    lambda amount: f"{amount / 10**8:f}亿",
    lambda amount: f"{amount / 10**4:,.6f}万人民币",
    lambda amount: f"人民币{capitals(int(amount))}元整",
    lambda amount: (
        f"{capitals(int(amount)).translate(str.maketrans('壹贰叁肆伍陆柒捌玖拾佰仟', '一二三四五六七八九十百千'))}圆"
    ),
    lambda amount: f"（人民币）{amount}.00 元",
    lambda amount: str(amount),
)


@given(AMOUNTS, st.sampled_from(FORMS))
def test_an_amount_is_read_in_every_form(amount: Decimal, form: object) -> None:
    assert parse_money(form(amount)) == Money(amount=amount)  # type: ignore[operator]


@given(st.builds(Money, amount=AMOUNTS | CENTS, currency=st.sampled_from(sorted(set(CURRENCIES.values())))))
def test_printed_money_reads_the_same(money: Money) -> None:
    assert parse_money(print_money(money)) == money


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("200万", 2_000_000, "CNY"),
        ("200万元", 2_000_000, "CNY"),
        ("人民币200万元", 2_000_000, "CNY"),
        ("人民币贰佰万元整", 2_000_000, "CNY"),
        ("壹佰万元整", 1_000_000, "CNY"),
        ("陆佰万圆整", 6_000_000, "CNY"),
        ("500.000000万人民币", 5_000_000, "CNY"),
        ("100.000000万美元", 1_000_000, "USD"),
        ("1,000万元", 10_000_000, "CNY"),
        ("１，０００万元", 10_000_000, "CNY"),
        ("10万美元", 100_000, "USD"),
        ("100万元美元", 1_000_000, "USD"),
        ("10万港币", 100_000, "HKD"),
        ("港币10万元", 100_000, "HKD"),
        ("30万欧元", 300_000, "EUR"),
        ("5000万日元", 50_000_000, "JPY"),
        ("USD 50,000.00", 50_000, "USD"),
        ("¥2,000,000", 2_000_000, "CNY"),
        ("3千万", 30_000_000, "CNY"),
        ("1亿2000万元", 120_000_000, "CNY"),
        ("1.5亿", 150_000_000, "CNY"),
        ("1万亿元", 1_000_000_000_000, "CNY"),
        ("壹拾万", 100_000, "CNY"),
        ("拾万元", 100_000, "CNY"),
        ("0万元", 0, "CNY"),
        ("注册资本：伍佰万元正", 5_000_000, "CNY"),
        ("人民币贰佰万元整（¥2,000,000.00）", 2_000_000, "CNY"),
        ("100万美元(折合人民币650万元)", 1_000_000, "USD"),
        ("零元", 0, "CNY"),
        ("壹万零伍元伍角叁分", Decimal("10005.53"), "CNY"),
    ],
)
def test_amounts_seen_on_licenses(text: str, amount: int | Decimal, currency: str) -> None:
    assert parse_money(text) == Money(amount=Decimal(amount), currency=currency)


@pytest.mark.parametrize(
    "text",
    [
        *("", "***", "无", "万", "元", "-5万元", "一千二", "一百万二", "一二三", "万十百", "十万百", "百千"),
        *(
            "100万美元人民币",
            "1,00万元",
            "五3万元",
            "5万元5万元",
            "约100万元",
            "٣万",
            "9" * 70,
            "1" + "0" * 16,
            "壹佰亿亿",
        ),
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert parse_money(text) is None


def test_as_json_has_no_exponent_and_no_trailing_zeros() -> None:
    assert Money(amount=Decimal("1E+7")).as_json() == {"amount": "10000000", "currency": "CNY"}
    parsed = parse_money("12.50元")
    assert parsed is not None
    assert parsed.as_json()["amount"] == "12.5"
