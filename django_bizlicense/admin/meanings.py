"""What a printed text means, in one line beside the print."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from django_bizlicense.language import spoken
from django_bizlicense.license.dates import Term, TermKind
from django_bizlicense.license.money import Money, parse_money
from django_bizlicense.license.normalize import normalize
from django_bizlicense.license.numbers import NumberKind, ParsedNumber, parse_number


def meanings(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the meaning of each text that has one: number, kind, dates and money."""
    known = normalize(fields)
    found = {
        "reg_num": _number(parse_number(fields.get("reg_num", ""))),
        "type_of_enterprise": spoken(*known.entity_kind.label) if known.entity_kind else "",
        "registered_date": known.registered_on.isoformat() if known.registered_on else "",
        "valid_period": _term(known.term),
        "registered_capital": _money(known.capital),
        "paid_in_capital": _money(parse_money(fields.get("paid_in_capital", ""))),
    }
    return {name: text for name, text in found.items() if text}


def _number(number: ParsedNumber) -> str:
    if number.kind is None:
        return ""
    category = number.category if number.valid else None
    parts = [_grouped(number), *(spoken(*name) for name in (category, _region(number)) if name)]
    parts.append(_("✓ check passed") if number.valid else _("✖ check fails"))
    return " · ".join(parts)


def _grouped(number: ParsedNumber) -> str:
    """Return the number with spaces where its parts meet: category, region, organization, check character."""
    text = number.text
    if number.kind is NumberKind.USCC:
        return f"{text[:2]} {text[2:8]} {text[8:17]} {text[17:]}"
    return f"{text[:6]} {text[6:]}"


def _region(number: ParsedNumber) -> tuple[str, str] | None:
    return number.region.name if number.region else None


def _term(term: Term) -> str:
    start = term.start.isoformat() if term.start else "…"
    if term.kind is TermKind.LONG_TERM:
        return _("from %(start)s, without end") % {"start": start} if term.start else _("without end")
    if term.end is not None:
        return f"{start} – {term.end.isoformat()}"
    return _("from %(start)s, end not stated") % {"start": start} if term.start else ""


def _money(money: Money | None) -> str:
    return f"{money.amount:,f} {money.currency}" if money else ""
