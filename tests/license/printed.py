"""Dates, terms and amounts the way licenses print them."""

from __future__ import annotations

import datetime as dt

from django_bizlicense.license.dates import Term, TermKind
from django_bizlicense.license.money import NAMES, Money


def print_date(day: dt.date) -> str:
    """Return a date the way licenses print it today, 2018年01月01日."""
    return f"{day.year:04}年{day.month:02}月{day.day:02}日"


def print_term(term: Term) -> str:
    """Return a term the way licenses print it; empty where nothing is stated."""
    if term.kind is TermKind.NOT_STATED:
        return f"自{print_date(term.start)}起" if term.start else ""
    end = print_date(term.end) if term.end else "长期"
    return f"{print_date(term.start)}至{end}" if term.start else end


def print_money(money: Money) -> str:
    """Return an amount in words that parse_money reads, such as 人民币2000000元."""
    name = NAMES.get(money.currency, (money.currency,))[0]
    return f"{name}{money.amount:f}{'元' if money.currency == 'CNY' else ''}"
