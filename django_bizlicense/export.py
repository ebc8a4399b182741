"""All that is kept of one merchant, as a ZIP of JSON and photos; docs/retention.md describes its shape."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from django_bizlicense.license.findings import ABOUT_OTHERS
from django_bizlicense.license.normalize import normalize
from django_bizlicense.models import (
    LicenseAttempt,
    LicenseReading,
    LicenseVerification,
    ReviewDecision,
    VerificationEvent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

FORMAT = "django-bizlicense merchant 1"
BESIDE_OTHERS = ("code", "severity", "field")
"""What is handed out of a finding whose sentence names cases of other merchants."""
COLUMNS = (
    *("status", "merchant_ref", "version", "created_at", "submitted_at", "decided_at", "expires_on", "reverify_on"),
    *("photo_purged_at", "raw_purged_at", "fields_purged_at"),
    *("fields", "history_length", "history_head"),
)
"""What is handed out of a case as it stands."""
PART = ".part"
logger = logging.getLogger(__name__)


def cases_of(*, owner: str = "", merchant_ref: str = "") -> QuerySet[LicenseVerification]:
    """Return the cases of an account, of a merchant, or of a merchant of an account; ValueError without either."""
    given = {f"owner__{get_user_model().USERNAME_FIELD}": owner, "merchant_ref": merchant_ref}
    conditions = {name: value for name, value in given.items() if value}
    if not conditions:
        raise ValueError("an export is of an owner or of a merchant")
    return LicenseVerification.objects.filter(**conditions).order_by("created_at", "pk")


def export(cases: Iterable[LicenseVerification], to: Path, *, by: Any, with_notes: bool = False) -> int:
    """Write a new file with these cases and return how many they are; each gets an event before it is read.

    The file is readable by this user only and complete or not there. Without `with_notes` nothing that staff wrote for
    staff is in it. Raises FileExistsError, OSError, and what the photo storage raises where it does not answer.
    """
    exported: list[str] = []
    with _written_whole(to) as file, ZipFile(file, "w") as archive:
        for verification in cases:
            VerificationEvent.record(verification, VerificationEvent.Kind.EXPORTED, by=by, with_notes=with_notes)
            _add_case(archive, verification, with_notes=with_notes)
            exported.append(str(verification.pk))
        about = {"format": FORMAT, "made_at": timezone.now(), "with_notes": with_notes, "cases": exported}
        _add_json(archive, "index.json", about)
    return len(exported)


@contextmanager
def _written_whole(to: Path) -> Iterator[IO[bytes]]:
    """Yield a file that takes its name when the block has ended well, and goes where it has not."""
    if to.exists():
        raise FileExistsError(to)
    part = to.with_name(to.name + PART)
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
        part.rename(to)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _add_case(archive: ZipFile, verification: LicenseVerification, *, with_notes: bool) -> None:
    folder = f"cases/{verification.pk}"
    attempts = list(verification.attempts.select_related("photo_from").order_by("number"))
    photos = {attempt.number: _add_photo(archive, folder, attempt) for attempt in attempts if not attempt.photo_from}
    _add_json(archive, f"{folder}/case.json", _case(verification, attempts, photos, with_notes=with_notes))


def _add_photo(archive: ZipFile, folder: str, attempt: LicenseAttempt) -> str | None:
    """Copy the photo into the archive without holding it in memory; return its name, or None where it is gone."""
    name = f"{folder}/photo-{attempt.number}.jpg"
    try:
        photo = attempt.open_photo()
    except FileNotFoundError:
        if not attempt.photo_purged:
            logger.warning("The photo of attempt %s is missing in the storage", attempt.pk)
        return None
    with photo, archive.open(_entry(name, ZIP_STORED), "w") as copy:
        shutil.copyfileobj(photo, copy)
    return name


def _add_json(archive: ZipFile, name: str, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    archive.writestr(_entry(name, ZIP_DEFLATED), text)


def _entry(name: str, compression: int) -> ZipInfo:
    entry = ZipInfo(name, date_time=timezone.localtime().timetuple()[:6])
    entry.compress_type = compression
    entry.external_attr = 0o600 << 16
    return entry


def _case(
    verification: LicenseVerification,
    attempts: Iterable[LicenseAttempt],
    photos: Mapping[int, str | None],
    *,
    with_notes: bool,
) -> dict[str, Any]:
    staff = {"legal_hold": verification.legal_hold} if with_notes else {}
    decisions = verification.decisions.select_related("attempt").prefetch_related("given_reasons__reason")
    return {
        "id": verification.pk,
        "owner": verification.owner_text,
        **{name: getattr(verification, name) for name in COLUMNS},
        "normalized": normalize(verification.fields).as_json(),
        "findings": [_finding(known) for known in verification.findings if with_notes or known.get("for_merchant")],
        "attempts": [_attempt(attempt, photos) for attempt in attempts],
        "decisions": [_decision(decision, with_notes=with_notes) for decision in decisions],
        "history": [_event(event) for event in verification.events.order_by("position", "pk")],
        **staff,
    }


def _finding(known: Mapping[str, Any]) -> dict[str, Any]:
    about_others = known.get("code") in ABOUT_OTHERS
    return {name: value for name, value in known.items() if not about_others or name in BESIDE_OTHERS}


def _attempt(attempt: LicenseAttempt, photos: Mapping[int, str | None]) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "sent_at": attempt.created_at,
        "photo": photos.get(attempt.photo_holder.number),
        "photo_of_attempt": attempt.photo_holder.number,
        "sha256": attempt.sha256,
        "width": attempt.width,
        "height": attempt.height,
        "stated": attempt.stated,
        "consent_digest": attempt.consent,
        "readings": [_reading(reading) for reading in attempt.readings.order_by("pk")],
    }


def _reading(reading: LicenseReading) -> dict[str, Any]:
    content = ("state", "fields", "details", "extra", "cert_position", "img_size", "outline", "codes", "raw")
    about = ("error_code", "vendor_code", "rid", "reused", "created_at", "finished_at")
    return {"engine": reading.alias, **{name: getattr(reading, name) for name in (*content, *about)}}


def _decision(decision: ReviewDecision, *, with_notes: bool) -> dict[str, Any]:
    staff = {"by": decision.by_text, "note": decision.note} if with_notes else {}
    return {
        "outcome": decision.outcome,
        "attempt": decision.attempt.number,
        "version": decision.version,
        "decided_at": decision.created_at,
        "message": decision.message,
        "fields": decision.fields,
        "reasons": [
            {
                "code": given.reason.code,
                "title": given.reason.title_en,
                "title_zh": given.reason.title_zh,
                "fields": given.fields,
            }
            for given in decision.given_reasons.all()
        ],
        **staff,
    }


def _event(event: VerificationEvent) -> dict[str, Any]:
    columns = ("position", "kind", "actor", "data", "created_at", "mac")
    return {name: getattr(event, name) for name in columns}
