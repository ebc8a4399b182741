from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import as_rendered, url

pytestmark = pytest.mark.django_db
STEPS = ("correct", "approve", "request-resubmission", "reject", "reopen")


def staff(*permissions: str) -> Client:
    return logged_in(factories.user("staff", *permissions, is_staff=True))


def test_anonymous_is_led_to_the_login() -> None:
    case = factories.in_review()
    for name in ("change", *STEPS):
        assert Client().post(url(case, name)).status_code == 302
    assert Client().get(url(case, "photo", 1)).status_code == 302


def test_a_merchant_is_no_staff() -> None:
    owner = factories.user("shop")
    case = factories.in_review(owner)
    assert logged_in(owner).get(url(case)).status_code == 302


def test_staff_without_permission_sees_nothing() -> None:
    case, client = factories.in_review(), staff()
    addresses = [url(case), url(case, "photo", 1), "/admin/bizlicense/licenseverification/"]
    assert [client.get(address).status_code for address in addresses] == [403, 403, 403]
    assert [client.post(url(case, name)).status_code for name in STEPS] == [403] * 5


def test_a_viewer_sees_and_decides_nothing() -> None:
    case, client = factories.in_review(), staff("view_licenseverification")
    page = client.get(url(case))
    assert page.status_code == 200
    assert case.enterprise_name in page.content.decode()
    assert "formaction" not in page.content.decode()
    assert [client.post(url(case, name), as_rendered(case)).status_code for name in STEPS] == [403] * 5
    case.refresh_from_db()
    assert case.version == as_rendered(case)["version"]
    assert case.status == "in_review"


def test_a_reviewer_may_not_reopen(reviewer: Client) -> None:
    case = factories.in_review()
    workflow.approve(case, by=factories.reviewer("bob"), version=case.version)
    assert reviewer.post(url(case, "reopen"), {"version": case.version, "note": "why"}).status_code == 403
    assert url(case, "reopen") not in reviewer.get(url(case)).content.decode()


def test_reopening_needs_the_permission_and_a_note() -> None:
    case = factories.in_review()
    workflow.approve(case, by=factories.reviewer("bob"), version=case.version)
    client = staff("view_licenseverification", "reopen_licenseverification")
    assert client.post(url(case, "reopen"), {"version": case.version}).status_code == 422
    answer = client.post(url(case, "reopen"), {"version": case.version, "note": "register says otherwise"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.status == "in_review"
    assert case.decisions.last().note == "register says otherwise"


def test_the_own_case_is_reopened_by_colleagues_only() -> None:
    owner = factories.user("lead", "view_licenseverification", "reopen_licenseverification", is_staff=True)
    case, client = factories.approved(owner), logged_in(owner)
    assert url(case, "reopen") not in client.get(url(case)).content.decode()
    assert client.post(url(case, "reopen"), {"version": case.version, "note": "mine"}).status_code == 409
    case.refresh_from_db()
    assert case.status == "approved"


def test_the_stock_form_saves_nothing(reviewer: Client) -> None:
    case = factories.in_review()
    data = as_rendered(case, enterprise_name="changed", status="approved", _save="Save")
    assert reviewer.post(url(case), data).status_code == 405
    assert reviewer.post("/admin/bizlicense/licenseverification/add/", data).status_code == 403
    assert reviewer.post(url(case, "delete"), {"post": "yes"}).status_code == 403
    case.refresh_from_db()
    assert (case.status, case.enterprise_name) == ("in_review", factories.ANSWER["enterprise_name"])


def test_a_step_is_never_taken_by_get(reviewer: Client) -> None:
    case = factories.in_review()
    for name in STEPS[:4]:
        assert reviewer.get(url(case, name)).headers["Location"] == url(case)
    case.refresh_from_db()
    assert case.status == "in_review"


def test_an_unknown_case_is_not_found(reviewer: Client) -> None:
    strange = LicenseVerification()
    assert reviewer.get(url(strange)).status_code == 404
    assert reviewer.post(url(strange, "approve"), {"version": 1}).status_code == 404
    assert reviewer.get("/admin/bizlicense/licenseverification/nonsense/change/").status_code == 404


def test_the_admin_log_leads_to_the_history_of_the_case(reviewer: Client) -> None:
    case = factories.in_review()
    assert reviewer.get(url(case, "history")).headers["Location"] == url(case)


def test_it_is_registered_once() -> None:
    assert {model.__name__ for model in admin.site._registry if model._meta.app_label == "bizlicense"} == {
        "LicenseVerification",
        "ReviewReason",
        "OCRMeter",
        "EngineStop",
    }
