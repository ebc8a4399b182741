from __future__ import annotations

import pytest
from django.urls import reverse

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.factories import approved, dated
from tests.web.pages import read, sending, words

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


def page(client, case) -> str:
    return words(client.get(reverse("bizlicense:status", args=[case.pk])))


def test_outside_the_days_of_reminding_nothing_is_asked(client, owner):
    case = approved(owner)
    dated(case, expires_on=31, reverify_on=31)
    text = page(client, case)
    assert "There is nothing left for you to do." in text
    assert "Valid until" in text
    assert "Send a new photo" not in text
    assert client.get(reverse("bizlicense:resend", args=[case.pk])).status_code == 302


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ({"expires_on": 30}, "The term of your license ends on"),
        ({"reverify_on": 7}, "Please send a new photo of your license by"),
        ({"reverify_on": -7}, "A new photo of your license was due on"),
    ],
)
def test_near_its_dates_an_approval_asks_for_a_new_photo(client, owner, dates, sentence):
    case = approved(owner)
    dated(case, **dates)
    text = page(client, case)
    assert "Your license is verified" in text
    assert sentence in text
    assert "Send a new photo" in text
    assert client.get(reverse("bizlicense:start")).url == reverse("bizlicense:status", args=[case.pk])
    client.post(reverse("bizlicense:resend", args=[case.pk]), sending(factories.jpeg(2)))
    case.refresh_from_db()
    assert (case.status, case.attempt_count) == (Status.SUBMITTED, 2)
    assert "You stay verified meanwhile" in page(client, case)


def test_in_days_of_grace_the_term_is_said_to_be_over(client, owner, settings):
    settings.BIZLICENSE_EXPIRY_GRACE_DAYS = 10
    case = approved(owner)
    dated(case, expires_on=-2)
    assert "The term of your license ended on" in page(client, case)


def test_what_is_overdue_and_required_no_longer_counts_as_verified(client, owner, settings):
    settings.BIZLICENSE_REVERIFY_REQUIRED = True
    case = approved(owner)
    dated(case, reverify_on=-31)
    text = page(client, case)
    assert "Your license has to be verified again" in text
    assert "Your license is verified" not in text


def test_after_too_many_attempts_a_new_case_is_offered(client, owner, settings):
    settings.BIZLICENSE_ATTEMPTS_MAX = 1
    case = approved(owner)
    dated(case, reverify_on=3)
    response = client.get(reverse("bizlicense:status", args=[case.pk]))
    assert f'href="{reverse("bizlicense:start")}"' in response.content.decode()
    assert client.get(reverse("bizlicense:start")).status_code == 200


def test_a_rejected_renewal_says_so_and_no_more(client, owner):
    case = approved(owner)
    dated(case, reverify_on=3)
    workflow.resubmit(case, by=owner, photo=factories.photo(2))
    read(case)
    given = {"reasons": {"license_revoked": []}}
    workflow.reject(case, by=factories.reviewer("bob"), version=case.version, **given)
    text = page(client, case)
    assert "Your license was not accepted" in text
    assert "You stay verified" not in text
