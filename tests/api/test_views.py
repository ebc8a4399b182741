from __future__ import annotations

import uuid

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from django_bizlicense import recognition, workflow
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import LicenseAttempt, LicenseVerification
from tests import factories
from tests.api.sending import URL, case_url, client_of, refusal, sending, sent_back
from tests.web import pages

Status = LicenseVerification.Status


def test_one_call_makes_a_case(api, owner):
    response = api.post(URL, sending(reg_num="91330106MA2CFRHE4W", merchant_ref="shop-7", consent="I agree"))
    case = LicenseVerification.objects.get()
    assert response.status_code == 201
    assert response["Location"] == f"http://testserver{case_url(case)}"
    assert response["Retry-After"] == "3"
    assert (case.owner, case.merchant_ref, case.status) == (owner, "shop-7", Status.SUBMITTED)
    attempt = case.attempts.get()
    assert attempt.stated == {"reg_num": "91330106MA2CFRHE4W"}
    assert attempt.consent and "agree" not in attempt.consent
    body = response.json()
    assert (body["id"], body["status"], body["attempt"], body["version"]) == (str(case.pk), "submitted", 1, 1)
    assert body["stated"] == {"reg_num": "91330106MA2CFRHE4W"}
    assert body["poll_after"] == 3


@pytest.mark.parametrize("odd", ["\u202eshop-7", "shop\u200b-7\x85", " shop-7\ufeff ", "shop-7\x00"])
def test_a_merchant_is_the_same_through_both_doors(api, owner, odd):
    assert api.post(URL, sending(merchant_ref=odd)).json()["merchant_ref"] == "shop-7"
    page = pages.client_of(owner).get("/license/", {"merchant_ref": odd})
    assert page.url == f"/license/{LicenseVerification.objects.get().pk}/"
    refusal(api.post(URL, sending(merchant_ref="shop-7")), 409, "case_open")


def test_what_else_a_client_sends_is_left_alone(api):
    assert api.post(URL, sending(idempotency_key="k-1", status="approved", owner="7")).status_code == 201
    assert LicenseVerification.objects.get().status == Status.SUBMITTED


def test_all_twelve_fields_can_be_stated(api):
    stated = {name: f"text {name}" for name in FIELDS}
    assert api.post(URL, sending(**stated)).json()["stated"] == stated


def test_a_case_that_was_read(api, owner):
    case = factories.in_review(owner, reg_num="91330106MA2CFRHE4X")
    body = api.get(case_url(case)).json()
    assert body["status"] == "in_review"
    assert body["fields"]["enterprise_name"] == factories.ANSWER["enterprise_name"]
    assert body["normalized"]["registered_on"] == "2019-05-06"
    assert body["normalized"]["number_kind"]
    assert "stated_differs" in {finding["code"] for finding in body["findings"]}
    assert all(finding["for_merchant"] for finding in body["findings"])
    assert body["links"] == {
        "self": f"http://testserver{case_url(case)}",
        "attempts": f"http://testserver{case_url(case, 'attempts/')}",
        "confirmation": f"http://testserver{case_url(case, 'confirmation/')}",
        "image": f"http://testserver{case_url(case, 'image/')}",
    }
    assert body["decision"] is None
    assert "read" not in body


def test_a_refusal_names_reasons_and_never_the_note_for_staff(api, owner):
    case = sent_back(owner, message="Look at the fourth digit.", note="Smells of fraud")
    response = api.get(case_url(case))
    decision = response.json()["decision"]
    assert decision["outcome"] == "resubmission_requested"
    assert decision["message"] == "Look at the fourth digit."
    assert decision["decided_at"]
    assert decision["reasons"] == [
        {
            "code": "number_mismatch",
            "title": "The number differs from the license",
            "title_zh": "号码与执照不一致",
            "how_to_fix": "Enter the number exactly as printed.",
            "how_to_fix_zh": "请按执照所载填写号码。",
            "fields": ["reg_num"],
        }
    ]
    assert "fraud" not in response.content.decode()
    assert "reviewer" not in response.content.decode()


def test_a_reason_of_an_earlier_attempt_is_not_todays(api, owner):
    case = sent_back(owner)
    response = api.post(case_url(case, "attempts/"), sending(2))
    assert response.status_code == 201
    assert response["Location"].endswith(case_url(case))
    assert (response.json()["attempt"], response.json()["decision"]) == (2, None)
    assert response.json()["fields"] == {}
    recognition.recognize(str(case.pk))
    assert api.get(case_url(case)).json()["decision"] is None


def test_a_reopened_case_shows_no_decision(api, owner):
    case = factories.in_review(owner)
    reviewer = factories.reviewer()
    workflow.approve(case, by=reviewer, version=case.version)
    workflow.reopen(case, by=reviewer, version=case.version, note="staff only")
    response = api.get(case_url(case))
    assert response.json()["decision"] is None
    assert "staff only" not in response.content.decode()


def test_an_approval_and_its_end(api, owner):
    case = factories.in_review(owner)
    workflow.approve(case, by=factories.reviewer(), version=case.version)
    body = api.get(case_url(case)).json()
    assert (body["status"], body["decision"]["outcome"], body["expires_on"]) == ("approved", "approved", "2049-05-05")
    assert body["poll_after"] is None
    assert (body["reverify_on"], body["renew_by"]) == (case.reverify_on.isoformat(), None)
    LicenseVerification.objects.update(expires_on="2020-01-01")
    body = api.get(case_url(case)).json()
    assert (body["status"], body["renew_by"]) == ("expired", "2020-01-01")


def test_typed_data_alone_is_sent_over_the_photo_that_is_there(api, owner):
    case = sent_back(owner)
    response = api.post(case_url(case, "attempts/"), {"reg_num": "91330106MA2CFRHE4X"}, format="json")
    assert response.status_code == 201
    newest = LicenseAttempt.objects.get(verification=case, number=2)
    assert newest.photo_from.number == 1
    assert newest.stated == {"reg_num": "91330106MA2CFRHE4X"}


@pytest.mark.parametrize("body", [{}, {"image": "data:image/jpeg;base64,AAAA"}, {"reg_num": "   "}])
def test_a_sending_of_nothing_is_refused(api, owner, body):
    case = sent_back(owner)
    error = refusal(api.post(case_url(case, "attempts/"), body), 400, "image_missing")
    assert error["field"] == "image"


def test_a_photo_without_a_file_name_is_not_lost_beside_typed_data(api, owner):
    case = sent_back(owner)
    body = {"image": "AAAA", "reg_num": "91330106MA2CFRHE4X"}
    refusal(api.post(case_url(case, "attempts/"), body), 400, "image_missing")
    assert case.attempts.count() == 1


def test_the_list_is_the_callers_own_newest_first_in_pages(api, owner, settings):
    settings.BIZLICENSE_SENDINGS_PER_DAY = None
    for number in range(22):
        workflow.submit(factories.photo(), owner=owner, merchant_ref=f"shop-{number}")
    factories.submitted(factories.user("other"))
    first = api.get(URL).json()
    assert [row["merchant_ref"] for row in first["results"]] == [f"shop-{number}" for number in range(21, 1, -1)]
    second = api.get(first["next"]).json()
    assert [row["merchant_ref"] for row in second["results"]] == ["shop-1", "shop-0"]
    assert second["next"] is None


def test_the_list_costs_the_same_for_one_and_for_twenty(api, owner, settings, django_assert_num_queries):
    settings.BIZLICENSE_REQUESTS_PER_MINUTE = None  # whose count is a query of its own
    for number in range(20):
        workflow.submit(factories.photo(), owner=owner, merchant_ref=f"shop-{number}")
    with django_assert_num_queries(4):  # the token, the cases, their attempts, their decisions
        assert len(api.get(URL).json()["results"]) == 20


def test_the_same_answer_is_not_sent_twice(api, owner):
    case = factories.submitted(owner)
    etag = api.get(case_url(case))["ETag"]
    again = api.get(case_url(case), headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    recognition.recognize(str(case.pk))
    news = api.get(case_url(case), headers={"If-None-Match": etag})
    assert (news.status_code, news.json()["status"]) == (200, "in_review")
    assert news["ETag"] != etag


def test_a_reviewer_sees_everything_of_everybody_but_lists_only_the_own(owner):
    case = factories.in_review(owner, seed=1)
    LicenseVerification.objects.update(findings=[{"code": "region_address", "for_merchant": False}])
    reviewer = client_of(factories.reviewer())
    body = reviewer.get(case_url(case)).json()
    assert [finding["code"] for finding in body["findings"]] == ["region_address"]
    assert body["read"]["default"]["reg_num"] == factories.ANSWER["reg_num"]
    assert reviewer.get(case_url(case, "image/")).status_code == 200
    assert reviewer.get(URL).json()["results"] == []
    refusal(reviewer.post(case_url(case, "attempts/"), sending()), 404, "not_found")


def test_staff_without_the_permission_are_strangers(owner):
    case = factories.in_review(owner)
    staff = client_of(factories.user("staff", "view_licenseverification", is_staff=True))
    refusal(staff.get(case_url(case)), 404, "not_found")


@pytest.mark.parametrize("pk", [uuid.uuid4(), "7", "x" * 300, "%00"])
def test_an_id_that_is_none_is_answered_in_json(api, pk):
    refusal(api.get(f"{URL}{pk}/"), 404, "not_found")


@override_settings(
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.BrowsableAPIRenderer"],
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
        "DEFAULT_PARSER_CLASSES": [],
        "DEFAULT_PAGINATION_CLASS": None,
        "EXCEPTION_HANDLER": "tests.nowhere",
        "DATETIME_FORMAT": "%d",
        "NON_FIELD_ERRORS_KEY": "odd",
        "TEST_REQUEST_DEFAULT_FORMAT": "multipart",
    }
)
def test_the_hosts_settings_of_the_framework_do_not_matter(api, owner):
    refusal(APIClient().get(URL, headers={"Accept": "text/html"}), 401, "not_authenticated")
    body = api.post(URL, sending(), headers={"Accept": "text/html"}).json()
    assert "T" in body["submitted_at"]
    assert api.get(f"{URL}?format=xml").json()["results"][0]["id"] == body["id"]


def test_a_session_will_do_with_its_csrf_token(owner):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.get(URL).status_code == 200
    refusal(client.post(URL, sending()), 403, "csrf_failed")
    client.cookies["csrftoken"] = "a" * 32
    assert client.post(URL, sending(), headers={"X-CSRFToken": "a" * 32}).status_code == 201
