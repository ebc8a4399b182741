"""Everything the findings look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django_bizlicense.license.fields import FIELDS, MAX_LENGTH
from django_bizlicense.license.kinds import EntityKind, kind_of
from django_bizlicense.license.numbers import ParsedNumber, parse_number
from django_bizlicense.license.text import is_filler


@dataclass(frozen=True, kw_only=True)
class Case:
    """A license as it stands.

    `fields` are the current texts, `stated` what the merchant typed, `read` what engines read on the photo (empty
    where they found no license, None where nobody keeps it apart from `fields`), `second_fields` what a second engine
    read (empty where it found no license, None where there was none), and `codes` the texts of QR codes. `was_read` is
    false where no engine has answered. `same_number` and `same_photo` name verifications of other merchants,
    `rejected_before` those that were rejected, as a reviewer knows them. `today` is the day in Asia/Shanghai.
    """

    fields: Mapping[str, str]
    today: dt.date
    stated: Mapping[str, str] = field(default_factory=dict)
    codes: Sequence[str] = ()
    read: Mapping[str, str] | None = None
    was_read: bool = True
    second_fields: Mapping[str, str] | None = None
    same_number: Sequence[str] = ()
    same_photo: Sequence[str] = ()
    rejected_before: Sequence[str] = ()
    term_soon_days: int = 30

    def text(self, name: str) -> str:
        """Return the current text of a field; a filler such as *** is empty."""
        return self._texts[name]

    @cached_property
    def is_empty(self) -> bool:
        return not any(self._texts.values())

    @cached_property
    def number(self) -> ParsedNumber:
        return parse_number(self.text("reg_num"))

    @cached_property
    def kind(self) -> EntityKind | None:
        return kind_of(self.fields)

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {name: said(self.fields, name) for name in FIELDS}


def said(fields: Mapping[str, str], name: str) -> str:
    """Return what a field says, cut to MAX_LENGTH; nothing where it is a filler."""
    text = fields.get(name, "")[:MAX_LENGTH]
    return "" if is_filler(text) else text
