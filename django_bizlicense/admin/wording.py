"""How findings, steps and refusals are put into words for a reviewer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_bizlicense.exceptions import AlreadyDecided, BizLicenseError, ErrorCode
from django_bizlicense.language import spoken
from django_bizlicense.models import ReviewReason, VerificationEvent
from django_bizlicense.wording import field_label

SYMBOLS = {"blocker": "✖", "warning": "▲", "info": "ⓘ"}
"""One sign for each severity, the heaviest first: color alone says nothing to many."""
SEVERITIES = {"blocker": gettext_lazy("blocker"), "warning": gettext_lazy("warning"), "info": gettext_lazy("hint")}

MEANT = {"suspected_tampering": gettext_lazy("Suspected forgery")}
"""What a reason means whose title says less: merchants are not told it."""


def reason_title(reason: ReviewReason) -> str:
    """Name a reason for staff."""
    if reason.code not in MEANT:
        return reason.title
    return _("%(meant)s (merchants read: %(title)s)") % {"meant": MEANT[reason.code], "title": reason.title}


def field_labels(names: Iterable[str]) -> str:
    """Return the labels of some fields as one enumeration."""
    return spoken("、", ", ").join(field_label(name) for name in names)


def counted(severity: str, count: int) -> str:
    """Return "2 blockers"."""
    if severity == "blocker":
        return ngettext("%(count)d blocker", "%(count)d blockers", count) % {"count": count}
    if severity == "warning":
        return ngettext("%(count)d warning", "%(count)d warnings", count) % {"count": count}
    return ngettext("%(count)d hint", "%(count)d hints", count) % {"count": count}


def ago(at: dt.datetime) -> str:
    """Return "2 minutes ago"."""
    if timezone.now() - at < dt.timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, depth=1)}


def lasting(time: dt.timedelta | None) -> str:
    """Return "3 hours, 20 minutes"; a dash where there is nothing to tell."""
    now = timezone.now()
    return "–" if time is None else timesince(now - time, now, depth=2)


def event_label(kind: str) -> str:
    """Return what an event of this kind is called; an unknown kind as it is."""
    return str(VerificationEvent.Kind(kind).label) if kind in VerificationEvent.Kind.values else kind


def wish_text(wish: str, *, taken: bool) -> str:
    """Say what the policy wanted, and that a person decides where it was not let."""
    words = {"approve": _("approve"), "ask_again": _("ask again")}.get(wish, "")
    if taken or not words:
        return words or _("left to a person")
    return _("would %(wish)s, left to a person") % {"wish": words}


def artefact_text(artefact: str) -> str:
    """Name what retention purges; something unknown as it is."""
    words = {"photo": _("photo"), "raw": _("raw answers"), "fields": _("fields"), "history": _("history")}
    return words.get(artefact, artefact)


def days_left_text(days: int) -> str:
    """Return "3 days left", or "overdue by 3 days" where the number is below 0."""
    if days < 0:
        return ngettext("overdue by %(count)d day", "overdue by %(count)d days", -days) % {"count": -days}
    return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}


def error_text(code: str) -> str:
    """Return the message of one of our error codes; an unknown code as it is."""
    return BizLicenseError(ErrorCode(code)).message if code in {known.value for known in ErrorCode} else code


def refusal_text(refusal: BizLicenseError) -> str:
    """Say why a step was refused, and who did what when where somebody was first."""
    if not isinstance(refusal, AlreadyDecided) or refusal.at is None:
        return refusal.message
    words = {"what": event_label(refusal.decision), "who": refusal.by, "when": ago(refusal.at)}
    return capfirst(_("%(what)s by %(who)s %(when)s.") % words)
