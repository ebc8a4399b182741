"""A purged case is looked at from every door."""

from __future__ import annotations

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.factories import approved, dated
from tests.keeping import SECRET, days_pass, purge, rejected
from tests.web.pages import client_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_RETENTION = {"photo": 10, "raw": 10, "fields": 10}


def withdrawn(owner: object) -> LicenseVerification:
    case = factories.in_review(owner)
    workflow.withdraw(case, by=owner)
    purge("--case", str(case.pk), "--everything-but-history")
    return case


def expired(owner: object) -> LicenseVerification:
    case = approved(owner)
    days_pass(case, 999)
    dated(case, expires_on=-11)
    return case


@pytest.fixture(params=[rejected, expired, withdrawn], ids=lambda make: make.__name__)
def case(request):
    made = request.param(factories.user("shop"))
    if made.status == "rejected":
        days_pass(made, 11)
    purge()
    made.refresh_from_db()
    assert made.purged
    return made


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_merchants_page_says_that_it_is_gone(case, language):
    client = client_of(case.owner, headers={"accept-language": language})
    response = client.get(reverse("bizlicense:status", args=[case.pk]))
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    assert reverse("bizlicense:photo", args=[case.pk, 1]) not in response.content.decode()
    if language == "en":
        assert "no longer kept" in words(response)


def test_the_photo_is_gone_with_a_clear_text(case):
    response = client_of(case.owner).get(reverse("bizlicense:photo", args=[case.pk, 1]))
    assert (response.status_code, response["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert "deleted" in response.content.decode()


def test_the_api_answers(case):
    client = APIClient()
    client.force_authenticate(case.owner)
    body = client.get(reverse("bizlicense-api:verification-detail", args=[case.pk])).json()
    assert (body["fields"], body["stated"], body["id"]) == ({}, {}, str(case.pk))
    assert SECRET not in str(body)
    assert client.get(reverse("bizlicense-api:verification-list")).json()["results"][0]["id"] == str(case.pk)
    gone = client.get(reverse("bizlicense-api:verification-image", args=[case.pk]))
    assert (gone.status_code, gone.json()["code"], gone.json()["retryable"]) == (410, "photo_purged", False)


def test_an_expired_case_is_renewed_though_it_is_empty(case):
    page = client_of(case.owner).get(reverse("bizlicense:resend", args=[case.pk]))
    assert page.status_code == (200 if case.status == "approved" else 302)
    if page.status_code == 200:
        assert "deleted" in words(page)
