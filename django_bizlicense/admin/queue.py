"""The queue: what a row shows, what is filtered, what is searched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from django_bizlicense.admin.wording import counts_by_severity
from django_bizlicense.license.names import fold
from django_bizlicense.license.numbers import normal_number
from django_bizlicense.models import LicenseVerification
from django_bizlicense.workflow.steps import REVIEWABLE

LATE = dt.timedelta(days=1)
"""A merchant who has waited longer is marked."""

if TYPE_CHECKING:
    Cases = QuerySet[LicenseVerification]


class StateFilter(admin.SimpleListFilter):
    """What needs a person, unless something else is chosen or searched for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.searching = bool(request.GET.get(SEARCH_VAR, "").strip())
        return [("review", _("needs a person")), *LicenseVerification.Status.choices, ("all", _("all"))]

    def value(self) -> str:
        return super().value() or ("all" if self.searching else "review")

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            query_string = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == self.value(), "query_string": query_string, "display": label}

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        if self.value() == "all":
            return queryset
        return queryset.filter(status__in=REVIEWABLE if self.value() == "review" else [self.value()])


def search(queryset: Cases, term: str) -> Cases:
    """Return the cases whose number, name, owner or merchant begins with the term."""
    term = term.strip()
    if not term:
        return queryset
    wanted = Q(owner_text__startswith=term) | Q(merchant_ref__startswith=term)
    if number := normal_number(term):
        wanted |= Q(number_key__startswith=number)
    if name := fold(term):
        wanted |= Q(name_key__startswith=name)
    return queryset.filter(wanted)


class QueueColumns:
    """The columns of the queue; none of them asks the database again."""

    @admin.display(description=_("age"), ordering="submitted_at")
    def age(self, verification: LicenseVerification) -> str:
        waited = timesince(verification.submitted_at, depth=1)
        if verification.status not in REVIEWABLE or timezone.now() - verification.submitted_at < LATE:
            return waited
        return format_html('<strong class="bl-late">{} {}</strong>', waited, _("· late"))

    @admin.display(description=_("merchant"))
    def merchant(self, verification: LicenseVerification) -> str:
        return " · ".join(filter(None, (verification.merchant_ref, verification.owner_text)))

    @admin.display(description=_("number"))
    def number(self, verification: LicenseVerification) -> str:
        return verification.number_key

    @admin.display(description=_("name"))
    def name(self, verification: LicenseVerification) -> str:
        return verification.enterprise_name or str(_("(no name)"))

    @admin.display(description=_("findings"))
    def finding_counts(self, verification: LicenseVerification) -> str:
        counts = counts_by_severity(verification.findings)
        return format_html_join(" ", '<span class="bl-count bl-{}">{} {}</span>', counts) or str(_("✓ none"))

    @admin.display(description=_("worked on by"))
    def worked_on_by(self, verification: LicenseVerification) -> str:
        return verification.holder.get_username() if verification.holder else ""

    @admin.display(description=_("attempts"))
    def attempts_sent(self, verification: LicenseVerification) -> int:
        return verification.attempt_count
