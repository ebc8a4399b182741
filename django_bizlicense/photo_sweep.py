"""Compares the photo storage with the records: files nobody knows go, records whose file is gone are marked.

Files become orphans when a process dies between storing a photo and writing its rows, or while it lends a copy.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.core.files.storage import Storage
from django.utils import timezone

from django_bizlicense.models import LicenseAttempt
from django_bizlicense.models.storage import FOLDER, photo_storage

OURS = re.compile(r"[0-9a-f]{40}\.jpg")
"""How `photo_key` names files; nothing else is touched."""
AGE = dt.timedelta(days=1)
"""Younger files may belong to a sending whose rows are not written yet."""
HARMLESS = 20
"""So many orphans of one month are deleted whatever stands beside them."""
BATCH = 2000
"""Rows fetched at a time."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What one month's folder held: our files, old ones nobody knows, and attempts that lost or found their file.

    `missing` are all without their file, `newly_missing` those of them that had it at the last sweep.
    `refused`: the orphans were left, and counted no further than need be, because most files of the month are unknown:
    another database may own them.
    """

    folder: str
    files: int
    orphans: int
    missing: int
    newly_missing: int
    found_again: int
    refused: bool


def sweep_photos(*, dry_run: bool = False, force: bool = False) -> Iterator[Swept]:
    """Work through the months, oldest first, yielding what each held; with `dry_run` nothing is changed.

    Memory holds the names of one month. `force` deletes also where most files of a month are unknown. Raises
    NotImplementedError where the storage cannot list or date its files, and what the storage raises where it is away.
    """
    storage = photo_storage()
    for folder in _months(storage):
        yield _sweep_month(storage, folder, dry_run=dry_run, force=force)


def _months(storage: Storage) -> list[str]:
    """Return the folders that storage or records name, such as "licenses/2026/03"."""
    years = [f"{FOLDER}/{year}" for year in _listed(storage, FOLDER)[0]]
    stored = {f"{year}/{month}" for year in years for month in _listed(storage, year)[0]}
    return sorted(stored | set(_months_on_record()))


def _months_on_record() -> Iterator[str]:
    first = LicenseAttempt.objects.order_by("pk").first()
    if first is None:
        return
    day, now = first.created_at.replace(day=1, hour=0), timezone.now()
    while day <= now:
        yield f"{FOLDER}/{day:%Y/%m}"
        day = (day + dt.timedelta(days=31)).replace(day=1)


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage.listdir(folder)
    except FileNotFoundError:  # a folder without files is none
        return [], []


def _sweep_month(storage: Storage, folder: str, *, dry_run: bool, force: bool) -> Swept:
    unknown = {name for name in _listed(storage, folder)[1] if OURS.fullmatch(name)}
    files = len(unknown)
    missing, newly, found_again = _compare(storage, folder, unknown)  # takes out of `unknown` what is on record
    old = (key for name in unknown if _is_old(storage, key := f"{folder}/{name}"))
    bearable = len(unknown) if force else max(HARMLESS, files - len(unknown))
    orphans = list(islice(old, bearable + 1))
    refused = len(orphans) > bearable
    if not dry_run:
        _mark(newly, found_again)
        _delete(storage, () if refused else orphans)
    lost = {"missing": missing, "newly_missing": len(newly), "found_again": len(found_again)}
    return Swept(folder=folder, files=files, orphans=len(orphans), refused=refused, **lost)


def _compare(storage: Storage, folder: str, unknown: set[str]) -> tuple[int, list[int], list[int]]:
    """Return how many attempts miss their file, which newly do, which have it again; `unknown` loses what is known."""
    still, newly, found_again = 0, [], []
    attempts = LicenseAttempt.objects.filter(photo__startswith=f"{folder}/").order_by()
    for pk, key, since in attempts.values_list("pk", "photo", "photo_missing_since").iterator(BATCH):
        name = key.rpartition("/")[2]
        there = name in unknown
        unknown.discard(name)
        if since is None and not there and not storage.exists(key):  # it may be younger than the listing
            newly.append(pk)
        if since is not None and there:
            found_again.append(pk)
        still += since is not None and not there
    return still + len(newly), newly, found_again


def _is_old(storage: Storage, key: str) -> bool:
    try:
        changed = storage.get_modified_time(key)
    except NotImplementedError:
        raise
    except Exception:  # every storage has exceptions of its own
        if storage.exists(key):
            raise
        return False  # a lent copy that was given back meanwhile
    aware = changed if timezone.is_aware(changed) else timezone.make_aware(changed)
    return timezone.now() - aware > AGE


def _mark(newly: list[int], found_again: list[int]) -> None:
    for pks in _batches(newly):
        LicenseAttempt.objects.filter(pk__in=pks).update(photo_missing_since=timezone.now())
    for pks in _batches(found_again):
        LicenseAttempt.objects.filter(pk__in=pks).update(photo_missing_since=None)
    if newly:
        logger.error("The photos of %s attempts are gone from the storage: %s", len(newly), _named(newly))
    if found_again:
        logger.warning("The photos of %s attempts are back: %s", len(found_again), _named(found_again))


def _batches(pks: list[int]) -> Iterator[list[int]]:
    yield from (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def _named(pks: list[int]) -> str:
    return ", ".join(map(str, pks[:10])) + (" …" if len(pks) > 10 else "")


def _delete(storage: Storage, keys: Iterable[str]) -> None:
    for key in keys:
        storage.delete(key)
