from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from django_bizlicense import merchants, recognition, workflow
from django_bizlicense.exceptions import AlreadyDecided, AnotherPersonNeeded, TransitionNotAllowed
from django_bizlicense.models import LicenseVerification, ReviewDecision
from tests import factories

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_FOUR_EYES = True


def approve(case: LicenseVerification, by: object, **given: object) -> ReviewDecision:
    return workflow.approve(case, by=by, version=case.version, **given)


def test_two_persons_approve():
    case, alice, bob = factories.in_review(), factories.reviewer("alice"), factories.reviewer("bob")
    first = approve(case, alice)
    assert (case.status, first.outcome) == (Status.SECOND_REVIEW, "first_approved")
    assert case.decided_at is None
    assert merchants.approved_license(case.owner) is None
    second = approve(case, bob)
    assert (case.status, second.outcome, second.first_by) == (Status.APPROVED, "approved", alice)
    assert merchants.approved_license(case.owner) is not None


def test_the_first_approver_gives_no_second_approval():
    case, alice = factories.in_review(), factories.reviewer("alice")
    approve(case, alice)
    with pytest.raises(AnotherPersonNeeded):
        approve(case, alice)
    assert case.status == Status.SECOND_REVIEW


def test_the_corrector_gives_no_second_approval():
    case, alice, bob = factories.in_review(), factories.reviewer("alice"), factories.reviewer("bob")
    workflow.correct(case, by=bob, version=case.version, fields={"address": "杭州"})
    approve(case, alice)
    with pytest.raises(AnotherPersonNeeded):
        approve(case, bob)
    approve(case, factories.reviewer("carol"))
    assert case.status == Status.APPROVED


def test_a_correction_in_second_review_voids_the_first_approval():
    case, alice, bob = factories.in_review(), factories.reviewer("alice"), factories.reviewer("bob")
    approve(case, alice)
    workflow.correct(case, by=bob, version=case.version, fields={"address": "杭州"})
    assert case.status == Status.IN_REVIEW
    decision = approve(case, bob)
    assert (decision.outcome, case.status) == ("first_approved", Status.SECOND_REVIEW)
    assert approve(case, factories.reviewer("carol")).first_by == bob


def test_corrections_with_the_second_approval_make_it_a_first_one():
    case, bob = factories.in_review(), factories.reviewer("bob")
    approve(case, factories.reviewer("alice"))
    assert approve(case, bob, corrections={"address": "杭州"}).outcome == "first_approved"
    with pytest.raises(AnotherPersonNeeded):
        approve(case, bob)


def test_a_new_round_asks_anew():
    owner = factories.user()
    case, alice, bob = factories.in_review(owner), factories.reviewer("alice"), factories.reviewer("bob")
    workflow.correct(case, by=alice, version=case.version, fields={"address": "杭州"})
    approve(case, alice)
    approve(case, bob)
    workflow.reopen(case, by=alice, version=case.version, note="again")
    approve(case, bob)
    approve(case, alice)
    assert case.status == Status.APPROVED


def test_a_predicate_chooses_the_cases(settings):
    settings.BIZLICENSE_FOUR_EYES = "tests.test_four_eyes.is_large"
    alice = factories.reviewer("alice")
    small, large = factories.in_review(factories.user("a"), seed=1), factories.in_review(factories.user("b"), seed=2)
    approve(small, alice)
    approve(large, alice, corrections={"registered_capital": "伍亿元整"})
    assert (small.status, large.status) == (Status.APPROVED, Status.SECOND_REVIEW)


def test_a_predicate_that_raises_asks_for_two(settings, caplog):
    settings.BIZLICENSE_FOUR_EYES = "tests.test_four_eyes.is_broken"
    case = factories.in_review()
    approve(case, factories.reviewer("alice"))
    assert case.status == Status.SECOND_REVIEW
    assert "is_broken" in caplog.text


def is_large(verification: LicenseVerification) -> bool:
    return "亿" in verification.registered_capital


def is_broken(verification: LicenseVerification) -> bool:
    raise LookupError


def test_the_database_lets_nobody_be_both():
    case, alice = factories.in_review(), factories.reviewer("alice")
    decision = approve(case, alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewDecision.objects.filter(pk=decision.pk).update(first_by=alice)


def test_a_second_look_may_refuse():
    case, alice = factories.in_review(), factories.reviewer("alice")
    approve(case, alice)
    workflow.reject(case, by=alice, version=case.version, reasons={"other": []})
    assert case.status == Status.REJECTED


def test_who_comes_second_in_the_first_round_learns_of_it():
    case = factories.in_review()
    late = LicenseVerification.objects.get(pk=case.pk)
    approve(case, factories.reviewer("alice"))
    with pytest.raises(AlreadyDecided) as caught:
        approve(late, factories.reviewer("bob"))
    assert caught.value.decision == "first_approved"


def test_a_version_foretold_skips_no_second_approval():
    case = factories.submitted()  # what a request has loaded
    alice = factories.reviewer("alice")
    recognition.recognize(str(case.pk))  # meanwhile it comes to review
    foretold = LicenseVerification.objects.get(pk=case.pk).version
    assert foretold > case.version
    with pytest.raises(TransitionNotAllowed):
        workflow.approve(case, by=alice, version=foretold)
    assert case.status == Status.IN_REVIEW


def test_nobody_decides_on_a_license_of_their_own(settings):
    settings.BIZLICENSE_FOUR_EYES = False
    alice = factories.reviewer("alice")
    case = factories.in_review(alice)
    seen = {"by": alice, "version": case.version}
    steps = (
        lambda: workflow.approve(case, **seen),
        lambda: workflow.reject(case, reasons={"other": []}, **seen),
        lambda: workflow.request_resubmission(case, reasons={"other": []}, **seen),
        lambda: workflow.correct(case, fields={"address": "杭州"}, **seen),
    )
    for step in steps:
        with pytest.raises(AnotherPersonNeeded):
            step()
    assert not workflow.claim(case, by=alice)
    assert workflow.claim_next(by=alice) is None


def test_nobody_takes_back_a_decision_on_a_license_of_their_own():
    alice = factories.reviewer("alice")
    case = factories.in_review(alice)
    workflow.reject(case, by=factories.reviewer("bob"), version=case.version, reasons={"other": []})
    with pytest.raises(AnotherPersonNeeded):
        workflow.reopen(case, by=alice, version=case.version, note="mine")
    assert case.status == Status.REJECTED


def test_a_second_approval_is_handed_to_a_second_person_only():
    case, alice, bob = factories.in_review(), factories.reviewer("alice"), factories.reviewer("bob")
    approve(case, alice)
    assert workflow.claim_next(by=alice) is None
    assert workflow.claim_next(by=bob) == case


def test_who_had_a_hand_in_an_earlier_sending_is_handed_the_next_one():
    owner = factories.user()
    case, alice, bob = factories.in_review(owner), factories.reviewer("alice"), factories.reviewer("bob")
    workflow.correct(case, by=bob, version=case.version, fields={"address": "杭州"})
    workflow.request_resubmission(case, by=bob, version=case.version, reasons={"image_blurry": []})
    workflow.resubmit(case, by=owner, photo=factories.photo(2))
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    approve(case, alice)
    assert workflow.claim_next(by=alice) is None
    assert workflow.claim_next(by=bob) == case
