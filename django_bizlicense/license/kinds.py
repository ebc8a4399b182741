"""Kinds of entity that hold a business license, and which fields each prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from django_bizlicense.license.numbers import NumberKind, ParsedNumber, is_digits, parse_number
from django_bizlicense.license.regions import Name
from django_bizlicense.license.text import tight


class EntityKind(str, Enum):
    """What the holder of a license is."""

    COMPANY = "company"
    BRANCH = "branch"
    SOLE_INVESTOR = "sole_investor"
    PARTNERSHIP = "partnership"
    INDIVIDUAL = "individual"
    COOPERATIVE = "cooperative"
    STATE_OR_COLLECTIVE = "state_or_collective"

    @property
    def label(self) -> Name:
        return _LABELS[self]


_LABELS = {
    EntityKind.COMPANY: Name("公司", "company"),
    EntityKind.BRANCH: Name("分支机构", "branch"),
    EntityKind.SOLE_INVESTOR: Name("个人独资企业", "sole investor's enterprise"),
    EntityKind.PARTNERSHIP: Name("合伙企业", "partnership"),
    EntityKind.INDIVIDUAL: Name("个体工商户", "individual business"),
    EntityKind.COOPERATIVE: Name("农民专业合作社", "farmers' cooperative"),
    EntityKind.STATE_OR_COLLECTIVE: Name("全民或集体所有制企业", "state or collective enterprise"),
}


@dataclass(frozen=True, kw_only=True)
class FieldRules:
    """Which fields a kind must have and which it cannot have; it may have all others."""

    must: frozenset[str]
    cannot: frozenset[str]


_ALWAYS = frozenset({"reg_num", "legal_representative", "address", "registered_date", "business_scope"})
_NAMED = _ALWAYS | {"enterprise_name", "type_of_enterprise"}
_MONEY = frozenset({"registered_capital", "paid_in_capital"})
_FORM = frozenset({"type_of_organization"})

UNKNOWN_RULES = FieldRules(must=_ALWAYS, cannot=frozenset())
RULES: dict[EntityKind, FieldRules] = {
    EntityKind.COMPANY: FieldRules(must=_NAMED | {"registered_capital"}, cannot=_FORM),
    EntityKind.BRANCH: FieldRules(must=_NAMED, cannot=_MONEY | _FORM),
    EntityKind.SOLE_INVESTOR: FieldRules(must=_NAMED, cannot=frozenset({"paid_in_capital"}) | _FORM),
    EntityKind.PARTNERSHIP: FieldRules(must=_NAMED, cannot=frozenset({"paid_in_capital"}) | _FORM),
    EntityKind.INDIVIDUAL: FieldRules(must=_ALWAYS, cannot=_MONEY),
    EntityKind.COOPERATIVE: FieldRules(must=_NAMED, cannot=frozenset({"paid_in_capital"}) | _FORM),
    EntityKind.STATE_OR_COLLECTIVE: FieldRules(must=_NAMED | {"registered_capital"}, cannot=_FORM),
}

_BY_TYPE = (
    (re.compile(r"分公司|分支机构|分店|分厂|营业单位|非法人"), EntityKind.BRANCH),
    (re.compile(r"个体"), EntityKind.INDIVIDUAL),
    (re.compile(r"合作社"), EntityKind.COOPERATIVE),
    (re.compile(r"有限公司|责任公司|股份公司|公司"), EntityKind.COMPANY),
    (re.compile(r"合伙"), EntityKind.PARTNERSHIP),
    (re.compile(r"个人独资|独资企业\(个人\)"), EntityKind.SOLE_INVESTOR),
    (re.compile(r"全民|国有|国营|集体|股份合作|联营"), EntityKind.STATE_OR_COLLECTIVE),
)
_BY_NAME = (
    (re.compile(r"分公司$|分店$|分厂$|营业部$|分行$|支行$"), EntityKind.BRANCH),
    (re.compile(r"公司$"), EntityKind.COMPANY),
    (re.compile(r"合作社(?:联合社)?$"), EntityKind.COOPERATIVE),
    (re.compile(r"合伙(?:企业)?\)?$"), EntityKind.PARTNERSHIP),
)
_BY_FORM = ((re.compile(r"个人经营|家庭经营"), EntityKind.INDIVIDUAL),)
_BY_LABEL = (
    (re.compile(r"经营者|业主"), EntityKind.INDIVIDUAL),
    (re.compile(r"执行事务合伙人|委派代表|合伙期限"), EntityKind.PARTNERSHIP),
    (re.compile(r"投资人"), EntityKind.SOLE_INVESTOR),
    (re.compile(r"成员出资"), EntityKind.COOPERATIVE),
    (re.compile(r"营业场所"), EntityKind.BRANCH),
)
_HOLDERS: dict[str, frozenset[EntityKind]] = {
    "91": frozenset(EntityKind) - {EntityKind.INDIVIDUAL, EntityKind.COOPERATIVE},
    "92": frozenset({EntityKind.INDIVIDUAL}),
    "93": frozenset({EntityKind.COOPERATIVE, EntityKind.BRANCH}),
}


def kind_of(fields: Mapping[str, str], *, labels: Iterable[str] = ()) -> EntityKind | None:
    """Return the kind of entity from type, form, printed labels, name and number, in this order; None if unknown."""
    person = fields.get("legal_representative", "")
    return (
        _first(_BY_TYPE, fields.get("type_of_enterprise", ""))
        or _first(_BY_FORM, fields.get("type_of_organization", ""))
        or _first(_BY_LABEL, " ".join([*labels, person]))
        or _first(_BY_NAME, fields.get("enterprise_name", ""))
        or kind_of_number(parse_number(fields.get("reg_num", "")))
    )


def kind_of_number(number: ParsedNumber) -> EntityKind | None:
    """Return the kind that a valid number belongs to, None where it may belong to several; branches aside."""
    holders = holders_of(number) - {EntityKind.BRANCH}
    return next(iter(holders)) if len(holders) == 1 else None


def holders_of(number: ParsedNumber) -> frozenset[EntityKind]:
    """Return the kinds that can carry a valid number; all of them where it does not tell."""
    if not number.valid:
        return frozenset(EntityKind)
    if number.kind is NumberKind.USCC:
        return _HOLDERS.get(number.text[:2], frozenset(EntityKind))
    if number.kind is NumberKind.REGISTRATION:
        return _registration_holders(number.text)
    return frozenset(EntityKind)


def rules_of(kind: EntityKind | None) -> FieldRules:
    """Return the rules of a kind, or those that hold for all."""
    return UNKNOWN_RULES if kind is None else RULES[kind]


def _registration_holders(number: str) -> frozenset[EntityKind]:
    """GS 15-2006: a seventh digit from 6 belongs to individual businesses; a cooperative has NA there."""
    if not is_digits(number):
        return frozenset({EntityKind.COOPERATIVE})
    if number[6] >= "6":
        return frozenset({EntityKind.INDIVIDUAL})
    return frozenset(EntityKind) - {EntityKind.INDIVIDUAL}


def _first(rules: Iterable[tuple[re.Pattern[str], EntityKind]], text: str) -> EntityKind | None:
    printed = tight(text)
    return next((kind for pattern, kind in rules if pattern.search(printed)), None)
