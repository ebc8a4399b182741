from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from django_bizlicense import workflow
from django_bizlicense.exceptions import AlreadyDecided, TransitionNotAllowed
from django_bizlicense.models import LicenseVerification
from tests import factories

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


@pytest.fixture
def owner():
    return factories.user()


def codes(case):
    return {(finding["code"], finding["field"]) for finding in case.findings}


def test_what_is_stated_joins_the_attempt_and_the_findings_follow(owner):
    case = factories.in_review(owner)
    version = case.version
    workflow.restate(case, by=owner, stated={"legal_representative": " 李四样 ", "nonsense": "x"})
    assert case.latest_attempt.stated == {"legal_representative": "李四样"}
    assert case.legal_representative == "张三样"
    assert ("stated_differs", "legal_representative") in codes(case)
    assert (case.status, case.version) == (Status.IN_REVIEW, version + 1)
    event = case.events.last()
    assert (event.kind, event.data["fields"], event.actor) == ("restated", ["legal_representative"], f"user:{owner.pk}")
    assert "李四样" not in str(event.data)


def test_a_field_that_was_not_read_follows_the_merchants_word(owner):
    case = factories.in_review(owner, serial="S1")
    assert case.serial == "S1"
    workflow.restate(case, by=owner, stated={"serial": "S2"})
    assert case.serial == "S2"
    workflow.restate(case, by=owner, stated={"serial": ""})
    assert case.serial == ""
    assert case.latest_attempt.stated == {}


def test_a_reviewers_correction_stays(owner):
    case, reviewer = factories.in_review(owner, serial="S1"), factories.reviewer()
    workflow.correct(case, by=reviewer, version=case.version, fields={"serial": "S9"})
    workflow.restate(case, by=owner, stated={"serial": "S2", "address": "别处"})
    assert case.serial == "S9"
    assert case.address == factories.ANSWER["address"]


def test_nothing_changed_is_no_event_and_raises_no_version(owner):
    case = factories.in_review(owner, serial="S1")
    version, events = case.version, case.events.count()
    workflow.restate(case, by=owner, stated={"serial": "S1", "address": ""})
    assert (case.version, case.events.count()) == (version, events)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.IN_REVIEW])
def test_only_a_case_that_waits_for_review_can_be_restated(owner, status):
    case = factories.in_review(owner)
    LicenseVerification.objects.update(status=status)
    case.refresh_from_db()
    assert not workflow.restatable(case)
    with pytest.raises(TransitionNotAllowed):
        workflow.restate(case, by=owner, stated={"serial": "S2"})


def test_a_claim_closes_the_door_until_it_lapses_or_is_given_back(owner):
    case, reviewer = factories.in_review(owner), factories.reviewer()
    workflow.claim(case, by=reviewer)
    assert not workflow.restatable(case)
    with pytest.raises(TransitionNotAllowed):
        workflow.restate(case, by=owner, stated={"serial": "S2"})
    LicenseVerification.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    case.refresh_from_db()
    workflow.restate(case, by=owner, stated={"serial": "S2"})
    workflow.claim(case, by=reviewer)
    workflow.release(case, by=reviewer)
    case.refresh_from_db()
    assert workflow.restatable(case)


def test_a_claim_between_the_look_and_the_step_wins_and_nothing_is_kept(owner):
    case = factories.in_review(owner)
    late = LicenseVerification.objects.get(pk=case.pk)
    workflow.claim(case, by=factories.reviewer())
    with pytest.raises(TransitionNotAllowed):
        workflow.restate(late, by=owner, stated={"serial": "S2"})
    assert late.latest_attempt.stated == {}
    assert late.serial == ""


def test_a_decision_between_the_look_and_the_step_wins(owner):
    case = factories.in_review(owner)
    late = LicenseVerification.objects.get(pk=case.pk)
    workflow.approve(case, by=factories.reviewer(), version=case.version)
    with pytest.raises(AlreadyDecided):
        workflow.restate(late, by=owner, stated={"serial": "S2"})
    assert late.latest_attempt.stated == {}


def test_a_reviewer_who_saw_the_old_texts_cannot_decide_on_them(owner):
    case = factories.in_review(owner)
    version = case.version
    workflow.restate(case, by=owner, stated={"serial": "S2"})
    with pytest.raises(AlreadyDecided):
        workflow.approve(case, by=factories.reviewer(), version=version)
