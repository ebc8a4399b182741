"""What has happened to a case, readable: attempts, decisions, events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from django_bizlicense.admin.wording import (
    ago,
    artefact_text,
    days_left_text,
    error_text,
    event_label,
    field_labels,
    reason_title,
    wish_text,
)
from django_bizlicense.models import (
    LicenseAttempt,
    LicenseVerification,
    ReviewDecision,
    ReviewReason,
    VerificationEvent,
)
from django_bizlicense.models.event import actor_names

SHOWN = 100
"""The newest so many events are shown."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One decision in words; `reasons` are (title, labels of the fields)."""

    outcome: str
    who: str
    at: dt.datetime
    reasons: list[tuple[str, str]]
    message: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One attempt with what was decided on it."""

    number: int
    sent: str
    data_only: bool
    photo_purged: bool
    decisions: list[Decided]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event in words."""

    at: dt.datetime
    who: str
    what: str
    details: str


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who looked at the photos, how often, and when last."""

    who: str
    times: int
    last: str


def sending(attempt: LicenseAttempt) -> Sending:
    """Return an attempt in words; its decisions and their reasons are prefetched."""
    return Sending(
        number=attempt.number,
        sent=ago(attempt.created_at),
        data_only=attempt.photo_from_id is not None,
        photo_purged=attempt.photo_purged,
        decisions=[_decided(decision) for decision in attempt.decisions.all()],
    )


def _decided(decision: ReviewDecision) -> Decided:
    given = decision.given_reasons.all()
    return Decided(
        outcome=decision.get_outcome_display(),
        who=decision.by_text,
        at=decision.created_at,
        reasons=[(reason_title(reason.reason), field_labels(reason.fields)) for reason in given],
        message=decision.message,
        note=decision.note,
    )


def newest_events(verification: LicenseVerification) -> list[VerificationEvent]:
    """Return what happened, the newest first, looks at the photos left out."""
    looked = VerificationEvent.Kind.PHOTO_VIEWED
    return list(verification.events.exclude(kind=looked).order_by("-pk")[:SHOWN])


def history(
    verification: LicenseVerification, events: Sequence[VerificationEvent], catalogue: Sequence[ReviewReason]
) -> tuple[list[Line], list[Viewer]]:
    """Return the events in words, and who looked at the photos; two queries whatever the number."""
    looked = VerificationEvent.Kind.PHOTO_VIEWED
    views = verification.events.filter(kind=looked).order_by().values("actor")
    viewers = list(views.annotate(times=Count("pk"), at=Max("created_at")).order_by("-at")[:SHOWN])
    names = actor_names({*(event.actor for event in events), *(view["actor"] for view in viewers)})
    titles = {reason.code: reason_title(reason) for reason in catalogue}
    lines = [_line(event, names, titles) for event in events]
    return lines, [Viewer(who=names[view["actor"]], times=view["times"], last=ago(view["at"])) for view in viewers]


def _line(event: VerificationEvent, names: Mapping[str, str], titles: Mapping[str, str]) -> Line:
    return Line(
        at=event.created_at,
        who=names[event.actor],
        what=event_label(event.kind),
        details=" · ".join(_details(event.data, titles)),
    )


def _details(data: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    """Say what an event carries, photo and text digests left out."""
    details = []
    if "attempt" in data:
        details.append(_("attempt %(number)s") % {"number": data["attempt"]})
    if names := data.get("fields") or data.get("stated"):
        details.append(field_labels(names))
    if codes := data.get("reasons"):
        details.append(", ".join(titles.get(code, code) for code in codes))
    if wish := data.get("wish"):
        details.append(wish_text(wish, taken=bool(data.get("taken"))))
        details.extend(data.get("blockers", []))
    if artefacts := data.get("artefacts"):
        details.append(", ".join(artefact_text(artefact) for artefact in artefacts))
    if "days_left" in data:
        details.append(days_left_text(data["days_left"]))
    if error := data.get("error"):
        details.append(error_text(error))
    return details
