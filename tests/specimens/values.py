"""Invent a license: realistic texts, valid numbers, nothing that belongs to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from . import numbers, texts
from .kinds import ISSUED, KINDS, QR_SINCE, Kind, labels
from .words import PLACES, TRADES, Place, Trade


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
            "layout": self.layout,
            "fields": self.fields,
            "qr": self.qr,
            "authority": self.authority,
            "issued_on": self.issued_on,
            "copy": self.copy,
            "copy_number": self.copy_number,
        }


@dataclass(frozen=True, kw_only=True)
class _Case:
    kind: Kind
    layout: str
    place: Place
    trade: Trade
    type_: str
    founded_on: date
    issued_on: date


def invent(kind: str, rng: Random, *, layout: str = "", copy: str = "") -> License:
    """Return an invented license of a kind of KINDS; the same state of `rng` gives the same license."""
    case = _case(KINDS[kind], rng, layout=layout)
    printed = _printed(case, rng)
    rows = labels(case.kind, layout=case.layout, issued_on=case.issued_on)
    copy = "副本" if case.layout == "folded" or kind == "company_copy" else copy or rng.choice(("正本", "副本"))
    number = _number(case, rng)
    has_serial = copy == "副本" and case.layout != "folded"
    return License(
        kind=kind,
        layout=case.layout,
        rows=tuple(Row(label, field, printed[field]) for field, label in rows.items()),
        number=number,
        serial=texts.serial(rng, place=case.place, issued_on=case.issued_on) if has_serial else "",
        copy=copy,
        copy_number=rng.choice(("1-1", "2-1", "3-2")) if copy == "副本" else "",
        authority=texts.authority(case.place, issued_on=case.issued_on),
        issued_on=texts.day(case.issued_on),
        qr=f"http://www.gsxt.gov.cn/index.html?uniscid={number}" if case.issued_on >= QR_SINCE else None,
    )


def _case(kind: Kind, rng: Random, *, layout: str) -> _Case:
    layout = layout or rng.choice(kind.layouts)
    first, last = ISSUED[layout]
    issued_on = first + timedelta(days=rng.randrange((last - first).days + 1))
    age = rng.choice((0, 0, rng.randrange(30, 3000)))
    return _Case(
        kind=kind,
        layout=layout,
        place=rng.choice(PLACES),
        trade=rng.choice(TRADES),
        type_=rng.choice(kind.types),
        founded_on=issued_on - timedelta(days=age),
        issued_on=issued_on,
    )


def _printed(case: _Case, rng: Random) -> dict[str, str]:
    """Return a text for every field, printed or not."""
    capital = texts.capital(rng, foreign="外商" in case.type_)
    return {
        "enterprise_name": texts.name(rng, type_=case.type_, place=case.place, trade=case.trade),
        "type_of_enterprise": case.type_,
        "legal_representative": texts.head(rng, type_=case.type_, place=case.place),
        "address": texts.address(rng, place=case.place),
        "type_of_organization": rng.choice(("个人经营", "个人经营", "家庭经营")),
        "registered_capital": capital,
        "paid_in_capital": capital,
        "registered_date": texts.printed_day(rng, case.founded_on, old=case.layout == "folded"),
        "valid_period": texts.term(rng, founded_on=case.founded_on),
        "business_scope": texts.scope(rng, trade=case.trade, issued_on=case.issued_on),
    }


def _number(case: _Case, rng: Random) -> str:
    if not case.kind.prefix:
        return numbers.registration_number(rng, region=case.place.code)
    # since the three papers became one, in October 2015, new organization codes begin MA
    modern = case.founded_on >= date(2015, 10, 1)
    return numbers.social_credit_code(rng, prefix=case.kind.prefix, region=case.place.code, modern=modern)
