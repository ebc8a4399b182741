"""What is no longer needed goes: raw answers, photos, fields, and at last the whole case.

Each purge of one case is one transaction that holds the case's row: whoever puts it on hold meanwhile either comes
first, and nothing is purged, or waits. Files go before the rows that name them, so that a purge which is killed is
found again by the next run; deleting a file twice hurts nobody.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from django_bizlicense import history
from django_bizlicense.conf import settings
from django_bizlicense.license.dates import day_in_china
from django_bizlicense.models import (
    DecisionReason,
    LicenseAttempt,
    LicenseReading,
    LicenseVerification,
    SubmissionKey,
    VerificationEvent,
)
from django_bizlicense.models.paging import paged_keys
from django_bizlicense.models.storage import photo_storage
from django_bizlicense.models.verification import current_columns
from django_bizlicense.workflow.validity import in_force, superseded

if TYPE_CHECKING:
    from django.db.models import QuerySet

Kind = VerificationEvent.Kind
State = LicenseReading.State
Status = LicenseVerification.Status
Counts = Mapping[str, int]
ACTOR = "retention"
ARTEFACTS = ("history", "fields", "photo", "raw")
"""What BIZLICENSE_RETENTION may name; what takes most comes first, so that nothing is purged twice in one run."""
GOES_WITH = {"fields": ("fields", "raw")}
GONE = {"zh": "内容已按保存期限删除。", "en": "The content was deleted, as its time of keeping was over."}
"""What stands in place of a finding's sentence, which quotes the license."""
EMPTY_READING: Mapping[str, Any] = {"fields": {}, "details": {}, "extra": {}, "codes": [], "raw": None}
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Purged:
    """What went of one case; `error` names the exception where it could not."""

    verification_id: UUID
    artefacts: tuple[str, ...]
    counts: Counts = field(default_factory=dict)
    error: str = ""


def due(artefact: str, days: int) -> QuerySet[LicenseVerification]:
    """Return the cases whose photo, raw, fields or history was kept for so many days after they were closed."""
    cutoff = timezone.now() - dt.timedelta(days=days)
    cases = LicenseVerification.objects.filter(
        _answered(cutoff) if artefact == "raw" else _closed(cutoff), legal_hold=""
    )
    if artefact == "history":
        return cases
    column = f"{artefact}_purged_at"
    return cases.filter(Q(**{column: None}) | Q(**{f"{column}__lt": F("submitted_at")}))


def purge_due(*, limit: int | None = None) -> Iterator[Purged]:
    """Purge what BIZLICENSE_RETENTION lets go, one case after another; a failure is yielded and the rest goes on."""
    done = 0
    for artefact, days in kept_for():
        for pk in chain.from_iterable(paged_keys(due(artefact, days))):
            if limit is not None and done >= limit:
                return
            if purged := _attempted(pk, artefact, days):
                done += 1
                yield purged


def kept_for() -> list[tuple[str, int]]:
    """Return (artefact, days) in the order of purging."""
    return [(artefact, settings.RETENTION[artefact]) for artefact in ARTEFACTS if artefact in settings.RETENTION]


def purge(pk: UUID, artefact: str, *, days: int) -> Purged | None:
    """Purge one artefact of one case; None where it is not due, or no longer, or held."""
    at = timezone.now()
    with transaction.atomic():
        verification = _locked(due(artefact, days), pk)
        if verification is None:
            return None
        if artefact == "history":
            return Purged(verification_id=pk, artefacts=("history",), counts=_purge_case(verification))
        return _purge(verification, (artefact,), at=at)


def erase(pk: UUID) -> Purged | None:
    """Purge all but the history of one closed case at once; None where it is held, open, approved and in use.

    Of a merchant who withdrew or whose account is gone an approval goes as well. The name of the account goes too.
    """
    over = Q(status__in=(Status.REJECTED, Status.WITHDRAWN, Status.EXPIRED))
    unused = Q(status=Status.APPROVED) & (Q(owner=None) | ~in_force() | superseded())
    at = timezone.now()
    with transaction.atomic():
        verification = _locked(LicenseVerification.objects.filter(over | unused, legal_hold=""), pk)
        if verification is None:
            return None
        LicenseVerification.objects.filter(pk=pk).update(owner_text="")
        return _purge(verification, ("photo", "fields"), at=at)


def _closed(cutoff: dt.datetime) -> Q:
    """Return the condition that a case was over for its merchant at that time, an approval included."""
    rejected = Q(status=Status.REJECTED, decided_at__lt=cutoff)
    # Also decided before that: a license whose term was over may be approved for the record.
    approved = Q(status__in=(Status.APPROVED, Status.EXPIRED), decided_at__lt=cutoff) & _approval_over(cutoff)
    never_approved = Q(reverify_on=None, expires_on=None)
    return rejected | approved | _withdrawn(cutoff) & (never_approved | _approval_over(cutoff))


def _approval_over(cutoff: dt.datetime) -> Q:
    """Return the condition that an approval had ended by then: its term, a required look, or a newer approval."""
    day = day_in_china(cutoff)
    over = Q(expires_on__lt=day - settings.EXPIRY_GRACE) | Q(superseded(created_at__lt=cutoff))
    if settings.REVERIFY_REQUIRED:
        over |= Q(reverify_on__lt=day - settings.REVERIFY_GRACE)
    return over


def _answered(cutoff: dt.datetime) -> Q:
    """Return the condition that nobody will ask any more what exactly the engine said: a case decided or withdrawn."""
    decided = Q(status__in=(Status.APPROVED, Status.EXPIRED, Status.REJECTED), decided_at__lt=cutoff)
    return decided | _withdrawn(cutoff)


def _withdrawn(cutoff: dt.datetime) -> Q:
    event = VerificationEvent.objects.filter(verification=OuterRef("pk"), kind=Kind.WITHDRAWN, created_at__lt=cutoff)
    return Q(status=Status.WITHDRAWN) & Q(Exists(event))


def _attempted(pk: UUID, artefact: str, days: int) -> Purged | None:
    try:
        return purge(pk, artefact, days=days)
    except Exception as error:
        logger.exception("Case %s: %s could not be purged", pk, artefact)
        return Purged(verification_id=pk, artefacts=(artefact,), error=type(error).__name__)


def _locked(cases: QuerySet[LicenseVerification], pk: UUID) -> LicenseVerification | None:
    """Take the row of a case until the transaction ends, then look whether it is still one of these."""
    verification = LicenseVerification.objects.select_for_update().filter(pk=pk, legal_hold="").first()
    return verification if cases.filter(pk=pk).exists() else None


def _purge(verification: LicenseVerification, artefacts: tuple[str, ...], *, at: dt.datetime) -> Purged:
    """Purge, as of the time before the row was held: what is sent meanwhile, and waits for the row, is newer."""
    counts: dict[str, int] = {}
    for artefact in artefacts:
        counts.update(PURGES[artefact](verification))
    marks = {f"{gone}_purged_at": at for artefact in artefacts for gone in GOES_WITH.get(artefact, (artefact,))}
    LicenseVerification.objects.filter(pk=verification.pk).update(**marks)
    VerificationEvent.record(verification, Kind.PURGED, by=ACTOR, artefacts=list(artefacts), counts=counts)
    return Purged(verification_id=verification.pk, artefacts=artefacts, counts=counts)


def _purge_photo(verification: LicenseVerification) -> Counts:
    """Delete the files, then forget their keys; sending by sending, the data-only ones name no file."""
    holders = verification.attempts.exclude(photo="")
    keys = list(holders.values_list("photo", flat=True))
    for key in keys:
        photo_storage().delete(key)
    holders.update(photo="", photo_missing_since=None)
    return {"photos": len(keys)}


def _purge_raw(verification: LicenseVerification) -> Counts:
    return {"raw": _readings(verification).filter(raw__isnull=False).update(raw=None)}


def _purge_fields(verification: LicenseVerification) -> Counts:
    """Empty every text of the license and every free text; codes, digests and dates stay."""
    readings = _readings(verification)
    # What a worker still reads shall not be written afterwards: it has lost its lease.
    readings.filter(state__in=(State.PENDING, State.RUNNING)).update(state=State.FAILED, lease=None, leased_until=None)
    counts = {
        "readings": readings.update(**EMPTY_READING),
        "attempts": verification.attempts.update(stated={}),
        "decisions": verification.decisions.update(fields={}, message="", note=""),
        "keys": SubmissionKey.objects.filter(verification=verification).delete()[0],
    }
    findings = [{**finding, **GONE, "suggestion": None} for finding in verification.findings]
    columns = {"findings": findings, "reverify_on": None, **current_columns({})}
    LicenseVerification.objects.filter(pk=verification.pk).update(**columns)
    return counts


def _purge_case(verification: LicenseVerification) -> Counts:
    """Remove files, then all rows, those first that name others; what is left says where the history ended."""
    counts = {**_purge_photo(verification), "events": verification.history_length}
    with history.maintenance():
        history.bury(verification)
        verification.events.all().delete()
        DecisionReason.objects.filter(decision__verification=verification).delete()
        verification.decisions.all().delete()
        _readings(verification).delete()
        verification.attempts.filter(photo_from__isnull=False).delete()
        verification.attempts.all().delete()
        verification.delete()  # and with it its idempotency keys
    return counts


def _readings(verification: LicenseVerification) -> QuerySet[LicenseReading]:
    attempts = LicenseAttempt.objects.filter(verification=verification)
    return LicenseReading.objects.filter(attempt__in=list(attempts.values_list("pk", flat=True)))


PURGES: Mapping[str, Callable[[LicenseVerification], Counts]] = {
    "photo": _purge_photo,
    "raw": _purge_raw,
    "fields": _purge_fields,
}
