"""Everything the app notices on a license by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django_bizlicense.license.about_dates import about_money, about_registration, about_term
from django_bizlicense.license.about_fields import about_presence, about_readers, about_reading, about_stated
from django_bizlicense.license.about_number import (
    ABOUT_OTHERS,
    about_kind,
    about_number,
    about_others,
    about_qr,
    about_region,
)
from django_bizlicense.license.case import Case
from django_bizlicense.license.finding import Finding, Severity, make
from django_bizlicense.license.qr import code_of_qr

__all__ = ["ABOUT_OTHERS", "Case", "Finding", "Severity", "code_of_qr", "find", "make"]

_ALWAYS: tuple[Callable[[Case], Iterator[Finding]], ...] = (about_others, about_reading)
_ON_TEXTS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    about_number,
    about_qr,
    about_kind,
    about_region,
    about_term,
    about_registration,
    about_money,
    about_presence,
    about_stated,
    about_readers,
)


def find(case: Case) -> list[Finding]:
    """Return all findings of a case, the heaviest first, then in the order of FIELDS. Never raises."""
    checks = _ALWAYS if case.is_empty else _ALWAYS + _ON_TEXTS
    found = [finding for check in checks for finding in check(case)]
    return sorted(found, key=lambda finding: finding.place)
