"""The parts of the review page: a field with its remarks and other texts, a reason to choose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms import BoundField

from django_bizlicense.admin.wording import SEVERITIES, SYMBOLS, reason_title
from django_bizlicense.language import spoken
from django_bizlicense.license.findings import Finding
from django_bizlicense.models import ReviewReason


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A finding in the reader's language; `suggestion` is empty where it is what stands already."""

    severity: str
    symbol: str
    weight: str
    text: str
    suggestion: str


@dataclass(frozen=True, kw_only=True)
class Variant:
    """Another text for a field than the current one: as read, as stated, or as typed in vain."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One of the twelve fields with all that is known about it; `agreed`: what stands is what two engines read."""

    name: str
    label: str
    printed_label: str
    input: BoundField
    text: str
    meaning: str
    variants: list[Variant]
    remarks: list[Remark]
    place: str
    agreed: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One reason of the catalogue on the form; `fields` are those it marks by itself."""

    code: str
    title: str
    how_to_fix: str
    fields: str
    said: dict[str, str]
    chosen: bool


def remarks_of(findings: Iterable[Finding], name: str, text: str) -> list[Remark]:
    """Return the remarks on a field; each suggestion once, and not what stands already."""
    remarks, known = [], {text}
    for finding in findings:
        if finding.field == name:
            remarks.append(remark_of(finding, "" if finding.suggestion in known else finding.suggestion or ""))
            known.add(finding.suggestion or "")
    return remarks


def remark_of(finding: Finding, suggestion: str = "") -> Remark:
    """Return a finding in the reader's language, with this suggestion and no other."""
    return Remark(
        severity=finding.severity.value,
        symbol=SYMBOLS[finding.severity.value],
        weight=str(SEVERITIES[finding.severity.value]),
        text=spoken(finding.zh, finding.en),
        suggestion=suggestion,
    )


def choice_of(reason: ReviewReason, *, chosen: bool) -> Choice:
    """Return a reason of the catalogue as a box to tick."""
    return Choice(
        code=reason.code,
        title=reason_title(reason),
        how_to_fix=reason.how_to_fix,
        fields=" ".join(reason.fields),
        said=reason.said,
        chosen=chosen,
    )
