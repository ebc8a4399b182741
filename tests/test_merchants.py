from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from django_bizlicense import merchants, workflow
from django_bizlicense.merchants import approved_license, is_verified, verified_merchant_required
from django_bizlicense.models import LicenseVerification
from tests import factories

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


def approved(owner: object, **kwargs: object) -> LicenseVerification:
    case = factories.in_review(owner, **kwargs)
    workflow.approve(case, by=factories.reviewer(f"reviewer{case.pk}"), version=case.version)
    return case


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


def test_an_approval_lasts_to_the_end_of_its_last_day_in_china(settings, monkeypatch):
    owner = factories.user()
    case = approved(owner)
    monkeypatch.setattr(merchants, "today_in_china", lambda: case.expires_on)
    assert is_verified(owner)
    monkeypatch.setattr(merchants, "today_in_china", lambda: case.expires_on.replace(day=case.expires_on.day + 1))
    assert not is_verified(owner)
