"""The pages of one database, each a request that can be repeated and leaves nothing that matters behind."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.million.database import using
from benchmarks.turns import in_turns
from django_bizlicense import health
from django_bizlicense.admin.forms import blocker_keys
from django_bizlicense.assessment import assess
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import LicenseReading, LicenseVerification, ReviewReason
from django_bizlicense.workflow.steps import newest_attempt

QUEUE = "/admin/bizlicense/licenseverification/"
STOCK = "/stock/bizlicense/licenseverification/"
LARGEST_OWNER = 1
HELD_BY_OTHERS, HELD_BY_ME = 20, 50
Status = LicenseVerification.Status
Page = Callable[[], HttpResponseBase]


class Desk:
    """A reviewer and a merchant at work in one database; some of the oldest cases are claimed."""

    def __init__(self, database: Any) -> None:
        self.database = database
        with using(database):
            people = get_user_model().objects
            self.reviewer = _client(people.get(username="reviewer"))
            self.lead = _client(_superuser())
            self.merchant = _client(people.get(pk=LARGEST_OWNER))
            _claim(people.get(username="colleague"), HELD_BY_OTHERS)
            _claim(people.get(username="reviewer"), HELD_BY_ME)
            waiting = LicenseVerification.objects.filter(status=Status.IN_REVIEW, attempt_count=1, claimed_by=None)
            self.case = waiting.filter(heaviest=2).order_by("submitted_at")[0]
            self.own_case = LicenseVerification.objects.filter(owner=LARGEST_OWNER, status=Status.APPROVED)[0]

    def open(self, page: Page, _round: int = 0) -> None:
        """Open a page in its database."""
        with using(self.database):
            answer = page()
        assert answer.status_code in (200, 302), answer.status_code

    def queries(self, page: Page) -> int:
        """Return how many queries the page makes."""
        with using(self.database), CaptureQueriesContext(connection) as captured:
            page()
            return len(captured)

    def get(self, client: Client, url: str, **query: Any) -> Page:
        return lambda: client.get(url, query)

    def pages(self) -> Mapping[str, Page]:
        """Return every page by name."""
        with using(self.database):
            asked = {**_filters(), **_searches()}
        pages = {name: self.get(self.reviewer, QUEUE, **query) for name, query in asked.items()}
        api = reverse("bizlicense-api:verification-list")
        return {
            **pages,
            "today": self.get(self.reviewer, f"{QUEUE}today/"),
            "review page": self.get(self.reviewer, f"{QUEUE}{self.case.pk}/change/"),
            "next case": lambda: self.reviewer.post(f"{QUEUE}next/"),
            "approve, then next case": self._approve,
            "API list": self.get(self.merchant, api),
            "API status": self.get(self.merchant, f"{api}{self.own_case.pk}/"),
            "merchant status": self.get(self.merchant, f"/license/{self.own_case.pk}/"),
            "what the sweeper asks": _what_the_sweeper_asks,
            "health": lambda: HttpResponse(str(health.report().ok)),
        }

    def _approve(self) -> HttpResponseBase:
        """Approve and go on to the next case, and take it back."""
        with transaction.atomic():
            case = LicenseVerification.objects.get(pk=self.case.pk)
            sent = {"version": case.version, "confirmed": self._confirmed(case)}
            sent.update({name: getattr(case, name) for name in FIELDS})
            answer = self.reviewer.post(f"{QUEUE}{case.pk}/approve/", sent)
            transaction.set_rollback(True)
        assert answer.status_code == 302, answer.status_code
        return answer

    def _confirmed(self, case: LicenseVerification) -> str:
        if not hasattr(self, "_blockers"):
            self._blockers = " ".join(blocker_keys(assess(newest_attempt(case), case.fields)))
        return self._blockers


def _what_the_sweeper_asks() -> HttpResponse:
    """Look for readings that are due and for finished ones whose case did not move, as each round does."""
    now, readings = timezone.now(), LicenseReading.objects
    due = list(readings.due(now).order_by("not_before", "pk").values_list("pk", flat=True)[:1])
    return HttpResponse(str([due, list(readings.not_handed_over(now)[:1])]))


def medians(rounds: int, *pages: tuple[Desk, Page]) -> list[float]:
    """Return the median seconds of each page, all taking turns; two rounds warm up."""
    ways = [partial(desk.open, page) for desk, page in pages]
    return [statistics.median(times) for times in in_turns(rounds, *ways, warm_up=2)]


def _client(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _superuser() -> Any:
    people = get_user_model().objects
    return people.filter(username="lead").first() or people.create_superuser("lead")


def _claim(by: Any, count: int) -> None:
    """Let somebody hold so many of the oldest cases that nobody holds for as long as anything is measured."""
    LicenseVerification.objects.filter(claimed_by=by).update(claimed_by=None, claimed_until=None)
    free = LicenseVerification.objects.filter(status=Status.IN_REVIEW, claimed_by=None).exclude(owner=by)
    oldest = list(free.order_by("submitted_at").values_list("pk", flat=True)[:count])
    until = timezone.now() + dt.timedelta(hours=2)
    LicenseVerification.objects.filter(pk__in=oldest).update(claimed_by=by, claimed_until=until)


def _filters() -> dict[str, dict[str, Any]]:
    """Return what each filter of the queue asks for, alone and where it may see every state."""
    reason = ReviewReason.objects.order_by("position")[0].code
    rare = ReviewReason.objects.order_by("position")[1].code
    states = ["late", "second", *LicenseVerification.Status.values, "expiring", "all"]
    narrow = {"mine": {"claim": "mine"}, "unclaimed": {"claim": "unclaimed"}, "not read": {"read": "no"}}
    narrow |= {f"finding {weight}": {"findings": weight} for weight in range(4)} | {"reason": {"reason": reason}}
    everywhere = {f"all, {name}": {**query, "state": "all"} for name, query in narrow.items()}
    return {
        "queue": {},
        **{f"state {state}": {"state": state} for state in states},
        **narrow,
        **everywhere,
        "all, rare reason": {"reason": rare, "state": "all"},
    }


def _searches() -> dict[str, dict[str, Any]]:
    """Return searches that find one case, and searches that find more than a page."""
    name, person = _unique("name_key"), _unique("person_key")
    return {
        "search number": {"q": _unique("number_key")},
        "search region of number": {"q": "91330"},
        "search name": {"q": name[:-4]},
        "search city of name": {"q": "杭州"},
        "search person": {"q": person},
        "search surname": {"q": person[0]},
        "search nothing": {"q": "没有这样的名字"},
    }


def _unique(column: str) -> str:
    """Return a text that begins this column of one approved case and of no other."""
    cases = LicenseVerification.objects.filter(status=Status.APPROVED, heaviest=1)
    for key in cases.order_by("-submitted_at").values_list(column, flat=True)[:2000]:
        begun = key[:-4] if column == "name_key" else key
        found = LicenseVerification.objects.filter(**{f"{column}__startswith": begun}).aggregate(n=Count("pk"))
        if found["n"] == 1:
            return str(key)
    raise LookupError(column)
