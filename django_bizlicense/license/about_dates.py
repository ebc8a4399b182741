"""Findings about the date of registration, the term and amounts of money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django_bizlicense.license.case import Case
from django_bizlicense.license.dates import Term, TermKind, parse_date, parse_term
from django_bizlicense.license.finding import Finding, make
from django_bizlicense.license.kinds import EntityKind
from django_bizlicense.license.money import parse_money

_TERM_LEFT_OUT_SINCE = dt.date(2022, 3, 1)
"""Since the registration rules of March 2022, licenses of companies mostly state no term."""
_STATED_A_TERM = frozenset({EntityKind.COMPANY, EntityKind.PARTNERSHIP})


def about_term(case: Case) -> Iterator[Finding]:
    """Yield where the term is over, ends soon, cannot be read, or is missing on an old license."""
    text = case.text("valid_period")
    term = parse_term(text)
    if term is None:
        yield make("date_unreadable", "valid_period", values={"value": text})
    elif term.kind is TermKind.NOT_STATED:
        yield from _not_stated(case)
    elif term.end:
        yield from _end(term.end, case=case)


def about_registration(case: Case) -> Iterator[Finding]:
    """Yield where the date of registration cannot be read or cannot be."""
    text = case.text("registered_date")
    day = parse_date(text)
    if day is None:
        if text:
            yield make("date_unreadable", "registered_date", values={"value": text})
        return
    if day > case.today:
        yield make("registered_in_future", "registered_date", values=_days("day", day))
    end = (parse_term(case.text("valid_period")) or Term()).end
    if end and day > end:
        yield make("registered_after_term", "registered_date", values=_days("day", day) | _days("end", end))


def about_money(case: Case) -> Iterator[Finding]:
    """Yield where an amount cannot be read."""
    for name in ("registered_capital", "paid_in_capital"):
        text = case.text(name)
        if text and parse_money(text) is None:
            yield make("money_unreadable", name, values={"value": text})


def _end(end: dt.date, *, case: Case) -> Iterator[Finding]:
    left = (end - case.today).days
    if left < 0:
        yield make("term_over", "valid_period", values=_days("day", end))
    elif left <= case.term_soon_days:
        yield make("term_ends_soon", "valid_period", values={"count": left, **_days("day", end)})


def _not_stated(case: Case) -> Iterator[Finding]:
    """The day of issue is not among the fields: a company registered before may hold a new license without a term."""
    registered = parse_date(case.text("registered_date"))
    if case.kind in _STATED_A_TERM and registered and registered < _TERM_LEFT_OUT_SINCE:
        yield make("term_not_stated", "valid_period")


def _days(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}_zh": f"{day.year}年{day.month}月{day.day}日", f"{name}_en": day.isoformat()}
