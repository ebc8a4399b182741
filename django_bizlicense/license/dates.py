"""Dates and terms as they are printed on business licenses.

A date is a calendar day in Asia/Shanghai; a license that ends on a day is valid to the end of that day there.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum

from django_bizlicense.license.text import is_filler, plain

CHINA = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")

_FIRST_YEAR = 1900
_FAR_YEAR = 2500
"""Registries write a term without end as 2999-12-31 or 9999-12-31."""

_VALUES = {
    **{zh: value for value, zh in enumerate("〇一二三四五六七八九")},
    **{zh: value for value, zh in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **{digit: int(digit) for digit in "0123456789"},
    "○": 0,
}
_ONE = "[" + "".join(_VALUES) + "]"
_FEW = "[" + "".join(_VALUES) + "十拾元]"
_DATE = (
    r"(?<![0-9])(?:[0-9]{8}"
    rf"|{_ONE}{{4}}[年./ -]{_FEW}{{1,3}}[月./ -]{_FEW}{{1,3}}[日号]?)(?![0-9])"
)
_DATES = re.compile(_DATE)
_SPLIT = re.compile(r"[年月日号./ -]")
_CLOCK = re.compile(r"(?<=[0-9日])[ T]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]{1,6})?Z?(?![0-9])")
_LOOSE_SPACE = re.compile(r"(?<![0-9]) | (?![0-9])")
_TOKEN = re.compile(
    rf"(?P<date>{_DATE})"
    r"|(?P<long>(?:长期|長期|永久|永续)(?:有效|经营|存续)?|无固定期限|无期限|无限期|不约定期限)"
    r"|(?P<blank>[*×]+(?:年[*×]*月[*×]*日?)?|年月日|无|/+)"
    r"|(?P<to>至|到|~|-+|[—–―]+)"
    r"|(?P<since>自|从|起|始)"
    r"|(?P<mute>[营经]业期限|经营期限|合伙期限|有效期限?|期限|止|日|[ :(),;.。、])"
    r"|(?P<other>.)"
)
_SIGNS = {"date": "D", "long": "L", "blank": "B", "to": "T", "since": "S", "mute": ""}


class TermKind(str, Enum):
    """How long a license runs."""

    FIXED = "fixed"
    LONG_TERM = "long_term"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term; `end` is there when it is fixed and only then, `start` where it is printed."""

    kind: TermKind = TermKind.NOT_STATED
    start: dt.date | None = None
    end: dt.date | None = None

    def as_json(self) -> dict[str, str | None]:
        """Return {"kind", "start", "end"} with ISO dates."""
        return {
            "kind": self.kind.value,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
        }


def day_in_china(moment: dt.datetime) -> dt.date:
    """Return the calendar day in Asia/Shanghai of an aware moment."""
    return moment.astimezone(CHINA).date()


def parse_date(text: str) -> dt.date | None:
    """Return the one date in a text; None where there is none, an impossible one, or more than one."""
    found = set(_DATES.findall(_prepared(text)))
    return _date(found.pop()) if len(found) == 1 else None


def parse_term(text: str) -> Term | None:
    """Return the term a text states; None where it says something that is no term.

    A date alone is the end, a date with 自 or 起 the start of a term whose end is not stated.
    """
    if is_filler(text):
        return Term()
    tokens = [(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(_prepared(text))]
    days = [_date(print_) for group, print_ in tokens if group == "date"]
    if any(group == "other" for group, _ in tokens) or None in days:
        return None
    ends_never = [day is not None and day.year >= _FAR_YEAR for day in days]
    far = iter(ends_never)
    shape = "".join("L" if group == "date" and next(far) else _SIGNS[group] for group, _ in tokens)
    return _term(shape, [day for day in days if day and day.year < _FAR_YEAR])


def _prepared(text: str) -> str:
    return _LOOSE_SPACE.sub("", _CLOCK.sub("", plain(text)))


def _date(print_: str) -> dt.date | None:
    if print_.isdigit() and print_.isascii():
        parts = [print_[:4], print_[4:6], print_[6:]]
    else:
        parts = [part for part in _SPLIT.split(print_) if part]
    year, month, day = (_small(part) for part in parts)
    if year < _FIRST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _small(text: str) -> int:
    """Return the number that digits or Chinese numerals stand for, 0 where they make no sense."""
    text = text.replace("拾", "十").replace("元", "1")
    if "十" not in text:
        return int("".join(str(_VALUES[character]) for character in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return _VALUES.get(tens, 1) * 10 + _VALUES.get(ones, 0)


def _term(shape: str, days: list[dt.date]) -> Term | None:
    core = re.sub(r"(.)\1+", r"\1", shape.replace("S", "")) if "DD" not in shape else shape.replace("S", "")
    start = days[0] if days else None
    if core in ("", "B", "BTB"):
        return Term()
    if core in ("L", "TL", "BTL", "DTL", "DL"):
        return Term(kind=TermKind.LONG_TERM, start=start)
    if core in ("DTB", "DB") or (core == "D" and "S" in shape):
        return Term(start=start)
    if core in ("D", "TD", "BTD"):
        return Term(kind=TermKind.FIXED, end=start)
    if core in ("DTD", "DD") and days[0] <= days[1]:
        return Term(kind=TermKind.FIXED, start=days[0], end=days[1])
    return None
