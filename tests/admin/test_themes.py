"""What a host's theme must not break; tests/themes runs this file under Unfold and Jazzmin too."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.test import Client

from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE, url
from tests.admin.rendered import Form

pytestmark = pytest.mark.django_db
REASONS = {"reasons": ["image_glare"], "marked": ["address"]}


@pytest.fixture
def lead(db: Any) -> Client:
    return logged_in(factories.user("alice", is_staff=True, is_superuser=True))


@pytest.fixture
def case(settings: Any) -> LicenseVerification:
    made = factories.in_review()
    LicenseVerification.objects.update(findings=[], heaviest=0)
    return made


def form_of(client: Client, case: LicenseVerification) -> Form:
    return Form(client.get(url(case)).content.decode(), id="bl-form")


def test_the_theme_is_the_one_asked_for() -> None:
    theme = getattr(django_settings, "THEME", "")
    assert (type(admin.site).__module__ == "unfold.sites") is (theme == "unfold")
    assert (finders.find("jazzmin/css/main.css") is not None) is (theme == "jazzmin")


@pytest.mark.parametrize("part", ["", "?state=all", "today/", "figures/"])
def test_the_pages_around_are_shown(lead: Client, case: LicenseVerification, part: str) -> None:
    answer = lead.get(f"{QUEUE}{part}")
    assert answer.status_code == 200
    assert "bizlicense/admin.css" in answer.content.decode()
    assert "bizlicense/queue.css" in answer.content.decode()


@pytest.mark.parametrize("part, title", [("today/", "What needs attention today"), ("figures/", "Numbers")])
def test_the_pages_around_say_what_they_are(lead: Client, part: str, title: str) -> None:
    body = lead.get(f"{QUEUE}{part}").content.decode().partition("<body")[2]
    assert title in body


def test_the_review_page_has_photo_fields_and_buttons(lead: Client, case: LicenseVerification) -> None:
    page, form = lead.get(url(case)).content.decode(), form_of(lead, case)
    assert f'src="{url(case, "photo", 1)}"' in page
    assert page.count(case.enterprise_name) >= 3  # title, heading, field
    assert set(FIELDS) <= set(form.fields)
    assert set(form.buttons) == {"", "correct", "approve", "request-resubmission", "reject"}
    assert form.fields["enterprise_name"].strip() == case.enterprise_name


@pytest.mark.parametrize(
    "step, changes, status",
    [
        ("approve", {"address": "杭州"}, "approved"),
        ("request-resubmission", REASONS, "resubmission_requested"),
        ("reject", REASONS, "rejected"),
    ],
)
def test_a_decision_through_the_page(
    lead: Client, case: LicenseVerification, step: str, changes: dict[str, Any], status: str
) -> None:
    answer = form_of(lead, case).sent(lead, step, confirmed="", **changes)
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.status == status
    assert case.address == changes.get("address", factories.ANSWER["address"])


def test_a_colleague_is_seen_and_the_case_taken_over(lead: Client, case: LicenseVerification) -> None:
    logged_in(factories.reviewer("carol")).get(url(case))
    assert "carol works on this case." in lead.get(url(case)).content.decode()
    lead.post(url(case, "take-over"))
    assert LicenseVerification.objects.get(pk=case.pk).holder.username == "alice"


def test_several_cases_at_once(lead: Client, case: LicenseVerification) -> None:
    chosen = {"action": "refuse_selected", "_selected_action": [case.pk], "index": 0}
    page = lead.post(QUEUE, chosen)
    assert page.status_code == 200
    given = {"seen": f"{case.pk}:{case.version}", "outcome": "ask", "reasons": ["image_glare"]}
    assert lead.post(page.context["post_url"], given).status_code == 302
    case.refresh_from_db()
    assert case.status == "resubmission_requested"
