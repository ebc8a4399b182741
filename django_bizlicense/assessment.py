"""What the app notices about a case: records in, findings out."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

from django_bizlicense.conf import settings
from django_bizlicense.license.about_fields import same_field
from django_bizlicense.license.findings import Case, Finding, Severity, find
from django_bizlicense.models import LicenseAttempt, LicenseReading, LicenseVerification
from django_bizlicense.models.verification import current_columns, today_in_china

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Cases = QuerySet[LicenseVerification]

ANSWERED = (LicenseReading.State.READ, LicenseReading.State.UNREADABLE)
logger = logging.getLogger(__name__)


def assess(attempt: LicenseAttempt, fields: Mapping[str, str]) -> list[Finding]:
    """Return the findings over these current texts, what was stated and read, the QR code and other cases.

    The host's own (BIZLICENSE_FINDINGS, dotted paths of callables Case -> iterable of Finding) follow ours.
    """
    case = build_case(attempt, fields)
    return [*find(case), *(finding for path in settings.FINDINGS for finding in _own(path, case))]


def agreed(answers: Sequence[LicenseReading]) -> frozenset[str]:
    """Return the fields that two engines read alike."""
    if len(answers) < 2:
        return frozenset()
    one, other = answers[0].fields, answers[1].fields
    return frozenset(name for name in one if other.get(name) and same_field(name, one[name], other[name]))


def _own(path: str, case: Case) -> list[Finding]:
    """Run one check of the host; one that raises is a finding itself, so that nobody takes silence for approval."""
    try:
        return list(import_string(path)(case))
    except Exception:
        logger.exception("The check %s of BIZLICENSE_FINDINGS failed", path)
        return [_check_failed(path)]


def _check_failed(path: str) -> Finding:
    return Finding(
        code="check_failed",
        severity=Severity.WARNING,
        zh=f"本站的检查“{path}”未能运行，请人工核对。",
        en=f'The check "{path}" of this site could not be run; please look for yourself.',
    )


def build_case(attempt: LicenseAttempt, fields: Mapping[str, str]) -> Case:
    """Gather what the rules look at; other merchants appear as ids only."""
    answered = list(attempt.readings.filter(state__in=ANSWERED))
    read = attempt.answers
    return Case(
        fields=dict(fields),
        stated=attempt.stated,
        codes=tuple(dict.fromkeys(code for reading in read for code in reading.codes)),
        today=today_in_china(),
        read=attempt.read,
        was_read=bool(answered),
        second_fields=_second(read) if len(answered) > 1 else None,
        same_number=_same_number(attempt, fields),
        same_photo=_same_photo(attempt),
        rejected_before=_rejected_before(attempt, fields),
    )


def _second(read: Sequence[LicenseReading]) -> Mapping[str, str] | None:
    """Return what the second of two engines read: nothing where only one of them found a license."""
    if len(read) > 1:
        second: Mapping[str, str] = read[1].fields
        return second
    return {} if read else None


def _same_number(attempt: LicenseAttempt, fields: Mapping[str, str]) -> tuple[str, ...]:
    key = current_columns(fields)["number_key"]
    if not key:
        return ()
    return _ids(attempt, number_key=key)


def _same_photo(attempt: LicenseAttempt) -> tuple[str, ...]:
    return _ids(attempt, attempts__sha256=attempt.sha256)


def _rejected_before(attempt: LicenseAttempt, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return rejected cases of this merchant, of this number and of this photo."""
    case = attempt.verification
    own = LicenseVerification.objects.filter(owner_id=case.owner_id, merchant_ref=case.merchant_ref)
    same = _same(attempt, fields, *([own] if case.owner_id is not None else []))
    rejected = same.filter(status=LicenseVerification.Status.REJECTED).exclude(pk=case.pk)
    return tuple(str(pk) for pk in rejected.order_by("-decided_at").values_list("pk", flat=True)[:5])


def alike(attempt: LicenseAttempt, fields: Mapping[str, str]) -> list[LicenseVerification]:
    """Return at most ten other cases with this number or photo, of whomever, the newest first; for staff."""
    others = _same(attempt, fields).exclude(pk=attempt.verification_id)
    return list(others.order_by("-submitted_at")[:10])


def _same(attempt: LicenseAttempt, fields: Mapping[str, str], *more: Cases) -> Cases:
    """Return the cases of this photo or this number, and more.

    A union, each arm on an index of its own: an OR over a join reads both tables whole.
    """
    key = current_columns(fields)["number_key"]
    by_number = [LicenseVerification.objects.filter(number_key=key)] if key else []
    by_photo = LicenseAttempt.objects.filter(sha256=attempt.sha256).order_by().values("verification_id")
    arms = [cases.order_by().values("pk") for cases in (*by_number, *more)]
    return LicenseVerification.objects.filter(pk__in=by_photo.union(*arms) if arms else by_photo)


def _ids(attempt: LicenseAttempt, **conditions: str) -> tuple[str, ...]:
    """Return at most five other cases of other owners; an owner's own earlier case is no news."""
    case = attempt.verification
    others = LicenseVerification.objects.filter(**conditions).exclude(pk=case.pk)
    if case.owner_id is not None:
        others = others.exclude(owner_id=case.owner_id, merchant_ref=case.merchant_ref)
    found = others.exclude(status=LicenseVerification.Status.WITHDRAWN).order_by("created_at").distinct()
    return tuple(str(pk) for pk in found.values_list("pk", flat=True)[:5])
