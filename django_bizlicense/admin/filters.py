"""What the queue can be narrowed to; each filter keeps to an index or to the few rows that are left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_bizlicense.admin.wording import reason_title
from django_bizlicense.conf import settings
from django_bizlicense.models import (
    DecisionReason,
    LicenseAttempt,
    LicenseVerification,
    ReviewReason,
)
from django_bizlicense.models.verification import today_in_china
from django_bizlicense.workflow.claims import free_for
from django_bizlicense.workflow.persons import undecided_by
from django_bizlicense.workflow.steps import REVIEWABLE

if TYPE_CHECKING:
    Cases = QuerySet[LicenseVerification]

SOON = dt.timedelta(days=30)
"""An approval that runs out within this time is expiring."""


class StateFilter(admin.SimpleListFilter):
    """What needs a person, unless something else is chosen or searched for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.searching = bool(request.GET.get(SEARCH_VAR, "").strip())
        due = [("review", _("needs a person")), ("late", _("late")), ("second", _("second review due"))]
        return [*due, *LicenseVerification.Status.choices, ("expiring", _("expiring soon")), ("all", _("all"))]

    def value(self) -> str:
        given = super().value()
        if given in dict(self.lookup_choices):  # PostgreSQL raises on a NUL
            return str(given)
        return "all" if self.searching else "review"

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        chosen = self.value()
        for value, label in self.lookup_choices:
            query_string = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": query_string, "display": label}

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        if self.value() == "all":
            return queryset
        if self.value() == "expiring":
            return expiring(queryset)
        if self.value() == "late":
            return late(queryset.filter(status__in=REVIEWABLE))
        if self.value() == "second":
            return queryset.filter(undecided_by(request.user), status=LicenseVerification.Status.SECOND_REVIEW)
        return queryset.filter(status__in=REVIEWABLE if self.value() == "review" else [self.value()])


def expiring(queryset: Cases) -> Cases:
    """Return the approvals that run out within thirty days."""
    today = today_in_china()
    return queryset.filter(status=LicenseVerification.Status.APPROVED, expires_on__range=(today, today + SOON))


def late(queryset: Cases) -> Cases:
    """Return the cases sent longer ago than BIZLICENSE_REVIEW_SLA allows."""
    return queryset.filter(submitted_at__lte=timezone.now() - settings.REVIEW_SLA)


class ClaimFilter(admin.SimpleListFilter):
    """What I hold, and what nobody holds."""

    title = _("claim")
    parameter_name = "claim"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("mine")), ("unclaimed", _("unclaimed"))]

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        if self.value() == "mine":
            return queryset.filter(claimed_by=request.user.pk).exclude(free_for(None))
        if self.value() == "unclaimed":
            return queryset.filter(free_for(None))
        return queryset


class FindingFilter(admin.SimpleListFilter):
    """The heaviest thing the app noticed."""

    title = _("heaviest finding")
    parameter_name = "findings"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(value), label) for value, label in reversed(LicenseVerification.Weight.choices)]

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        value = self.value() or ""
        return queryset.filter(heaviest=int(value)) if value in dict(self.lookup_choices) else queryset


class ReadFilter(admin.SimpleListFilter):
    """What no engine could read: a person types it."""

    title = _("reading")
    parameter_name = "read"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("not read"))]

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        return unread(queryset) if self.value() == "no" else queryset


def unread(queryset: Cases) -> Cases:
    """Return the cases whose newest attempt no engine has read."""
    return queryset.filter(unread=True)


class PhotoFilter(admin.SimpleListFilter):
    """What has lost its photo."""

    title = _("photo")
    parameter_name = "photo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("missing", _("missing"))]

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        return photo_missing(queryset) if self.value() == "missing" else queryset


def photo_missing(queryset: Cases) -> Cases:
    """Return the cases any of whose photos is gone from the storage."""
    return queryset.filter(Exists(LicenseAttempt.objects.photo_missing().filter(verification=OuterRef("pk"))))


class ReasonFilter(admin.SimpleListFilter):
    """What was ever sent back or rejected for a reason."""

    title = _("reason given")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        reasons = list(ReviewReason.objects.all())
        self.known = {reason.code: reason.pk for reason in reasons}
        return [(reason.code, reason_title(reason)) for reason in reasons]

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        if not self.value():
            return queryset
        # With the key the database knows how common it is, and where to begin.
        reason = self.known.get(self.value() or "")
        given = DecisionReason.objects.filter(reason=reason, decision__verification=OuterRef("pk"))
        return queryset.filter(Exists(given))
