"""What the tests ask of the house; each function runs in one of its processes and returns JSON."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.db.models import F
from rest_framework.authtoken.models import Token

from django_bizlicense import history, images, photo_sweep, recognition, tasks, workflow
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import (
    LicenseAttempt,
    LicenseReading,
    LicenseVerification,
    OCRMeter,
    SubmissionKey,
)
from tests import factories


def merchants(first: int, count: int) -> list[str]:
    """Make users merchant<first> … and return their API tokens."""
    users = get_user_model().objects.bulk_create(
        get_user_model()(username=f"merchant{number}", password="!") for number in range(first, first + count)
    )
    return [token.key for token in Token.objects.bulk_create(Token(user=user, key=new_key()) for user in users)]


def new_key() -> str:
    return Token.generate_key()


def reviewer(name: str = "reviewer") -> str:
    """Make a reviewer and return the cookie of an open session."""
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="bizlicense"))
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def send_back(pks: list[str], by: str) -> None:
    """Have a reviewer ask for another photo of each of these cases in review."""
    reviewer = get_user_model().objects.get(username=by)
    for case in LicenseVerification.objects.filter(pk__in=pks):
        workflow.request_resubmission(case, by=reviewer, version=case.version, reasons={"image_blurry": []})


def deliver(pks: list[str], times: int, seed: int) -> None:
    """Put the task of each case into the queue so many times, in any order."""
    deliveries = pks * times
    random.Random(seed).shuffle(deliveries)
    for pk in deliveries:
        tasks.recognize.enqueue(pk)


def operate(writer: int, operations: int) -> dict[str, int]:
    """Do so many steps of the workflow one after another as one of many writers; count them, and what was locked."""
    done, locked = 0, 0
    by = get_user_model().objects.create_user(f"reviewer of writer {writer}", is_staff=True)
    for number in itertools.count():
        for step in steps_of_a_case(f"writer {writer} case {number}", by=by, seed=1_000 * writer + number):
            if done == operations:
                return {"done": done, "locked": locked}
            try:
                step()
            except OperationalError as error:
                assert "locked" in str(error), error
                locked += 1
            done += 1


def steps_of_a_case(name: str, *, by: Any, seed: int) -> Iterator[Callable[[], object]]:
    """Yield the steps of one case from its first photo to its second approval."""
    owner = get_user_model().objects.create_user(name)
    photos = [images.accept(factories.jpeg(seed)), images.accept(factories.jpeg(500_000 + seed))]
    yield lambda: workflow.submit(photos[0], owner=owner)
    case = LicenseVerification.objects.get(owner=owner)
    yield lambda: recognition.recognize(str(case.pk))
    case.refresh_from_db()
    yield lambda: workflow.correct(case, by=by, version=case.version, fields={"address": "样本路2号"})
    yield lambda: workflow.request_resubmission(case, by=by, version=case.version, reasons={"image_blurry": []})
    yield lambda: workflow.resubmit(case, by=owner, photo=photos[1])
    yield lambda: recognition.recognize(str(case.pk))
    case.refresh_from_db()
    yield lambda: workflow.approve(case, by=by, version=case.version)


def time_passes(seconds: float) -> None:
    """Move all that waits for a moment so many seconds nearer to it."""
    passed = dt.timedelta(seconds=seconds)
    readings = LicenseReading.objects
    readings.update(not_before=F("not_before") - passed, finished_at=F("finished_at") - passed)
    readings.filter(leased_until__isnull=False).update(leased_until=F("leased_until") - passed)
    LicenseAttempt.objects.update(created_at=F("created_at") - passed)
    SubmissionKey.objects.update(created_at=F("created_at") - passed)


def problems() -> list[str]:
    """Return what is wrong with the chains of events."""
    return [str(problem) for problem in history.verify()]


def sweep_photos() -> dict[str, int]:
    """Compare storage and records as if it were two days later; return what was found."""
    two_days_ago = time.time() - 2 * 86400
    for path in photos():
        os.utime(path, (two_days_ago, two_days_ago))
    months = list(photo_sweep.sweep_photos())
    return {name: sum(getattr(month, name) for month in months) for name in ("orphans", "missing", "refused")}


def photos() -> list[Path]:
    folder = Path(settings.STORAGES["bizlicense"]["OPTIONS"]["location"])
    return [path for path in folder.rglob("*") if path.is_file()]


def look() -> dict[str, Any]:
    """Return every case with all that belongs to it, the files in the storage, and the calls that were counted."""
    folder = Path(settings.STORAGES["bizlicense"]["OPTIONS"]["location"])
    files = sorted(str(path.relative_to(folder)) for path in photos())
    cases = LicenseVerification.objects.select_related("owner").prefetch_related(
        "attempts__readings", "events", "decisions"
    )
    return {
        "cases": {str(case.pk): described(case) for case in cases},
        "files": files,
        "counted": sum(OCRMeter.objects.values_list("calls", flat=True)),
    }


def described(case: LicenseVerification) -> dict[str, Any]:
    attempts = list(case.attempts.all())
    readings = [reading for attempt in attempts for reading in attempt.readings.all()]
    return {
        "owner": case.owner.username,
        "status": case.status,
        "version": case.version,
        "name": case.enterprise_name,
        "photos": [attempt.photo.name for attempt in attempts],
        "states": [reading.state for reading in readings],
        "tries": sum(reading.tries for reading in readings),
        "events": [event.kind for event in sorted(case.events.all(), key=lambda event: event.pk)],
        "decisions": [decision.outcome for decision in case.decisions.all()],
    }


def fields_of(pk: str) -> dict[str, Any]:
    """Return what the page of a case in review posts: the first version in review and the texts."""
    case = LicenseVerification.objects.get(pk=pk)
    return {"version": 2, **{name: getattr(case, name) for name in FIELDS}}
