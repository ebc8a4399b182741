"""Where a case stands, in a merchant's words."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from django_bizlicense.conf import settings
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import LicenseVerification, ReviewDecision
from django_bizlicense.models.verification import today_in_china
from django_bizlicense.web.findings import merchant_findings
from django_bizlicense.wording import field_label
from django_bizlicense.workflow import restatable
from django_bizlicense.workflow.steps import newest_attempt
from django_bizlicense.workflow.validity import holds, renew_by, renewable

Status = LicenseVerification.Status
USUAL_READING = dt.timedelta(minutes=1)
"""After this a merchant is told that reading takes longer today."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the status page says first.

    `tone` is wait, act, good or bad; `done` names the last finished step, empty where the way has ended otherwise;
    `poll` is the pause in seconds until the page looks again, 0 for never.
    """

    headline: str | Promise
    what_next: str | Promise
    tone: str
    done: str = ""
    poll: int = 0


STANDINGS: Mapping[str, Standing] = {
    Status.SUBMITTED: Standing(
        headline=_("We are reading your license"),
        what_next=_("This usually takes a few seconds. You may leave this page; nothing is lost."),
        tone="wait",
        done="sent",
        poll=2,
    ),
    Status.AWAITING_CONFIRMATION: Standing(
        headline=_("Please check what we read"),
        what_next=_("Compare the fields with your license, correct what is wrong, and confirm."),
        tone="act",
        done="read",
    ),
    Status.IN_REVIEW: Standing(
        headline=_("Your license is being reviewed"),
        what_next=_("A person compares your photo with the fields. You will see the outcome on this page."),
        tone="wait",
        done="confirmed",
        poll=15,
    ),
    Status.SECOND_REVIEW: Standing(
        headline=_("Your license is being reviewed"),
        what_next=_("A second person is looking at it. You will see the outcome on this page."),
        tone="wait",
        done="confirmed",
        poll=15,
    ),
    Status.RESUBMISSION_REQUESTED: Standing(
        headline=_("Please send your license again"),
        what_next=_("It could not be accepted like this. Here is what to do:"),
        tone="act",
    ),
    Status.APPROVED: Standing(
        headline=_("Your license is verified"),
        what_next=_("There is nothing left for you to do."),
        tone="good",
        done="reviewed",
    ),
    Status.REJECTED: Standing(
        headline=_("Your license was not accepted"),
        what_next=_("This decision is final. If you believe it is wrong, please contact our support."),
        tone="bad",
    ),
    Status.EXPIRED: Standing(
        headline=_("Your license has expired"),
        what_next=_("Send a photo of the renewed license to stay verified."),
        tone="act",
    ),
    Status.WITHDRAWN: Standing(
        headline=_("You withdrew this application"),
        what_next=_("You can start again whenever you like."),
        tone="wait",
    ),
}
TERM_ENDS = _("The term of your license ends on %(day)s. Please send a photo of the renewed license.")
LOOK_AGAIN = _("Please send a new photo of your license by %(day)s, so that we see it is still valid.")
TERM_ENDED = _("The term of your license ended on %(day)s. Please send a photo of the renewed license.")
OVERDUE = _("A new photo of your license was due on %(day)s. Please send one now.")
STOPPED = _("Your license has to be verified again")
TAKES_LONGER = _("Reading takes longer than usual. You need not send anything again: if it fails, a person reads it.")
STEPS: Mapping[str, str | Promise] = {
    "sent": _("Sent"),
    "read": _("Read"),
    "confirmed": _("Confirmed"),
    "reviewed": _("Reviewed"),
}
REFUSALS = (Status.RESUBMISSION_REQUESTED, Status.REJECTED)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the way, behind the merchant or just now taken."""

    label: str | Promise
    done: bool
    current: bool


@dataclass(frozen=True, kw_only=True)
class FieldRow:
    """One line of the table of fields."""

    name: str
    label: str
    text: str
    marked: bool = False


def standing(verification: LicenseVerification) -> Standing:
    """Return what to say about a case now."""
    if verification.expired:
        return STANDINGS[Status.EXPIRED]
    found = STANDINGS[verification.status]
    if verification.status == Status.APPROVED and (day := renew_by(verification)):
        return _near(found, verification, day)
    if verification.status == Status.SUBMITTED and timezone.now() - verification.submitted_at > USUAL_READING:
        return replace(found, what_next=TAKES_LONGER, poll=10)
    return found


def _near(found: Standing, verification: LicenseVerification, day: dt.date) -> Standing:
    """Return what an approval says whose dates are near or past."""
    past = day < today_in_china()
    texts = (TERM_ENDS, TERM_ENDED) if day == verification.expires_on else (LOOK_AGAIN, OVERDUE)
    what_next = texts[past] % {"day": date_format(day, "DATE_FORMAT")}
    headline = found.headline if holds(verification) else STOPPED
    return replace(found, headline=headline, what_next=what_next, tone="act", done="")


def steps(done: str) -> list[Step]:
    """Return the way with everything up to `done` behind; to confirm is a step where the setting asks for it."""
    if not done:
        return []
    finished = list(STEPS).index(done) + 1
    numbered = [
        (number, name) for number, name in enumerate(STEPS) if settings.CONFIRM_BEFORE_REVIEW or name != "confirmed"
    ]
    ahead = min((number for number, _name in numbered if number >= finished), default=None)
    return [Step(label=STEPS[name], done=number < finished, current=number == ahead) for number, name in numbered]


def state_of(verification: LicenseVerification) -> str:
    """Return a digest that changes when the status page has something new to say."""
    now = standing(verification)
    said = f"{verification.version} {now.headline} {now.what_next}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def refusal(verification: LicenseVerification) -> ReviewDecision | None:
    """Return the decision a merchant has to answer now; None once something newer was sent or decided."""
    if verification.status not in REFUSALS:
        return None
    return verification.latest_decision


def renewal_due(verification: LicenseVerification) -> bool:
    """Whether a new photo is wanted for an approval and can be sent within this case."""
    return renewable(verification) and can_resend(verification)


def can_resend(verification: LicenseVerification) -> bool:
    """Whether the merchant may send again within this case."""
    wanted = renewable(verification) or verification.status == Status.RESUBMISSION_REQUESTED
    return wanted and verification.attempts_left > 0


def field_rows(verification: LicenseVerification, decision: ReviewDecision | None) -> list[FieldRow]:
    """Return the current fields, and the marked ones even where they are empty; none while a photo is being read."""
    if verification.status == Status.SUBMITTED:
        return []
    marked = decision.marked_fields if decision and can_resend(verification) else []
    texts = verification.fields
    return [
        FieldRow(name=name, label=field_label(name), text=texts.get(name, ""), marked=name in marked)
        for name in FIELDS
        if name in texts or name in marked
    ]


def status_context(verification: LicenseVerification) -> dict[str, Any]:
    """Return all that the pages about a case show."""
    decision, attempt, now = refusal(verification), newest_attempt(verification), standing(verification)
    return {
        "verification": verification,
        "attempt": attempt,
        "standing": now,
        "steps": steps(now.done),
        "state": state_of(verification),
        "decision": decision,
        "reasons": decision.given_reasons.select_related("reason") if decision else (),
        "can_resend": can_resend(verification),
        "new_case_needed": renewable(verification) and not can_resend(verification),
        "still_approved": verification.status != Status.APPROVED and holds(verification),
        "restatable": restatable(verification),
        "attempts_left": verification.attempts_left,
        "attempts_max": settings.ATTEMPTS_MAX,
        "rows": field_rows(verification, decision),
        "findings": merchant_findings(verification, attempt),
    }
