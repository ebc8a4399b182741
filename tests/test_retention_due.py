"""When the time of keeping begins: a case is closed, an approval is over."""

from __future__ import annotations

import pytest

from django_bizlicense import retention, workflow
from django_bizlicense.merchants import approved_license, is_verified
from tests import factories
from tests.factories import approved, dated, sent_again
from tests.keeping import EVERYTHING, SECRET, days_pass, purge, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_RETENTION = EVERYTHING


def test_raw_goes_by_itself_also_of_an_approval_in_use():
    owner = factories.user()
    case = approved(owner)
    days_pass(case, 90)
    assert "raw: 1 cases purged" in purge()
    reading = case.attempts.get().readings.get()
    assert (reading.raw, reading.fields["enterprise_name"]) == (None, "杭州样本云杉贸易有限公司")
    assert is_verified(owner)


def test_an_approval_in_use_keeps_the_rest_for_ever():
    owner = factories.user()
    case = approved(owner)
    days_pass(case, 9999)
    dated(case, expires_on=None, reverify_on=-3000)
    purge()
    assert approved_license(owner).fields["enterprise_name"] == "杭州样本云杉贸易有限公司"
    assert not case.attempts.get().photo_purged


def test_an_approval_is_over_when_its_term_is(settings):
    settings.BIZLICENSE_EXPIRY_GRACE_DAYS = 10
    case = approved(factories.user())
    days_pass(case, 9999)
    dated(case, expires_on=-375)
    assert "photo: 0 cases" in purge()
    dated(case, expires_on=-376)
    assert "photo: 1 cases" in purge()


def test_an_approval_is_over_when_a_required_look_at_it_is_overdue(settings):
    settings.BIZLICENSE_REVERIFY_REQUIRED = True
    case = approved(factories.user())
    days_pass(case, 9999)
    dated(case, expires_on=None, reverify_on=-396)
    assert "photo: 1 cases" in purge()


def test_an_approval_is_over_when_a_newer_one_has_taken_its_place():
    owner = factories.user()
    older = approved(owner, seed=1)
    days_pass(older, 9999)
    newer = approved(owner, seed=2)
    assert "photo: 0 cases" in purge()
    days_pass(newer, 366)
    assert "photo: 1 cases" in purge()
    assert older.attempts.get().photo_purged
    assert not newer.attempts.get().photo_purged


def test_an_older_approval_that_counts_again_is_in_use():
    owner = factories.user()
    older, newer = approved(owner, seed=1), approved(owner, seed=2)
    days_pass(older, 9999)
    days_pass(newer, 366)
    workflow.reopen(newer, by=factories.reviewer(), version=newer.version, note="doubts")
    assert approved_license(owner).verification_id == older.pk
    assert "photo: 0 cases" in purge()


def test_an_emptied_approval_never_comes_back():
    owner = factories.user()
    older = approved(owner, seed=1)
    days_pass(older, 9999)
    newer = approved(owner, seed=2)
    days_pass(newer, 1825)
    purge()
    workflow.reopen(newer, by=factories.reviewer(), version=newer.version, note="doubts")
    assert approved_license(owner) is None


def test_what_was_over_when_it_was_approved_is_kept_from_its_approval():
    case = approved(factories.user())
    dated(case, expires_on=-9999)
    assert "fields: 0 cases" in purge()
    days_pass(case, 1826)
    assert "fields: 1 cases" in purge()


def test_an_approval_goes_with_the_erasure_of_a_withdrawn_case():
    owner = factories.user()
    case = sent_again(owner)
    workflow.withdraw(case, by=owner)
    days_pass(case, 9999)
    assert is_verified(owner)
    assert "photo: 0 cases" in purge()
    purge("--case", str(case.pk), "--everything-but-history")
    assert not is_verified(owner)


def test_a_withdrawn_case_is_over_from_its_withdrawal():
    owner = factories.user()
    case = factories.in_review(owner)
    workflow.withdraw(case, by=owner)
    days_pass(case, 9999)
    assert "photo: 0 cases" in purge()
    assert retention.due("photo", 0).get() == case


def test_an_open_case_is_never_purged():
    case = factories.in_review()
    days_pass(case, 9999)
    purge()
    assert SECRET in written(case)
