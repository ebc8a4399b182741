from __future__ import annotations

import datetime as dt

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from django_bizlicense.models.storage import photo_storage
from tests import factories
from tests.factories import approved
from tests.web.pages import read, words
from tests.web.storages import away

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


def page(client, case, name="status", *arguments):
    return client.get(reverse(f"bizlicense:{name}", args=[case.pk, *arguments]))


def sent_back(case, *, by, code="image_blurry", fields=(), message=""):
    return workflow.request_resubmission(
        case, by=by, version=case.version, reasons={code: list(fields)}, message=message
    )


def test_while_it_is_read_the_page_looks_again_by_itself_with_and_without_a_script(client, owner):
    response = page(client, factories.submitted(owner))
    assert 'data-biz-poll="2"' in response.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in response.content.decode()


def test_a_reading_that_takes_long_is_said(client, owner):
    case = factories.submitted(owner)
    LicenseVerification.objects.update(submitted_at=timezone.now() - dt.timedelta(minutes=5))
    assert "takes longer than usual" in words(page(client, case))


def test_the_small_question_is_answered_with_304_until_something_changes(client, owner):
    case = factories.submitted(owner)
    state = page(client, case).context["state"]
    url = reverse("bizlicense:state", args=[case.pk])
    assert f'data-biz-look="{url}"' in page(client, case).content.decode()
    assert client.get(url, headers={"If-None-Match": f'"{state}"'}).status_code == 304
    read(case)
    changed = client.get(url, headers={"If-None-Match": f'"{state}"'})
    assert (changed.status_code, changed.json()) == (200, {"status": "in_review"})
    assert changed["ETag"] == f'"{page(client, case).context["state"]}"'
    assert changed["Cache-Control"] == "private, no-store"


def test_the_small_question_costs_three_queries(client, owner, django_assert_num_queries):
    case = factories.submitted(owner)
    with django_assert_num_queries(3):
        client.get(reverse("bizlicense:state", args=[case.pk]))


def way(response):
    return [(str(step.label), step.done, step.current) for step in response.context["steps"]]


def test_the_way_shows_what_is_behind_and_what_comes_next(client, owner):
    case = factories.submitted(owner)
    assert way(page(client, case)) == [("Sent", True, False), ("Read", False, True), ("Reviewed", False, False)]
    read(case)
    assert way(page(client, case)) == [("Sent", True, False), ("Read", True, False), ("Reviewed", False, True)]
    workflow.approve(case, by=factories.reviewer(), version=case.version)
    assert all(done for _label, done, _current in way(page(client, case)))


@override_settings(BIZLICENSE_CONFIRM_BEFORE_REVIEW=True)
def test_to_confirm_is_a_step_where_it_is_asked_for(client, owner):
    case = read(factories.submitted(owner))
    assert case.status == Status.AWAITING_CONFIRMATION
    assert [label for label, _done, current in way(page(client, case)) if current] == ["Confirmed"]


@override_settings(BIZLICENSE_ATTEMPTS_MAX=3)
def test_how_many_attempts_are_left_is_said_where_one_can_be_made(client, owner):
    case = factories.in_review(owner)
    assert "attempts are left" not in words(page(client, case))
    sent_back(case, by=factories.reviewer())
    assert "2 of 3 attempts are left." in words(page(client, case))
    assert "2 of 3 attempts are left." in words(page(client, case, "resend"))


def test_what_was_read_stands_on_the_page(client, owner):
    response = page(client, factories.in_review(owner))
    assert "Your license is being reviewed" in words(response)
    assert "杭州样本云杉贸易有限公司" in words(response)
    assert "http-equiv" not in response.content.decode()


def test_only_findings_for_the_merchant_are_shown(client, owner):
    case = factories.in_review(owner)
    finding = {"code": "x", "severity": "warning", "field": "", "zh": "", "suggestion": None}
    findings = [
        {**finding, "en": "The term ends soon.", "for_merchant": True},
        {**finding, "en": "Stands in case 4711 too.", "for_merchant": False},
        {**finding, "en": "Old entry."},
    ]
    LicenseVerification.objects.update(findings=findings)
    text = words(page(client, case))
    assert "The term ends soon." in text
    assert "4711" not in text
    assert "Old entry." not in text


def test_a_refusal_shows_reason_remedy_message_and_marked_fields(client, owner):
    case = factories.in_review(owner)
    sent_back(
        case, by=factories.reviewer(), code="name_mismatch", fields=["enterprise_name"], message="Bitte <b>neu</b>"
    )
    response = page(client, case)
    text = words(response)
    assert "The name differs from the license" in text
    assert "Enter the name exactly as printed." in text
    assert "Bitte <b>neu</b>" in text
    assert b"<b>neu" not in response.content
    assert "Name please correct" in text


def test_a_note_for_staff_never_reaches_the_merchant(client, owner):
    case = factories.in_review(owner)
    reasons = {"suspected_tampering": ["reg_num"]}
    workflow.reject(case, by=factories.reviewer(), version=case.version, reasons=reasons, note="looks forged")
    text = words(page(client, case))
    assert "The license could not be accepted" in text
    assert "please correct" not in text
    assert "forged" not in text
    assert "reviewer" not in text


def test_the_reason_of_an_earlier_attempt_is_never_shown_as_todays(client, owner):
    case, reviewer = factories.in_review(owner), factories.reviewer()
    sent_back(case, by=reviewer, code="image_blurry", message="first message")
    workflow.resubmit(case, by=owner, photo=factories.photo(2))
    assert "first message" not in words(page(client, case))
    read(case)
    assert "blurred" not in words(page(client, case))
    sent_back(case, by=reviewer, code="image_glare", message="second message")
    text = words(page(client, case))
    assert "Glare" in text
    assert "second message" in text
    assert "blurred" not in text
    assert "first message" not in text


def test_a_reopened_case_shows_no_old_refusal(client, owner):
    case, reviewer = factories.in_review(owner), factories.reviewer()
    workflow.reject(case, by=reviewer, version=case.version, reasons={"duplicate_license": []}, message="no more")
    workflow.reopen(case, by=reviewer, version=case.version, note="mistake")
    text = words(page(client, case))
    assert "being reviewed" in text
    assert "no more" not in text


def test_an_approval_says_until_when(client, owner):
    case = approved(owner)
    text = words(page(client, case))
    assert "Your license is verified" in text
    assert "Valid until May 5, 2049." in text


def test_an_expired_approval_asks_for_the_renewed_license(client, owner):
    case = approved(owner)
    LicenseVerification.objects.update(expires_on=dt.date(2020, 1, 1))
    text = words(page(client, case))
    assert "Your license has expired" in text
    assert "Send the renewed license" in text
    assert "Valid until" not in text
    assert client.get("/license/").url == reverse("bizlicense:status", args=[case.pk])


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_state_has_a_page(client, owner, status, language):
    case = factories.in_review(owner)
    LicenseVerification.objects.update(status=status)
    client.cookies["django_language"] = language
    response = page(client, case)
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


def test_texts_of_the_license_are_escaped(client, owner):
    case = factories.in_review(owner)
    LicenseVerification.objects.update(enterprise_name="<script>alert(1)</script>")
    assert b"<script>alert" not in page(client, case).content


def test_withdrawing_asks_first(client, owner):
    case = factories.in_review(owner)
    assert "Withdraw this application?" in words(page(client, case, "withdraw"))
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    client.post(reverse("bizlicense:withdraw", args=[case.pk]))
    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN
    assert page(client, case, "withdraw").status_code == 302
    assert client.post(reverse("bizlicense:withdraw", args=[case.pk])).status_code == 302


@override_settings(BIZLICENSE_CONFIRM_BEFORE_REVIEW=True)
def test_the_merchant_confirms_what_was_read(client, owner):
    case = factories.submitted(owner)
    read(case)
    assert "Check and confirm" in words(page(client, case))
    form = page(client, case, "confirm")
    assert {"reg_num", "enterprise_name", "serial"} - {field.name for field in form.context["form"].in_view} == {
        "serial"
    }
    assert 'value="杭州样本云杉贸易有限公司"' in form.content.decode()
    texts = {**case.fields, "enterprise_name": "杭州样本云杉贸易公司"}
    assert client.post(reverse("bizlicense:confirm", args=[case.pk]), texts).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert case.latest_attempt.stated == {"enterprise_name": "杭州样本云杉贸易公司"}
    assert page(client, case, "confirm").status_code == 302


def test_the_photo_is_private_and_cannot_do_anything(client, owner):
    case = factories.submitted(owner)
    response = page(client, case, "photo", 1)
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_photo_that_is_gone_is_not_found(client, owner):
    case = factories.submitted(owner)
    photo_storage().delete(case.latest_attempt.photo.name)
    assert page(client, case, "photo", 1).status_code == 404
    assert page(client, case, "photo", 2).status_code == 404
    assert page(client, case, "photo", 10**30).status_code == 404


def test_a_photo_storage_that_is_away_is_a_503(client, owner):
    case = factories.submitted(owner)
    with override_settings(STORAGES=away()):
        response = page(client, case, "photo", 1)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
