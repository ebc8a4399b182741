from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from django_bizlicense import recognition, workflow
from django_bizlicense.models import (
    LicenseAttempt,
    LicenseReading,
    LicenseVerification,
    ReviewReason,
    VerificationEvent,
)
from django_bizlicense.models.storage import photo_storage
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import as_rendered, url

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
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


def test_approving_opens_the_next_oldest(reviewer: Client) -> None:
    first, second, third = [factories.in_review(factories.user(name), seed=i) for i, name in enumerate("abc")]
    answer = reviewer.post(url(second, "approve"), as_rendered(second, note="fine", confirmed=blockers(second)))
    assert answer.headers["Location"] == url(first)
    second.refresh_from_db()
    decision = second.decisions.get()
    assert (second.status, decision.by_text, decision.note) == ("approved", "alice", "fine")
    reviewer.post(url(first, "approve"), as_rendered(first, confirmed=blockers(first)))
    last = reviewer.post(url(third, "approve"), as_rendered(third, confirmed=blockers(third)), follow=True)
    assert last.redirect_chain[0][0] == "/admin/bizlicense/licenseverification/"
    assert f'Approved: <a href="{url(third)}">杭州样本云杉贸易有限公司</a>.' in last.content.decode()


def blockers(case: LicenseVerification) -> str:
    found = [finding for finding in case.findings if finding["severity"] == "blocker"]
    return " ".join(f"{finding['code']}:{finding['field']}" for finding in found)


def test_corrections_travel_with_the_decision(reviewer: Client) -> None:
    case = factories.in_review()
    data = as_rendered(case, legal_representative="李四样", confirmed=blockers(case))
    assert reviewer.post(url(case, "approve"), data).status_code == 302
    case.refresh_from_db()
    assert case.legal_representative == "李四样"
    assert case.decisions.get().fields["legal_representative"] == "李四样"
    event = case.events.get(kind=VerificationEvent.Kind.CORRECTED)
    assert event.data["fields"] == ["legal_representative"]
    assert event.actor == f"user:{case.decisions.get().by_id}"


def test_saving_corrections_stays_on_the_case(reviewer: Client) -> None:
    case = factories.in_review()
    answer = reviewer.post(url(case, "correct"), as_rendered(case, address="浙江省杭州市西湖区样本路2号"), follow=True)
    assert answer.redirect_chain[0][0] == url(case)
    assert "Corrections saved" in answer.content.decode()
    case.refresh_from_db()
    assert (case.status, case.address) == ("in_review", "浙江省杭州市西湖区样本路2号")


def test_the_line_ends_of_a_browser_are_no_correction(reviewer: Client) -> None:
    case = factories.in_review()
    workflow.correct(case, by=factories.reviewer("bob"), version=case.version, fields={"business_scope": "一\n二"})
    answer = reviewer.post(url(case, "correct"), as_rendered(case, business_scope="一\r\n二"), follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert case.events.filter(kind="corrected").count() == 1


def test_fields_that_were_not_sent_stay(reviewer: Client) -> None:
    case = factories.in_review()
    reviewer.post(url(case, "approve"), {"version": case.version, "confirmed": blockers(case)})
    case.refresh_from_db()
    assert (case.status, case.enterprise_name) == ("approved", factories.ANSWER["enterprise_name"])


@pytest.mark.parametrize(
    ("step", "status"), [("request-resubmission", "resubmission_requested"), ("reject", "rejected")]
)
def test_refusals_carry_reasons_and_both_texts(reviewer: Client, step: str, status: str) -> None:
    case = factories.in_review()
    data = as_rendered(case, reasons=["image_blurry", "name_mismatch"], message="Please …", note="looks odd")
    assert reviewer.post(url(case, step), data).status_code == 302
    case.refresh_from_db()
    decision = case.decisions.get()
    assert (case.status, decision.message, decision.note) == (status, "Please …", "looks odd")
    given = {given.reason.code: given.fields for given in decision.given_reasons.all()}
    assert given == {"image_blurry": [], "name_mismatch": ["enterprise_name"]}


def test_a_refusal_needs_a_reason_and_keeps_what_was_typed(reviewer: Client) -> None:
    case = factories.in_review()
    answer = reviewer.post(url(case, "reject"), as_rendered(case, message="typed text", address="typed address"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose at least one reason." in page
    assert 'aria-describedby="about-reasons"' in page
    assert "typed text" in page
    assert "typed address" in page
    case.refresh_from_db()
    assert case.status == "in_review"


def test_another_reason_needs_a_text(reviewer: Client) -> None:
    case = factories.in_review()
    answer = reviewer.post(url(case, "request-resubmission"), as_rendered(case, reasons=["other"]))
    assert answer.status_code == 422
    assert answer.context["page"].form.errors["message"]
    data = as_rendered(case, reasons=["other"], message="The stamp is missing.")
    assert reviewer.post(url(case, "request-resubmission"), data).status_code == 302


def test_an_unknown_or_inactive_reason_is_refused(reviewer: Client) -> None:
    case = factories.in_review()
    ReviewReason.objects.filter(code="watermarked").update(active=False)
    for code in ("watermarked", "no_such_reason"):
        assert reviewer.post(url(case, "reject"), as_rendered(case, reasons=[code])).status_code == 422


def test_a_blocker_must_be_confirmed(reviewer: Client) -> None:
    case = factories.in_review()
    broken = as_rendered(case, reg_num="91330106MA2CFRHE4A")
    answer = reviewer.post(url(case, "approve"), broken)
    assert answer.status_code == 422
    assert "number_check_digit:reg_num" in answer.content.decode()
    assert 'aria-describedby="about-confirmed"' in answer.content.decode()
    confirmed = answer.context["page"].confirmation
    assert reviewer.post(url(case, "approve"), {**broken, "confirmed": "qr_mismatch:"}).status_code == 422
    assert reviewer.post(url(case, "approve"), {**broken, "confirmed": confirmed}).status_code == 302


def test_a_correction_that_mends_needs_no_confirmation(reviewer: Client) -> None:
    case = factories.in_review()
    workflow.correct(case, by=factories.reviewer("bob"), version=case.version, fields={"reg_num": "91330106MA2CFRHE4A"})
    assert "number_check_digit:reg_num" in blockers(case)
    good = as_rendered(case, reg_num="91330106MA2CFRHEX0")
    assert reviewer.post(url(case, "approve"), good).status_code == 302


def test_who_comes_second_learns_who_was_first(reviewer: Client) -> None:
    case = factories.in_review()
    seen = as_rendered(case, note="my thoughts", message="dear merchant", address="typed in vain", reasons=["other"])
    workflow.approve(case, by=factories.reviewer("bob"), version=case.version)
    for step in ("approve", "reject", "request-resubmission", "correct"):
        answer = reviewer.post(url(case, step), seen)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Approved by bob just now." in page
        assert "typed in vain" in page
        assert "dear merchant" in page
        assert "my thoughts" in page
    case.refresh_from_db()
    assert case.address == factories.ANSWER["address"]
    assert case.decisions.count() == 1


def test_a_correction_meanwhile_leaves_the_loser_the_form(reviewer: Client) -> None:
    case = factories.in_review()
    seen = as_rendered(case, note="my thoughts", reasons=["image_blurry"])
    workflow.correct(case, by=factories.reviewer("bob"), version=case.version, fields={"address": "杭州"})
    answer = reviewer.post(url(case, "reject"), seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Corrected by bob just now." in page
    assert f'name="version" value="{case.version}"' in page
    assert f'<q lang="zh-Hans">{factories.ANSWER["address"]}</q>' in page
    assert 'value="image_blurry" data-marks="" checked' in page
    assert "my thoughts" in page


def test_a_version_that_is_no_number_decides_nothing(reviewer: Client) -> None:
    case = factories.in_review()
    for version in ("", "x", "-1", "9" * 30):
        assert reviewer.post(url(case, "approve"), as_rendered(case, version=version)).status_code == 422


def test_hostile_texts_are_texts(reviewer: Client) -> None:
    case = factories.in_review()
    finding = {"code": "x", "severity": "blocker", "field": "address", "zh": HOSTILE, "en": HOSTILE}
    finding |= {"suggestion": HOSTILE, "for_merchant": False}
    whole = {**finding, "field": "", "severity": "info"}
    LicenseVerification.objects.filter(pk=case.pk).update(
        enterprise_name=HOSTILE,
        owner_text=HOSTILE,
        merchant_ref=HOSTILE,
        findings=[finding, whole],
        business_scope=HOSTILE,
    )
    LicenseAttempt.objects.filter(verification=case).update(stated={"address": HOSTILE, "serial": HOSTILE})
    pages = [reviewer.get(url(case)), reviewer.get("/admin/bizlicense/licenseverification/")]
    data = as_rendered(case, note=HOSTILE, message=HOSTILE, address=HOSTILE, reasons=[HOSTILE])
    pages.append(reviewer.post(url(case, "reject"), data))
    for page in pages:
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_the_photo_is_served_and_looking_is_an_event(reviewer: Client) -> None:
    case = factories.in_review()
    answer = reviewer.get(url(case, "photo", 1))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert "private, no-store" in answer.headers["Cache-Control"]
    page = reviewer.get(url(case)).content.decode()
    assert "alice: 1 time" in page
    assert reviewer.get(url(case, "photo", 2)).status_code == 404


def test_a_photo_gone_is_a_404_and_the_page_still_there(reviewer: Client) -> None:
    case = factories.in_review()
    photo_storage().delete(case.latest_attempt.photo.name)
    assert reviewer.get(url(case, "photo", 1)).status_code == 404
    page = reviewer.get(url(case))
    assert page.status_code == 200
    assert "gone from the storage" in page.content.decode()


def test_an_unknown_case_is_not_found(reviewer: Client) -> None:
    strange = LicenseVerification()
    assert reviewer.get(url(strange)).status_code == 404
    assert reviewer.post(url(strange, "approve"), {"version": 1}).status_code == 404
    assert reviewer.get("/admin/bizlicense/licenseverification/nonsense/change/").status_code == 404


def test_what_was_read_and_stated_shows_where_it_differs(reviewer: Client) -> None:
    case = factories.in_review(legal_representative="王五样", address="样本路1号")
    workflow.correct(case, by=factories.reviewer("bob"), version=case.version, fields={"address": "杭州"})
    rows = {row.name: row for row in reviewer.get(url(case)).context["page"].rows}
    assert [(v.label, v.text) for v in rows["address"].variants] == [
        ("Read", factories.ANSWER["address"]),
        ("Stated", "样本路1号"),
    ]
    assert [remark.suggestion for remark in rows["legal_representative"].remarks] == [""]
    assert [(v.label, v.text) for v in rows["legal_representative"].variants] == [("Stated", "王五样")]
    assert "5,000,000 CNY" in rows["registered_capital"].meaning
    assert rows["registered_date"].meaning == "2019-05-06"
    assert rows["valid_period"].meaning == "2019-05-06 – 2049-05-05"
    assert "Hangzhou" in rows["reg_num"].meaning


def test_labels_follow_the_language(reviewer: Client) -> None:
    case = factories.in_review()
    english = reviewer.get(url(case)).content.decode()
    with translation.override("en"):
        chinese = reviewer.get(url(case), headers={"accept-language": "zh-hans"}).content.decode()
    assert '<label for="id_valid_period">Term</label>' in english
    assert '<label for="id_valid_period">营业期限</label>' in chinese


def test_a_failed_reading_says_why(reviewer: Client) -> None:
    case = factories.in_review()
    LicenseReading.objects.update(state="failed", error_code="ocr_misconfigured", fields={})
    page = reviewer.get(url(case)).content.decode()
    assert "The reading service refuses this installation." in page


def test_cases_of_the_same_number_or_photo_are_linked(reviewer: Client) -> None:
    first = factories.in_review(factories.user("first"), seed=1)
    same_number = factories.in_review(factories.user("second"), seed=2)
    workflow.correct(first, by=factories.user("typist"), version=first.version, fields={"reg_num": ""})
    same_photo = factories.in_review(factories.user("third"), seed=1)
    page = reviewer.get(url(same_photo))
    assert {twin.pk for twin in page.context["page"].twins} == {first.pk, same_number.pk}
    assert url(first) in page.content.decode()
    assert url(same_number) in page.content.decode()


def test_a_case_without_a_twin_is_linked_to_none(reviewer: Client) -> None:
    assert reviewer.get(url(factories.in_review())).context["page"].twins == []


def test_earlier_attempts_and_decisions_stand_on_the_page(reviewer: Client) -> None:
    case = with_attempts(2)
    page = reviewer.get(url(case)).content.decode()
    assert "Attempt 1, sent" in page
    assert "Attempt 2, sent" in page
    assert "The photo is blurred" in page
    assert "too dark 0" in page
    assert url(case, "photo", 1) in page
    assert "judge" in page


def with_attempts(count: int, *, events: int = 0) -> LicenseVerification:
    owner, judge = factories.user(f"shop{count}"), factories.reviewer(f"judge{count}")
    case = factories.in_review(owner, seed=count * 100)
    for number in range(count - 1):
        given = {"reasons": {"image_blurry": (), "address_mismatch": ("address",)}, "message": f"too dark {number}"}
        workflow.request_resubmission(case, by=judge, version=case.version, **given)
        workflow.resubmit(case, by=owner, photo=factories.photo(count * 100 + number + 1))
        recognition.recognize(str(case.pk))
        case.refresh_from_db()
    for number in range(events):
        by = factories.user(f"looker{count}-{number}")
        VerificationEvent.record(case, VerificationEvent.Kind.PHOTO_VIEWED, by=by, attempt=1)
        VerificationEvent.record(case, VerificationEvent.Kind.CORRECTED, by=by, fields=["address"])
    return case


def test_the_page_costs_the_same_whatever_the_case(reviewer: Client) -> None:
    small, large = with_attempts(1), with_attempts(5, events=8)
    counts = []
    for case in (small, large):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert reviewer.get(url(case)).status_code == 200
        counts.append(len(queries))
    assert counts[0] <= counts[1] <= 15
    assert counts[1] - counts[0] <= 3, "the names of those who acted, and the twins, once there are any"


def test_nothing_inline_that_a_strict_policy_refuses(reviewer: Client) -> None:
    page = reviewer.get(url(factories.in_review())).content.decode()
    for forbidden in ("<style", " style=", " onclick=", "javascript:"):
        assert forbidden not in page
    assert all("src=" in tag.split(">")[0] for tag in page.split("<script")[1:])


def test_own_scripts_and_styles_stay_small(reviewer: Client) -> None:
    page = reviewer.get(url(factories.in_review())).content.decode()
    names = re.findall(r'"/static/(bizlicense/[^"]+)"', page)
    assert names
    for kind, limit in ((".js", 20_000), (".css", 10_000)):
        assert sum(Path(finders.find(name)).stat().st_size for name in names if name.endswith(kind)) <= limit


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
