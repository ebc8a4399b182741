"""Who may decide: nobody a case of their own, and where four eyes are asked for nobody twice."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.module_loading import import_string

from django_bizlicense.conf import settings
from django_bizlicense.exceptions import AnotherPersonNeeded, ErrorCode
from django_bizlicense.models import LicenseVerification, ReviewDecision, VerificationEvent
from django_bizlicense.models.event import actor_text
from django_bizlicense.workflow.steps import Kind, Status

HANDS = (Kind.CORRECTED, Kind.FIRST_APPROVED)
"""Who has done this to the texts gives no second approval."""
BEGINNINGS = (Kind.SUBMITTED, Kind.REOPENED)
"""With these a round begins."""
logger = logging.getLogger(__name__)


def needs_second_approval(verification: LicenseVerification) -> bool:
    """Whether BIZLICENSE_FOUR_EYES (a bool, or a dotted path of verification -> bool) asks for two approvals.

    A predicate that raises asks for two: silence is no permission.
    """
    rule = settings.FOUR_EYES
    if isinstance(rule, bool):
        return rule
    try:
        return bool(import_string(rule)(verification))
    except Exception:
        logger.exception("The predicate %s of BIZLICENSE_FOUR_EYES failed", rule)
    return True


def require_other_than_owner(verification: LicenseVerification, *, by: Any) -> None:
    """Raise AnotherPersonNeeded where somebody would decide on their own license."""
    if is_own(verification, by=by):
        raise AnotherPersonNeeded(ErrorCode.OWN_CASE)


def is_own(verification: LicenseVerification, *, by: Any) -> bool:
    """Whether the license is this person's own."""
    return verification.owner_id is not None and not isinstance(by, str) and by.pk == verification.owner_id


def require_second_person(verification: LicenseVerification, *, by: Any) -> None:
    """Raise AnotherPersonNeeded where a second approval is due and this is no second person."""
    if verification.status == Status.SECOND_REVIEW and (isinstance(by, str) or had_a_hand(verification, by=by)):
        raise AnotherPersonNeeded(ErrorCode.SECOND_PERSON_NEEDED)


def had_a_hand(verification: LicenseVerification, *, by: Any) -> bool:
    """Whether this person corrected or approved since the merchant sent or the case was opened again."""
    begun = verification.events.filter(kind__in=BEGINNINGS).order_by("-pk").values("pk")[:1]
    return verification.events.filter(kind__in=HANDS, actor=actor_text(by), pk__gt=begun).exists()


def hand_in(events: Iterable[VerificationEvent], *, by: Any) -> bool:
    """Tell the same from events at hand, the newest first."""
    round_of_now = takewhile(lambda event: event.kind not in BEGINNINGS, events)
    return any(event.kind in HANDS and event.actor == actor_text(by) for event in round_of_now)


def refusal_for(
    verification: LicenseVerification, events: Iterable[VerificationEvent], *, by: Any
) -> AnotherPersonNeeded | None:
    """Return why this person may not approve the case now, or None; without a query, from its events, newest first."""
    if is_own(verification, by=by):
        return AnotherPersonNeeded(ErrorCode.OWN_CASE)
    if verification.status == Status.SECOND_REVIEW and hand_in(events, by=by):
        return AnotherPersonNeeded(ErrorCode.SECOND_PERSON_NEEDED)
    return None


def first_approver(verification: LicenseVerification) -> Any:
    """Return who gave the approval that a second one is due to, or None."""
    if verification.status != Status.SECOND_REVIEW:
        return None
    first = verification.decisions.filter(outcome=ReviewDecision.Outcome.FIRST_APPROVED).order_by("pk").last()
    return first and first.by


def undecided_by(by: Any) -> Q:
    """Return the condition that this person may decide a case: not their own, and untouched where it is the second."""
    # "Since it was sent" spares those of an earlier sending, and keeps PostgreSQL from gathering all that this person
    # ever did, among millions of events, before it looks at the first case.
    since = {"verification": OuterRef("pk"), "created_at__gte": OuterRef("submitted_at")}
    touched = VerificationEvent.objects.filter(kind__in=HANDS, actor=actor_text(by), **since)
    return ~Q(owner=by) & (~Q(status=Status.SECOND_REVIEW) | Q(~Exists(touched)))
