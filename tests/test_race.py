"""Real threads on a real database: exactly one wins."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.db import connection

from django_bizlicense import recognition, workflow
from django_bizlicense.exceptions import AlreadyDecided, CaseOpen
from django_bizlicense.models import LicenseReading, LicenseVerification, OCRMeter, ReviewDecision
from tests import factories
from tests.crowd import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


def test_of_eight_reviewers_deciding_one_case_exactly_one_wins():
    reviewers = [factories.reviewer(f"reviewer{number}") for number in range(8)]
    for number in range(ROUNDS):
        case = factories.in_review(factories.user(f"merchant{number}"), seed=number)
        results = at_once(*(deciding(case, reviewer, place) for place, reviewer in enumerate(reviewers)))
        refused = [result for result in results if isinstance(result, AlreadyDecided)]
        others = [result for result in results if result not in refused]
        assert len(others) == 1, others
        decision = case.decisions.get()
        assert {error.by for error in refused} == {decision.by_text}
        assert {error.decision for error in refused} == {decision.outcome}
        assert case.events.filter(kind__in=("approved", "rejected")).count() == 1


def test_of_eight_reviewers_one_gives_the_first_approval_and_another_the_second(settings):
    settings.BIZLICENSE_FOUR_EYES = True
    reviewers = [factories.reviewer(f"reviewer{number}") for number in range(8)]
    for number in range(max(ROUNDS // 10, 5)):
        case = factories.in_review(factories.user(f"merchant{number}"), seed=number)
        for outcome in ("first_approved", "approved"):
            results = at_once(*(approving(case, reviewer) for reviewer in reviewers))
            assert [result.outcome for result in results if isinstance(result, ReviewDecision)] == [outcome]
        first, second = case.decisions.all()
        assert second.first_by == first.by != second.by


def approving(case: LicenseVerification, reviewer: object) -> Callable[[], object]:
    mine = LicenseVerification.objects.get(pk=case.pk)
    return lambda: workflow.approve(mine, by=reviewer, version=mine.version)


def deciding(case: LicenseVerification, reviewer: object, place: int) -> Callable[[], object]:
    mine = LicenseVerification.objects.get(pk=case.pk)
    if place % 2:
        return lambda: workflow.approve(mine, by=reviewer, version=mine.version)
    return lambda: workflow.reject(mine, by=reviewer, version=mine.version, reasons={"other": []})


def test_reviewers_asking_for_the_next_case_at_once_get_one_each():
    reviewers = [factories.reviewer(f"asker{number}") for number in range(8)]
    for number in range(8):
        factories.in_review(factories.user(f"shop{number}"), seed=number)
    for _ in range(max(ROUNDS // 50, 3)):
        LicenseVerification.objects.update(claimed_by=None, claimed_until=None)
        given = at_once(*(lambda by=by: workflow.claim_next(by=by) for by in reviewers))
        assert {case.pk for case in given} == set(LicenseVerification.objects.values_list("pk", flat=True)), given


def test_of_two_cases_opened_at_once_by_one_owner_exactly_one_exists():
    owner = factories.user()
    photos = [factories.photo(1), factories.photo(2)]
    results = at_once(*(lambda photo=photo: workflow.submit(photo, owner=owner) for photo in photos))
    assert sum(isinstance(result, CaseOpen) for result in results) == 1, results
    assert LicenseVerification.objects.count() == 1


def test_one_reading_run_by_eight_workers_is_paid_once():
    case = factories.submitted()
    pk = LicenseReading.objects.get().pk
    at_once(*[lambda: recognition.run(pk)] * 8)
    case.refresh_from_db()
    assert case.status == "in_review"
    assert OCRMeter.objects.get().calls == 1


def test_the_meter_never_passes_its_limit():
    start = recognition.timezone.now()
    takes = [lambda: OCRMeter.take("account", window_starts_at=start, limit=10)] * 16
    results = at_once(*takes) + at_once(*takes)
    assert results.count(True) == 10, results
    assert OCRMeter.objects.get().calls == 10


def test_these_races_are_run_on_postgresql_where_the_suite_says_so():
    if os.environ.get("DATABASE_URL"):
        assert connection.vendor in {"postgresql", "mysql"}
