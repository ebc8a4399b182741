"""Amounts of money as they are printed on business licenses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django_bizlicense.license.text import tight

NAMES: dict[str, tuple[str, ...]] = {
    "CNY": ("人民币", "人民幣", "RMB", "¥"),
    "USD": ("美元", "美金", "US$"),
    "HKD": ("港币", "港元", "港幣", "HK$"),
    "EUR": ("欧元", "€"),
    "GBP": ("英镑", "£"),
    "JPY": ("日元", "日圆", "日币"),
    "KRW": ("韩元", "韩币"),
    "SGD": ("新加坡元", "新加坡币", "新元"),
    "AUD": ("澳元", "澳大利亚元"),
    "CAD": ("加元", "加拿大元"),
    "NZD": ("新西兰元",),
    "CHF": ("瑞士法郎",),
    "TWD": ("新台币", "台币"),
    "MOP": ("澳门元", "澳门币"),
    "THB": ("泰铢",),
    "RUB": ("卢布",),
    "MYR": ("林吉特",),
}
"""What licenses print for a currency (ISO 4217), the usual name first; the code itself is understood as well."""

CURRENCIES: dict[str, str] = {name: code for code, names in NAMES.items() for name in (code, *names)}

_CURRENCY = re.compile("|".join(re.escape(name) for name in sorted(CURRENCIES, key=len, reverse=True)))
_BRACKETED = re.compile(r"\([^()]*\)")
_LABEL = re.compile(r"注册资[本金]|实收资本|(?:成员)?出资(?:总)?额|资金数额")
_TOKEN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|.")
_AMOUNT_LENGTH = 60

_DIGITS = {zh: value for row in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖") for value, zh in enumerate(row)}
_DIGITS |= {"○": 0, "两": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_LIMIT = Decimal(10) ** 16


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in the unit of its currency (ISO 4217), such as yuan."""

    amount: Decimal
    currency: str = "CNY"

    def as_json(self) -> dict[str, str]:
        """Return {"amount", "currency"}, the amount as a decimal string without an exponent."""
        return {"amount": f"{self.amount:f}", "currency": self.currency}


def parse_money(text: str) -> Money | None:
    """Return the amount a text states, None where it states none; without a currency it is yuan.

    What stands in brackets is used unless it contradicts the rest: 100万美元(折合人民币650万元) is dollars.
    """
    whole = _LABEL.sub("", tight(text).upper())
    return _parse(whole.replace("(", "").replace(")", "")) or _parse(_BRACKETED.sub("", whole))


def _parse(text: str) -> Money | None:
    currencies = {CURRENCIES[name] for name in _CURRENCY.findall(text)}
    if len(currencies) > 1:
        return None
    amount = _amount(_CURRENCY.sub("", text).strip(":整正"))
    if amount is None or amount >= _LIMIT:
        return None
    return Money(amount=amount, currency=currencies.pop() if currencies else "CNY")


def _amount(text: str) -> Decimal | None:
    whole, _, cents = re.sub("[圆圓塊块]", "元", text).partition("元")
    if not whole or len(text) > _AMOUNT_LENGTH:
        return None
    value, small = _numeral(whole), _cents(cents)
    return None if value is None or small is None else _trimmed(value + small)


def _trimmed(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _cents(text: str) -> Decimal | None:
    """Return what follows 元: 伍角叁分 is 0.53."""
    match = re.fullmatch(r"[零〇]?(?:([^角分])角)?(?:[零〇]?([^角分])分)?", text.strip("整正"))
    if match is None:
        return None
    tenths, hundredths = (_digit(part) for part in match.groups())
    return None if tenths is None or hundredths is None else Decimal(tenths * 10 + hundredths) / 100


def _digit(text: str | None) -> int | None:
    if not text:
        return 0
    return int(text) if text in "0123456789" else _DIGITS.get(text)


def _numeral(text: str) -> Decimal | None:
    """Return the value of digits and Chinese numerals mixed: 1.5亿, 3千万, 壹仟贰佰万零伍."""
    reader = _Reader()
    return reader.value() if all(reader.take(token) for token in _TOKEN.findall(text)) else None


class _Reader:
    """Adds up a numeral from the left; `take` refuses what no numeral continues with."""

    def __init__(self) -> None:
        self.total = self.section = Decimal(0)
        self.pending: Decimal | None = None
        self.unit = 10**5
        self.large = 10**17
        self.tight = True
        """Whether a digit may stand here without a unit of its own: 一百二 means 120 and is refused."""

    def take(self, token: str) -> bool:
        if token in _SMALL:
            return self._small(_SMALL[token])
        if token in _LARGE:
            return self._large(_LARGE[token])
        if token in _DIGITS:
            return self._figure(_DIGITS[token])
        return token[0] in "0123456789" and self._number(Decimal(token.replace(",", "")))

    def value(self) -> Decimal | None:
        if self.pending is not None and not self.tight:
            return None
        return self.total + self.section + (self.pending or 0)

    def _number(self, value: Decimal) -> bool:
        if self.pending is not None or self.section:
            return False
        self.pending, self.tight = value, True
        return True

    def _figure(self, value: int) -> bool:
        if value == 0 and self.pending is None:
            self.tight = True
            return True
        if self.pending is not None:
            return False
        self.pending = Decimal(value)
        return True

    def _small(self, unit: int) -> bool:
        if unit >= self.unit or (self.pending is None and unit > 10):
            return False
        self.section += (1 if self.pending is None else self.pending) * unit
        self.pending, self.unit, self.tight = None, unit, unit == 10
        return True

    def _large(self, unit: int) -> bool:
        section = self.section + (self.pending or 0)
        nothing = self.pending is None and not (section or self.total)
        if nothing or (self.pending is not None and not self.tight):
            return False
        if unit > self.large:
            self.total = (self.total + section) * unit
        elif unit < self.large:
            self.total += section * unit
        else:
            return False
        self.section, self.pending, self.unit, self.large, self.tight = Decimal(0), None, 10**5, unit, False
        return True
