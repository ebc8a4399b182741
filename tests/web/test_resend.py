from __future__ import annotations

import datetime as dt

import pytest
from django.test import override_settings
from django.urls import reverse

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.factories import approved
from tests.web.pages import read, sending, words
from tests.web.storages import away

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


@pytest.fixture
def case(owner):
    """A case sent back because of its name."""
    return sent_back(factories.in_review(owner), {"name_mismatch": ["enterprise_name"]})


def sent_back(case, reasons):
    by = factories.reviewer(f"reviewer-{case.pk}")
    workflow.request_resubmission(case, by=by, version=case.version, reasons=reasons, message="see the name")
    return case


def url(case):
    return reverse("bizlicense:resend", args=[case.pk])


def test_reason_marked_field_and_prefilled_values_are_in_view(client, case):
    response = client.get(url(case))
    page = response.content.decode()
    assert "The name differs from the license" in words(response)
    assert "see the name" in words(response)
    assert response.context["form"].marked == ["enterprise_name"]
    assert response.context["form"].in_view[0].name == "enterprise_name"
    assert 'value="杭州样本云杉贸易有限公司"' in page
    assert 'value="91330106MA2CFRHEX0"' in page


@pytest.mark.parametrize(
    ("reasons", "choice"),
    [
        ({"name_mismatch": ["enterprise_name"]}, "data"),
        ({"image_blurry": []}, "photo"),
        ({"name_mismatch": [], "image_blurry": []}, "photo"),
    ],
)
def test_the_likely_choice_is_made_already(client, owner, reasons, choice):
    case = sent_back(factories.in_review(owner), reasons)
    assert client.get(url(case)).context["form"]["send"].value() == choice


def test_data_only_keeps_the_photo(client, case):
    first = case.latest_attempt
    texts = {**case.fields, "enterprise_name": "杭州样本云杉贸易公司"}
    response = client.post(url(case), {"send": "data", "consent": "on", **texts})
    assert response.url == reverse("bizlicense:status", args=[case.pk])
    case.refresh_from_db()
    attempt = case.latest_attempt
    assert (attempt.number, attempt.photo_holder) == (2, first)
    assert attempt.stated == {"enterprise_name": "杭州样本云杉贸易公司"}


def test_a_new_photo_replaces_the_old_one(client, case):
    client.post(url(case), {"send": "photo", **sending(factories.jpeg(2))})
    case.refresh_from_db()
    assert case.status == Status.SUBMITTED
    assert case.latest_attempt.photo_from is None


def test_a_photo_that_was_attached_is_never_thrown_away(client, case):
    client.post(url(case), {"send": "data", **sending(factories.jpeg(2))})
    case.refresh_from_db()
    assert case.latest_attempt.photo_from is None


def test_what_was_stated_before_stays_stated(client, owner):
    case = factories.submitted(owner, legal_representative="张三样")
    read(case)
    sent_back(case, {"image_blurry": []})
    client.post(url(case), {"send": "photo", **case.fields, **sending(factories.jpeg(2))})
    case.refresh_from_db()
    assert case.latest_attempt.stated == {"legal_representative": "张三样"}


def test_a_new_photo_is_asked_for_where_it_was_chosen(client, case):
    response = client.post(url(case), {"send": "photo", "consent": "on"})
    assert "Choose a photo of your license." in words(response)
    assert "see the name" in words(response)


def test_a_wrong_choice_is_refused(client, case):
    response = client.post(url(case), {"send": "nonsense", **sending(factories.jpeg(2))})
    assert "nonsense is not one of the available choices" in words(response)
    case.refresh_from_db()
    assert case.attempt_count == 1


def test_sent_twice_the_first_one_counts(client, case):
    client.post(url(case), {"send": "photo", **sending(factories.jpeg(2))})
    response = client.post(url(case), {"send": "photo", **sending(factories.jpeg(3))})
    assert response.url == reverse("bizlicense:status", args=[case.pk])
    case.refresh_from_db()
    assert case.attempt_count == 2


def test_a_storage_that_is_away_leaves_the_case_as_it_was(client, case):
    with override_settings(STORAGES=away()):
        response = client.post(url(case), {"send": "photo", **sending(factories.jpeg(2))})
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    case.refresh_from_db()
    assert case.status == Status.RESUBMISSION_REQUESTED


@override_settings(BIZLICENSE_ATTEMPTS_MAX=1)
def test_after_the_last_attempt_support_is_named(client, case):
    assert client.get(url(case)).status_code == 302
    assert "sent too many times" in words(client.get(reverse("bizlicense:status", args=[case.pk])))


def test_an_expired_license_is_renewed_with_a_new_photo_only(client, owner):
    case = approved(owner)
    LicenseVerification.objects.update(expires_on=dt.date(2020, 1, 1))
    assert "send" not in client.get(url(case)).context["form"].fields
    assert "Choose a photo" in words(client.post(url(case), {"send": "data", "consent": "on"}))
    client.post(url(case), sending(factories.jpeg(2)))
    case.refresh_from_db()
    assert (case.status, case.attempt_count) == (Status.SUBMITTED, 2)


def test_a_renewal_meets_a_case_opened_meanwhile(client, owner):
    case = approved(owner)
    LicenseVerification.objects.update(expires_on=dt.date(2020, 1, 1))
    other = factories.submitted(owner, seed=2)
    response = client.post(url(case), sending(factories.jpeg(3)))
    assert response.url == reverse("bizlicense:status", args=[other.pk])
