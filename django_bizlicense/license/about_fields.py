"""Findings about fields: missing, impossible, and different from what somebody else says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django_bizlicense.license.case import Case, said
from django_bizlicense.license.dates import parse_date, parse_term
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.license.finding import Finding, Severity, make
from django_bizlicense.license.kinds import rules_of
from django_bizlicense.license.money import parse_money
from django_bizlicense.license.names import fold, same_address, same_name, same_person
from django_bizlicense.license.numbers import normal_number
from django_bizlicense.license.regions import Name

_ANY_KIND = Name("该主体", "business")
_IDENTITY = ("reg_num", "enterprise_name", "legal_representative")
_LESS_MISSED = frozenset({"type_of_enterprise", "business_scope", "registered_capital"})
"""Fields that engines lose often and no decision hangs on."""

Comparison = Callable[[str, str], bool]


def _by_value(parse: Callable[[str], object]) -> Comparison:
    def same(one: str, other: str) -> bool:
        value = parse(one)
        return fold(one) == fold(other) or (value is not None and value == parse(other))

    return same


_SAME: dict[str, Comparison] = {
    "reg_num": _by_value(lambda text: normal_number(text) or None),
    "enterprise_name": same_name,
    "legal_representative": same_person,
    "address": same_address,
    "registered_capital": _by_value(parse_money),
    "registered_date": _by_value(parse_date),
    "valid_period": _by_value(parse_term),
}


def same_field(name: str, one: str, other: str) -> bool:
    """Tell whether two texts of a field say the same, each field on its own normal form."""
    comparison = _SAME.get(name)
    return comparison(one, other) if comparison else fold(one) == fold(other)


def about_presence(case: Case) -> Iterator[Finding]:
    """Yield what the kind of entity must have and lacks, and what it has and cannot."""
    rules, label = rules_of(case.kind), case.kind.label if case.kind else _ANY_KIND
    values = {"kind_zh": label.zh, "kind_en": label.en}
    for name in FIELDS:
        text = case.text(name)
        if name in rules.must and not text and name != "reg_num":
            severity = Severity.INFO if name in _LESS_MISSED else Severity.WARNING
            yield make("field_missing", name, severity=severity, values=values)
        if name in rules.cannot and text:
            yield make("field_unexpected", name, values={"value": text, **values})


def about_reading(case: Case) -> Iterator[Finding]:
    """Yield that the photo shows no license, or that no engine has looked at it."""
    found_nothing = case.is_empty if case.read is None else not any(said(case.read, name) for name in FIELDS)
    if case.was_read and (found_nothing or case.is_empty):
        yield make("nothing_read")
    if not case.was_read:
        yield make("not_read")
        if case.is_empty:
            yield make("number_missing", "reg_num")


def about_stated(case: Case) -> Iterator[Finding]:
    """Yield where number, name or person are not what the merchant stated, and what nobody but the merchant says."""
    yield from _differences("stated_differs", case=case, other=case.stated, names=_IDENTITY)
    for name in FIELDS if case.read is not None else ():
        text, stated = case.text(name), said(case.stated, name)
        if text and stated and same_field(name, text, stated) and not said(case.read or {}, name):
            severity = Severity.WARNING if name in _IDENTITY else Severity.INFO
            yield make("stated_only", name, severity=severity, values={"value": text})


def about_readers(case: Case) -> Iterator[Finding]:
    """Yield where a second engine read something else, or found no license."""
    if case.second_fields is not None and not any(case.second_fields.values()):
        yield make("reader_found_nothing")
    yield from _differences("readers_differ", case=case, other=case.second_fields or {}, names=tuple(_SAME))


def _differences(code: str, *, case: Case, other: Mapping[str, str], names: tuple[str, ...]) -> Iterator[Finding]:
    for name in names:
        one, two = case.text(name), said(other, name)
        if one and two and not same_field(name, one, two):
            # What was stated is no suggestion: the license decides, and one click would put the statement over it.
            suggestion = two if code == "readers_differ" else None
            yield make(code, name, values={"value": one, "other": two}, suggestion=suggestion)
