"""Invent a license: realistic texts, valid numbers, nothing that belongs to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from . import numbers, texts
from .kinds import CODES_SINCE, ISSUED, KINDS, QR_SINCE, Kind, labels
from .trades import TRADES, Trade
from .words import FILLERS, PLACES, Place

LONGEST_SCOPE = {"landscape": 420, "folded": 220, "wall": 190, "shop": 400, "vertical": 400, "vertical_2014": 400}
"""How many characters of business scope a design has room for, where it is not 600."""


@dataclass(frozen=True)
class Row:
    """One printed line: its label, its field under the name WeChat gives it, and its text."""

    label: str
    field: str
    text: str


@dataclass(frozen=True, kw_only=True)
class License:
    """Everything printed on one license; `rows` are without the number and the serial.

    `fillers` stand where a field is empty (***): they are printed and say nothing.
    """

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
    fillers: Mapping[str, str]

    @property
    def fields(self) -> dict[str, str]:
        """The printed texts under WeChat's names."""
        values = {"reg_num": self.number, "serial": self.serial} | {row.field: row.text for row in self.rows}
        return {name: text for name, text in values.items() if text}

    def printed(self, row: Row) -> str:
        """Return what stands beside a label: the text, or what fills its place."""
        return row.text or self.fillers.get(row.field, "")

    def truth(self) -> dict[str, Any]:
        """Return what the sheet says, without what only a picture has."""
        said = {
            "kind": self.kind,
            "layout": self.layout,
            "fields": self.fields,
            "qr": self.qr,
            "authority": self.authority,
            "issued_on": self.issued_on,
            "copy": self.copy,
            "copy_number": self.copy_number,
        }
        return said | ({"fillers": dict(self.fillers)} if self.fillers else {})


@dataclass(frozen=True, kw_only=True)
class _Case:
    kind: Kind
    layout: str
    place: Place
    trade: Trade
    type_: str
    founded_on: date
    issued_on: date

    @property
    def is_old(self) -> bool:
        return self.issued_on < date(2014, 3, 1)


def invent(kind: str, rng: Random, *, layout: str = "", copy: str = "") -> License:
    """Return an invented license of a kind of KINDS; the same state of `rng` gives the same license."""
    case = _case(KINDS[kind], rng, layout=layout)
    printed = _printed(case, rng)
    rows = labels(case.kind, layout=case.layout, issued_on=case.issued_on)
    copy = _copy(case, rng, kind=kind, copy=copy)
    number = _number(case, rng)
    has_serial = (copy == "副本" or rng.random() < 0.3) and case.layout not in ("folded", "wall", "shop", "electronic")
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
        fillers={field: rng.choice(FILLERS) for field in rows if not printed[field] and rng.random() < 0.7},
    )


def reprint(truth: Mapping[str, Any]) -> License:
    """Return the license that a truth tells of, to be drawn once more."""
    year, month, day = (int(truth["issued_on"][start:end]) for start, end in ((0, 4), (5, 7), (8, 10)))
    fields: dict[str, str] = truth["fields"]
    rows = labels(KINDS[truth["kind"]], layout=truth["layout"], issued_on=date(year, month, day))
    said = ("kind", "layout", "copy", "copy_number", "authority", "issued_on", "qr")
    return License(
        **{name: truth[name] for name in said},
        rows=tuple(Row(label, field, fields.get(field, "")) for field, label in rows.items()),
        number=fields["reg_num"],
        serial=fields.get("serial", ""),
        fillers=truth.get("fillers", {}),
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
        trade=TRADES[-1] if kind.prefix == "93" else rng.choice(TRADES),
        type_=rng.choice(kind.types),
        founded_on=issued_on - timedelta(days=age),
        issued_on=issued_on,
    )


def _copy(case: _Case, rng: Random, *, kind: str, copy: str) -> str:
    if case.layout == "wall":
        return "正本"
    return "副本" if case.layout == "folded" or kind == "company_copy" else copy or rng.choice(("正本", "副本"))


def _printed(case: _Case, rng: Random) -> dict[str, str]:
    """Return a text for every field, printed or not."""
    small = case.kind.capital not in ("注册资本", "")
    capital = texts.capital(rng, foreign="外商" in case.type_ or "港澳" in case.type_, small=small)
    paid = capital if rng.random() < 0.6 else texts.capital(rng, foreign=False)
    longest = LONGEST_SCOPE.get(case.layout, 600)
    return {
        "enterprise_name": texts.name(rng, type_=case.type_, place=case.place, trade=case.trade),
        "type_of_enterprise": case.type_,
        "legal_representative": texts.head(rng, type_=case.type_, place=case.place),
        "address": texts.address(rng, place=case.place),
        "type_of_organization": rng.choice(("个人经营", "个人经营", "家庭经营")),
        "registered_capital": capital,
        "paid_in_capital": paid,
        "registered_date": texts.printed_day(rng, case.founded_on, old=case.is_old),
        "valid_period": texts.term(rng, founded_on=case.founded_on, old=case.is_old) if rng.random() < 0.93 else "",
        "business_scope": texts.scope(
            rng,
            trade=case.trade,
            issued_on=case.issued_on,
            branch="分公司" in case.type_,
            longest=longest,
        ),
    }


def _number(case: _Case, rng: Random) -> str:
    if case.issued_on < CODES_SINCE:
        return numbers.registration_number(rng, region=case.place.code)
    # since the three papers became one, in October 2015, new organization codes begin MA
    modern = case.founded_on >= CODES_SINCE
    return numbers.social_credit_code(rng, prefix=case.kind.prefix, region=case.place.code, modern=modern)
