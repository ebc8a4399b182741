"""The queue: what a row shows, what is searched, how far one leafs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as said_by_django  # a name that makemessages passes over
from django.utils.translation import gettext_lazy as _

from django_bizlicense.admin.wording import SYMBOLS, counted
from django_bizlicense.conf import settings
from django_bizlicense.license.names import fold
from django_bizlicense.license.numbers import normal_number
from django_bizlicense.models import LicenseVerification
from django_bizlicense.workflow.steps import REVIEWABLE

LEAFED = 500
NOBODY = uuid.UUID(int=0)
SHOWN = (
    *("enterprise_name", "submitted_at", "findings", "number_key", "merchant_ref", "owner_text"),
    *("status", "claimed_by", "claimed_until", "attempt_count"),
)
"""The columns that a row needs."""
UNITS = (dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1))

if TYPE_CHECKING:
    Cases = QuerySet[LicenseVerification]
    CasesPaginator = Paginator[LicenseVerification]
else:
    CasesPaginator = Paginator


class QueuePaginator(CasesPaginator):
    """Counts no further than anybody will leaf: five hundred rows, the first ten pages.

    In the order of the page: the database walks the same index then, and stops. Without it a rare match among a
    million cases makes it join and count everything first.
    """

    @cached_property
    def count(self) -> int:
        cases: Any = self.object_list
        return int(cases[:LEAFED].count())

    def page(self, number: int | str) -> Page[LicenseVerification]:
        """Return a page whose rows hold what is shown of them: a scope may be long."""
        page: Any = super().page(number)
        page.object_list = page.object_list.only(*SHOWN, f"claimed_by__{get_user_model().USERNAME_FIELD}")
        return cast("Page[LicenseVerification]", page)


class QueueList(ChangeList):
    """Resolves the URL of a case once, not for each row."""

    @cached_property
    def _url_of_nobody(self) -> str:
        return super().url_for_result(LicenseVerification(pk=NOBODY))

    def url_for_result(self, result: Any) -> str:
        return self._url_of_nobody.replace(str(NOBODY), str(result.pk))


def search(queryset: Cases, term: str) -> Cases:
    """Return the cases whose number, name, person, owner or merchant begins with the term."""
    term = term.strip()
    if not term:
        return queryset
    wanted = Q(owner_text__startswith=term) | Q(merchant_ref__startswith=term)
    if number := normal_number(term):
        wanted |= Q(number_key__startswith=number)
    if name := fold(term):
        wanted |= Q(name_key__startswith=name) | Q(person_key__startswith=name)
    return queryset.filter(wanted)


def age_words(waited: dt.timedelta, today: dt.date, *, late: bool = False) -> str:
    """Return "3 days": the largest unit of a time that ends today; marked where it is too long."""
    unit = next((unit for unit in UNITS if waited >= unit), UNITS[-1])
    return _age_words(waited // unit * unit, today, late, get_language())


@lru_cache(maxsize=1000)
def _age_words(waited: dt.timedelta, today: dt.date, late: bool, language: str | None) -> str:
    end = dt.datetime.combine(today, dt.time.max)
    words = timesince(end - waited, end, depth=1)
    return format_html('<strong class="bl-late">{} {}</strong>', words, _("· late")) if late else words


@lru_cache(maxsize=1000)
def _counts_in_words(counts: tuple[int, ...], language: str | None) -> str:
    """Return how many findings there are of each of SYMBOLS."""
    shown = [
        (severity, SYMBOLS[severity], counted(severity, count))
        for severity, count in zip(SYMBOLS, counts, strict=True)
        if count
    ]
    return format_html_join(" ", '<span class="bl-count bl-{}">{} {}</span>', shown) or str(_("✓ none"))


@lru_cache(maxsize=100)
def _checkbox(language: str | None) -> str:
    """Return the checkbox of a row, with places for the case's id and name."""
    label = escape(said_by_django("Select this object for an action - {}"))
    return (
        f'<input type="checkbox" name="{ACTION_CHECKBOX_NAME}" value="{{}}" class="action-select" aria-label="{label}">'
    )


class QueueColumns:
    """The columns of the queue; none of them asks the database again, and what rows have in common is drawn once."""

    def action_checkbox(self, obj: LicenseVerification) -> SafeString:
        """The admin's own checkbox, without a template for each row: that was a sixth of the page's time."""
        return format_html(_checkbox(get_language()), obj.pk, str(obj))

    @admin.display(description=_("age"), ordering="submitted_at")
    def age(self, verification: LicenseVerification) -> str:
        """How long the merchant has waited, and whether that is longer than BIZLICENSE_REVIEW_SLA allows."""
        now = timezone.now()
        waited = now - verification.submitted_at
        late = verification.status in REVIEWABLE and waited >= settings.REVIEW_SLA
        return age_words(waited, now.date(), late=late)

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
        counts = Counter(finding["severity"] for finding in verification.findings)
        return _counts_in_words(tuple(counts[severity] for severity in SYMBOLS), get_language())

    @admin.display(description=_("worked on by"))
    def worked_on_by(self, verification: LicenseVerification) -> str:
        holder = verification.holder
        return holder.get_username() if holder else ""

    @admin.display(description=_("attempts"))
    def attempts_sent(self, verification: LicenseVerification) -> str:
        return str(verification.attempt_count)
