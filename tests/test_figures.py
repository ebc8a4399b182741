from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_bizlicense import workflow
from django_bizlicense.figures import figures
from django_bizlicense.models import LicenseAttempt, LicenseVerification, ReviewDecision
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


def case(number: int, *, waited: float = 0) -> LicenseVerification:
    made = factories.in_review(factories.user(f"shop{number}"), seed=number)
    LicenseAttempt.objects.filter(verification=made).update(created_at=timezone.now() - dt.timedelta(hours=waited))
    return made


def test_nothing_decided_is_no_error():
    found = figures(30)
    assert (found.decisions, found.waiting_p50, found.first_pass) == (0, None, None)
    assert {known.rate for known in found.fields} == {0.0}


def test_waiting_is_told_by_the_median_and_the_ninth_tenth():
    by = factories.reviewer()
    for hours in range(1, 11):
        made = case(hours, waited=hours)
        workflow.approve(made, by=by, version=made.version)
    found = figures(30)
    assert round(found.waiting_p50.total_seconds() / 3600) == 6
    assert round(found.waiting_p90.total_seconds() / 3600) == 10


def test_first_pass_corrections_reasons_and_persons():
    alice, bob = factories.reviewer("alice"), factories.reviewer("bob")
    plain, corrected, refused = case(1), case(2), case(3)
    workflow.approve(plain, by=alice, version=plain.version)
    changes = {"address": "杭州", "serial": "S1"}
    workflow.approve(corrected, by=alice, version=corrected.version, corrections=changes)
    workflow.reject(refused, by=bob, version=refused.version, reasons={"other": [], "image_blurry": []})
    found = figures(30)
    assert found.first_pass == pytest.approx(2 / 3)
    fields = {known.field: (known.seen, known.wrong) for known in found.fields}
    assert fields["address"] == (2, 1)
    assert fields["serial"] == (1, 1)
    assert fields["enterprise_name"] == (2, 0)
    assert found.reasons == [("image_blurry", 1), ("other", 1)]
    persons = [(person.who, person.approved, person.rejected, person.total) for person in found.persons]
    assert persons == [("alice", 2, 0, 2), ("bob", 0, 1, 1)]


def test_what_a_machine_decided_is_no_persons():
    made = case(1)
    workflow.approve(made, by="policy", version=made.version)
    found = figures(30)
    assert (found.by_machine, found.decisions, found.persons) == (1, 0, [])


def test_older_decisions_are_left_out():
    made = case(1)
    workflow.approve(made, by=factories.reviewer(), version=made.version)
    ReviewDecision.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    assert figures(7).decisions == 0
    assert figures(30).decisions == 1


def test_the_queries_do_not_grow():
    by, counts = factories.reviewer(), []
    for start in (0, 5):
        for number in range(start, start + 5):
            made = case(number)
            workflow.approve(made, by=by, version=made.version)
        with CaptureQueriesContext(connection) as queries:
            figures(30)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
