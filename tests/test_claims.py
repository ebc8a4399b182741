from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


def holder(case: LicenseVerification) -> object:
    case.refresh_from_db()
    return case.holder


def run_out(case: LicenseVerification) -> None:
    past = timezone.now() - dt.timedelta(seconds=1)
    LicenseVerification.objects.filter(pk=case.pk).update(claimed_until=past)


def test_a_claim_keeps_others_out_until_it_runs_out():
    case, alice, bob = factories.in_review(), factories.reviewer("alice"), factories.reviewer("bob")
    assert workflow.claim(case, by=alice)
    assert workflow.claim(case, by=alice), "a heartbeat"
    assert not workflow.claim(case, by=bob)
    assert holder(case) == alice
    run_out(case)
    assert holder(case) is None
    assert workflow.claim(case, by=bob)
    assert holder(case) == bob


def test_claiming_raises_no_version_and_leaves_no_event():
    case, alice = factories.in_review(), factories.reviewer("alice")
    before = case.version, case.events.count()
    workflow.claim(case, by=alice)
    workflow.release(case, by=alice)
    case.refresh_from_db()
    assert (case.version, case.events.count()) == before


def test_only_the_holder_gives_back():
    case, alice, bob = factories.in_review(), factories.reviewer("alice"), factories.reviewer("bob")
    workflow.claim(case, by=alice)
    workflow.release(case, by=bob)
    assert holder(case) == alice
    workflow.release(case, by=alice)
    assert holder(case) is None


def test_taking_over_is_an_event_and_hides_no_decision():
    case, alice, bob = factories.in_review(), factories.reviewer("alice"), factories.reviewer("bob")
    workflow.claim(case, by=alice)
    assert workflow.take_over(case, by=bob)
    assert holder(case) == bob
    assert case.events.last().kind == "taken_over"
    assert case.events.last().actor == f"user:{bob.pk}"


def test_a_decision_ends_the_claim():
    case, alice = factories.in_review(), factories.reviewer("alice")
    workflow.claim(case, by=alice)
    workflow.approve(case, by=alice, version=case.version)
    assert holder(case) is None
    assert not workflow.claim(case, by=alice)
    assert not workflow.take_over(case, by=alice)


def test_the_next_case_is_the_oldest_that_nobody_else_holds():
    cases = [factories.in_review(factories.user(name), seed=seed) for seed, name in enumerate("abc")]
    alice, bob = factories.reviewer("alice"), factories.reviewer("bob")
    assert workflow.claim_next(by=alice) == cases[0]
    assert workflow.claim_next(by=bob) == cases[1]
    assert workflow.claim_next(by=alice) == cases[0], "what one holds comes before anything new"
    workflow.take_over(cases[2], by=alice)
    workflow.take_over(cases[0], by=alice)
    workflow.approve(cases[1], by=bob, version=cases[1].version)
    assert workflow.claim_next(by=bob) is None
