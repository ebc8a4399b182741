"""Invent a license: realistic texts, valid numbers, nothing that belongs to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from . import numbers, texts
from .words import PLACES, TRADES


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a kind of license prints: its layouts, its labels (none: not printed) and the days it was issued in."""

    layouts: tuple[str, ...]
    types: tuple[str, ...]
    person: str = "法定代表人"
    address: str = "住所"
    capital: str = "注册资本"
    term: str = "营业期限"
    registered: str = "成立日期"
    issued: tuple[date, date] = (date(2019, 3, 1), date(2025, 6, 30))


@dataclass(frozen=True)
class Row:
    """One printed line: its label, its field under the name WeChat gives it, and its text."""

    label: str
    field: str
    text: str


@dataclass(frozen=True, kw_only=True)
class License:
    """Everything printed on one license; `rows` are without the number and the serial."""

    kind: str
    layout: str
    rows: tuple[Row, ...]
    number: str
    serial: str
    copy: str
    copy_number: str
    authority: str
    issued_on: str
    qr: str | None

    @property
    def fields(self) -> dict[str, str]:
        """The printed texts under WeChat's names."""
        values = {"reg_num": self.number, "serial": self.serial} | {row.field: row.text for row in self.rows}
        return {name: text for name, text in values.items() if text}

    def truth(self) -> dict[str, Any]:
        """Return what the sheet says, without what only a picture has."""
        return {
            "kind": self.kind,
            "fields": self.fields,
            "qr": self.qr,
            "authority": self.authority,
            "issued_on": self.issued_on,
            "copy": self.copy,
            "copy_number": self.copy_number,
            "layout": self.layout,
        }


COMPANY_TYPES = (
    "有限责任公司（自然人投资或控股）",
    "有限责任公司(自然人独资)",
    "有限责任公司（非自然人投资或控股的法人独资）",
    "其他有限责任公司",
    "股份有限公司（非上市、自然人投资或控股）",
    "有限责任公司（外商投资、非独资）",
)

KINDS = {
    "company_2019": Kind(layouts=("landscape",), types=COMPANY_TYPES),
    "company_copy": Kind(layouts=("landscape",), types=COMPANY_TYPES),
    "company_2015_vertical": Kind(
        layouts=("vertical",), types=COMPANY_TYPES, issued=(date(2015, 10, 1), date(2019, 2, 28))
    ),
    "old_15_digit": Kind(
        layouts=("folded", "folded", "vertical"),
        types=("有限责任公司（自然人投资或控股）", "有限责任公司", "有限责任公司（自然人独资）"),
        issued=(date(2008, 3, 1), date(2014, 2, 20)),
    ),
    "individual_business": Kind(
        layouts=("landscape", "landscape", "vertical"),
        types=("个体工商户",),
        person="经营者",
        address="经营场所",
        capital="",
        term="",
        registered="注册日期",
    ),
    "partnership": Kind(
        layouts=("landscape", "landscape", "vertical"),
        types=("有限合伙企业", "普通合伙企业", "特殊普通合伙企业"),
        person="执行事务合伙人",
        address="主要经营场所",
        capital="出资额",
        term="合伙期限",
    ),
    "branch": Kind(
        layouts=("landscape", "vertical"),
        types=("有限责任公司分公司（自然人投资或控股）", "有限责任公司分公司", "其他有限责任公司分公司"),
        person="负责人",
        address="营业场所",
        capital="",
    ),
    "sole_investor": Kind(
        layouts=("vertical", "landscape"), types=("个人独资企业",), person="投资人", capital="出资额", term=""
    ),
}

ORDERS = {
    "landscape": (
        "enterprise_name", "type_of_enterprise", "legal_representative", "business_scope",
        "type_of_organization", "registered_capital", "registered_date", "valid_period", "address",
    ),
    "vertical": (
        "enterprise_name", "type_of_enterprise", "address", "legal_representative", "type_of_organization",
        "registered_capital", "paid_in_capital", "registered_date", "valid_period", "business_scope",
    ),
    "folded": (
        "enterprise_name", "address", "legal_representative", "registered_capital", "paid_in_capital",
        "type_of_enterprise", "business_scope", "registered_date", "valid_period",
    ),
}  # fmt: skip


def invent(kind: str, rng: Random, *, layout: str = "", copy: str = "") -> License:
    """Return an invented license of a kind; the same state of `rng` gives the same license."""
    what, place, trade = KINDS[kind], rng.choice(PLACES), rng.choice(TRADES)
    layout = layout or rng.choice(what.layouts)
    issued_on = _day_between(rng, *what.issued)
    founded_on = max(date(2000, 1, 4), issued_on - timedelta(days=rng.choice((0, 0, rng.randrange(30, 3000)))))
    rows = {
        "enterprise_name": Row("名称", "enterprise_name", texts.name(kind, rng, place=place, trade=trade)),
        "type_of_enterprise": Row("公司类型" if layout == "folded" else "类型", "type_of_enterprise", rng.choice(what.types)),
        "legal_representative": Row(
            "法定代表人姓名" if layout == "folded" else what.person,
            "legal_representative",
            texts.managing_partner(rng, place=place) if kind == "partnership" else texts.person(rng),
        ),
        "address": Row(what.address, "address", texts.address(rng, place=place)),
        "registered_date": Row(what.registered, "registered_date", texts.day(founded_on, padded=rng.random() < 0.7)),
        "business_scope": Row("经营范围", "business_scope", texts.scope(rng, trade=trade, issued_on=issued_on)),
    }
    capital = texts.capital(rng)
    if what.capital:
        rows["registered_capital"] = Row(what.capital, "registered_capital", capital)
    if kind == "old_15_digit":
        rows["paid_in_capital"] = Row("实收资本", "paid_in_capital", capital)
    if what.term and issued_on < date(2022, 3, 1):
        rows["valid_period"] = Row(what.term, "valid_period", texts.term(rng, founded_on=founded_on))
    if kind == "individual_business":
        rows["type_of_organization"] = Row("组成形式", "type_of_organization", rng.choice(("个人经营", "个人经营", "家庭经营")))
    number = _number(kind, rng, region=place.code, founded_on=founded_on)
    copy = copy or rng.choice(("正本", "副本"))
    if layout == "folded":
        copy = "副本"
    return License(
        kind=kind,
        layout=layout,
        rows=tuple(rows[name] for name in ORDERS[layout] if name in rows),
        number=number,
        serial=texts.serial(rng, place=place, issued_on=issued_on) if copy == "副本" and layout != "folded" else "",
        copy=copy,
        copy_number=rng.choice(("1-1", "2-1", "3-2")) if copy == "副本" else "",
        authority=texts.authority(place, issued_on=issued_on),
        issued_on=texts.day(issued_on, padded=True),
        qr=f"http://www.gsxt.gov.cn/index.html?uniscid={number}" if issued_on >= date(2019, 3, 1) else None,
    )


def _number(kind: str, rng: Random, *, region: str, founded_on: date) -> str:
    if kind == "old_15_digit":
        return numbers.registration_number(rng, region=region)
    prefix = "92" if kind == "individual_business" else "91"
    return numbers.social_credit_code(rng, prefix=prefix, region=region, modern=founded_on >= date(2015, 10, 1))


def _day_between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange((last - first).days + 1))
