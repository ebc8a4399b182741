from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from django_bizlicense import recognition, workflow
from django_bizlicense.merchants import approved_license, is_verified, verified_merchant_required
from django_bizlicense.models import LicenseVerification
from django_bizlicense.workflow.validity import holds
from tests import factories
from tests.factories import approved, dated, sent_again

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


@verified_merchant_required
def shop(request):
    return HttpResponse("open")


def visit(user: object) -> HttpResponse:
    request = RequestFactory().get("/shop/")
    request.user = user
    return shop(request)


def test_only_verified_merchants_come_in():
    owner = factories.user()
    assert visit(AnonymousUser()).url.startswith("/admin/login/")
    assert visit(owner).url == "/license/"
    approved(owner)
    assert visit(owner).content == b"open"


def test_an_approval_counts_for_its_merchant_only():
    owner = factories.user()
    approved(owner)
    assert is_verified(owner)
    assert not is_verified(owner, "second shop")
    assert not is_verified(factories.user("other"))
    assert approved_license(AnonymousUser()) is None


def test_the_newest_approval_counts_and_is_frozen():
    owner = factories.user()
    approved(owner, seed=1)
    newer = approved(owner, seed=2)
    LicenseVerification.objects.filter(pk=newer.pk).update(enterprise_name="changed behind the back")
    record = approved_license(owner)
    assert record.verification_id == newer.pk
    assert record.fields["enterprise_name"] == "杭州样本云杉贸易有限公司"


def test_an_approval_lasts_to_the_end_of_its_last_day_in_china():
    owner = factories.user()
    case = approved(owner)
    dated(case, expires_on=0)
    assert is_verified(owner)
    dated(case, expires_on=-1)
    assert not is_verified(owner)


def test_days_of_grace_are_added_to_the_term(settings):
    settings.BIZLICENSE_EXPIRY_GRACE_DAYS = 3
    owner = factories.user()
    case = approved(owner)
    dated(case, expires_on=-3)
    assert is_verified(owner)
    assert not case.expired
    dated(case, expires_on=-4)
    assert not is_verified(owner)
    assert case.expired


@pytest.mark.parametrize(("required", "overdue", "counts"), [(False, 400, True), (True, 30, True), (True, 31, False)])
def test_an_overdue_reverification_ends_an_approval_where_it_is_required(settings, required, overdue, counts):
    settings.BIZLICENSE_REVERIFY_REQUIRED = required
    owner = factories.user()
    case = approved(owner)
    dated(case, reverify_on=-overdue)
    assert is_verified(owner) is counts
    assert holds(case) is counts


def test_an_approval_counts_while_a_new_photo_is_looked_at(settings):
    owner = factories.user()
    case = sent_again(owner)
    before = approved_license(owner)
    assert (case.status, before.verification_id) == ("in_review", case.pk)
    reviewer = factories.reviewer()
    workflow.request_resubmission(case, by=reviewer, version=case.version, reasons={"image_glare": []})
    assert approved_license(owner) == before
    workflow.resubmit(case, by=owner, photo=factories.photo(10))
    assert approved_license(owner) == before
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    workflow.approve(case, by=reviewer, version=case.version)
    assert approved_license(owner).approved_at > before.approved_at
    assert approved_license(owner).reverify_on > before.reverify_on


def test_the_term_goes_on_running_while_a_new_photo_is_looked_at():
    owner = factories.user()
    case = sent_again(owner)
    dated(case, expires_on=-1)
    assert not is_verified(owner)


@pytest.mark.parametrize("decide", [workflow.reject, workflow.withdraw])
def test_a_rejected_photo_ends_the_approval_and_a_withdrawn_one_does_not(decide):
    owner = factories.user()
    case = sent_again(owner)
    if decide is workflow.withdraw:
        workflow.withdraw(case, by=owner)
    else:
        given = {"reasons": {"license_revoked": []}}
        workflow.reject(case, by=factories.reviewer(), version=case.version, **given)
    assert is_verified(owner) is (decide is workflow.withdraw)
    assert holds(case) is (decide is workflow.withdraw)
