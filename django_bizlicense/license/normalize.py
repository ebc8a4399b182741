"""The printed texts of a license turned into values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django_bizlicense.license.dates import Term, parse_date, parse_term
from django_bizlicense.license.kinds import EntityKind, kind_of
from django_bizlicense.license.money import Money, parse_money
from django_bizlicense.license.numbers import NumberKind, parse_number
from django_bizlicense.license.regions import Region


@dataclass(frozen=True, kw_only=True)
class Normalized:
    """What the texts of a license say.

    `number` is the normal form, right or wrong; `registered_on` and `capital` are None, and `term` is not stated,
    where the print is empty or unreadable. `region` is where the number was given out, not the address.
    """

    number: str
    number_kind: NumberKind | None
    entity_kind: EntityKind | None
    registered_on: dt.date | None
    term: Term
    capital: Money | None
    region: Region | None

    def as_json(self) -> dict[str, Any]:
        """Return the values as JSON: ISO dates, amounts as decimal strings, null for what is not known."""
        return {
            "number": self.number,
            "number_kind": self.number_kind.value if self.number_kind else None,
            "entity_kind": self.entity_kind.value if self.entity_kind else None,
            "registered_on": self.registered_on.isoformat() if self.registered_on else None,
            "term": self.term.as_json(),
            "capital": self.capital.as_json() if self.capital else None,
            "region": self.region.as_json() if self.region else None,
        }


def normalize(fields: Mapping[str, str]) -> Normalized:
    """Return the values of the printed texts. Never raises."""
    number = parse_number(fields.get("reg_num", ""))
    return Normalized(
        number=number.text,
        number_kind=number.kind,
        entity_kind=kind_of(fields),
        registered_on=parse_date(fields.get("registered_date", "")),
        term=parse_term(fields.get("valid_period", "")) or Term(),
        capital=parse_money(fields.get("registered_capital", "")),
        region=number.region,
    )
