"""Cases that say a secret everywhere, days that pass, and what is left of them."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

from django.core.files.storage import storages
from django.core.management import call_command
from django.utils import timezone

from django_bizlicense import workflow
from django_bizlicense.models import (
    LicenseAttempt,
    LicenseReading,
    LicenseVerification,
    ReviewDecision,
    VerificationEvent,
)
from tests import factories

EVERYTHING = {"photo": 365, "raw": 90, "fields": 1825, "history": 3650}
SECRET = "杭州样本云杉"
"""What stands in every text of the cases made here."""


def days_pass(case: LicenseVerification, days: int) -> None:
    """Let a case have been sent and decided so many days earlier."""
    earlier = dt.timedelta(days)
    for at in ("submitted_at", "decided_at", "photo_purged_at", "raw_purged_at", "fields_purged_at"):
        if moment := getattr(case, at):
            LicenseVerification.objects.filter(pk=case.pk).update(**{at: moment - earlier})
    for decision in case.decisions.all():
        ReviewDecision.objects.filter(pk=decision.pk).update(created_at=decision.created_at - earlier)
    LicenseReading.objects.filter(attempt__verification=case).update(finished_at=timezone.now() - earlier)
    case.refresh_from_db()


def rejected(owner: Any = None, *, days: int = 0, seed: int = 1) -> LicenseVerification:
    """Return a case that says the secret everywhere and was rejected so many days ago."""
    stated = {"enterprise_name": SECRET, "serial": SECRET}
    case = factories.in_review(owner, seed=seed, **stated)
    given = {"reasons": {"other": ["serial"]}, "message": SECRET, "note": SECRET}
    workflow.reject(case, by=factories.reviewer(f"reviewer{case.pk}"), version=case.version, **given)
    days_pass(case, days)
    return case


def purge(*arguments: str) -> str:
    out = StringIO()
    call_command("purge_licenses", *arguments, stdout=out)
    return out.getvalue()


def files() -> int:
    """Return how many files the photo storage holds."""
    storage = storages["bizlicense"]

    def count(folder: str) -> int:
        folders, names = storage.listdir(folder)
        return len(names) + sum(count(f"{folder}/{name}") for name in folders)

    return count("licenses") if storage.exists("licenses") else 0


def written(case: LicenseVerification) -> str:
    """Return all that the database holds of a case, as one text."""
    rows = [
        *LicenseVerification.objects.filter(pk=case.pk).values(),
        *LicenseAttempt.objects.filter(verification=case).values(),
        *LicenseReading.objects.filter(attempt__verification=case).values(),
        *ReviewDecision.objects.filter(verification=case).values(),
        *VerificationEvent.objects.filter(verification=case).values(),
    ]
    return json.dumps(rows, default=str, ensure_ascii=False)
