"""Walks histories and says what is not as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from django_bizlicense.history.burying import is_ours
from django_bizlicense.models import LicenseVerification, PurgedCase, VerificationEvent
from django_bizlicense.models.chain import START, event_mac, head_mac, keys, same
from django_bizlicense.models.paging import paged_keys

if TYPE_CHECKING:
    from django.db.models import QuerySet

CASE = ("pk", "history_length", "history_head")
EVENT = ("position", "mac", "kind", "actor", "created_at", "data")


class Fault(Enum):
    """What can be wrong with a history."""

    CHANGED = "the event is not as it was written, or not where"
    MISSING = "events are missing from here on"
    MISPLACED = "an event stands where none belongs"
    HEAD = "the history does not end as the case says"
    EMPTY = "the case has no history"
    BEGINNING = "the history does not begin with the first sending"
    STRAY = "an event of a case that does not exist"
    FORGED_PURGE = "the trace of a purged case is not as it was written"
    GONE = "the case is gone without the trace that purging leaves"
    REWRITTEN = "the history is not the one that was anchored"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault of one case; `position` counts its events from 1, None where it concerns the whole case."""

    case: UUID
    position: int | None = None
    fault: Fault

    def __str__(self) -> str:
        return f"{self.case} {self.position or '-'} {self.fault.value}"


def verify(cases: QuerySet[LicenseVerification] | None = None) -> Iterator[Problem]:
    """Yield what is wrong with the histories of these cases, else of all, with strays and traces of purged ones.

    Needs no lock and little memory, however many there are: each case is read with its events in one query.
    """
    keyring = keys()
    rows = _rows(LicenseVerification.objects.all() if cases is None else cases)
    for (pk, length, head), events in groupby(rows, key=lambda row: row[: len(CASE)]):
        for position, fault in _faults(pk, length, head, (row[len(CASE) :] for row in events), keyring):
            yield Problem(case=pk, position=position, fault=fault)
    if cases is None:
        yield from _strays()
        yield from _forged_purges(keyring)


def _rows(cases: QuerySet[LicenseVerification]) -> Iterator[tuple[Any, ...]]:
    columns = (*CASE, *(f"events__{name}" for name in EVENT))
    ordered = cases.order_by("pk", "events__position", "events__pk").values_list(*columns)
    for page in paged_keys(cases):
        yield from ordered.filter(pk__gte=page[0], pk__lte=page[-1]).iterator()


def _faults(
    case: UUID, length: int, head: str, events: Iterable[tuple[Any, ...]], keyring: Sequence[bytes]
) -> Iterator[tuple[int | None, Fault]]:
    """Follow one chain; after a fault it goes on from the seal that stands there, so that each fault is named once."""
    heads, due = [START], 1
    for position, mac, *sealed in events:
        if position is None:
            break
        if position < due:
            yield position, Fault.MISPLACED
            continue
        known = _key_of(keyring, heads, mac, (case, position, *sealed)) if position == due else None
        if known is None:
            yield (due, Fault.MISSING) if position > due else (position, Fault.CHANGED)
        elif position == 1 and not _is_beginning(kind=sealed[0], data=sealed[-1]):
            yield position, Fault.BEGINNING
        heads = [head_mac(key, case, position, mac) for key in ((known,) if known else keyring)]
        due = position + 1
    yield from _faults_at_the_end(length, head, heads, due)


def _is_beginning(*, kind: str, data: Any) -> bool:
    """Whether a case begins so; else its history was emptied, and what we appended since is sealed well."""
    return kind == VerificationEvent.Kind.SUBMITTED and isinstance(data, dict) and data.get("attempt") == 1


def _faults_at_the_end(length: int, head: str, heads: Sequence[str], due: int) -> Iterator[tuple[int | None, Fault]]:
    if due <= length:
        yield due, Fault.MISSING
    elif due == 1:
        yield None, Fault.EMPTY
    elif due - 1 != length or not any(same(head, known) for known in heads):
        yield None, Fault.HEAD


def _key_of(keyring: Sequence[bytes], heads: Sequence[str], mac: str, sealed: tuple[Any, ...]) -> bytes | None:
    """Return the key that has sealed an event after one of these heads, or None."""
    tries = ((key, before) for before in heads for key in keyring)
    return next((key for key, before in tries if same(mac, event_mac(key, before, *sealed))), None)


def _strays() -> Iterator[Problem]:
    known = LicenseVerification.objects.filter(pk=OuterRef("verification_id"))
    strays = VerificationEvent.objects.filter(~Exists(known)).order_by("verification_id", "position")
    for case, position in strays.values_list("verification_id", "position").iterator():
        yield Problem(case=case, position=position, fault=Fault.STRAY)


def _forged_purges(keyring: Sequence[bytes]) -> Iterator[Problem]:
    for grave in PurgedCase.objects.order_by("pk").iterator():
        if not is_ours(grave, keyring):
            yield Problem(case=grave.pk, fault=Fault.FORGED_PURGE)
