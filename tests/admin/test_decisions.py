from __future__ import annotations

import pytest
from django.test import Client

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification, ReviewReason, VerificationEvent
from tests import factories
from tests.admin.pages import as_rendered, url
from tests.web import pages

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("texts", [{}, {"address": "浙江省杭州市西湖区样本路2号"}])
def test_saving_corrections_keeps_what_was_written_for_a_decision(reviewer: Client, texts: dict[str, str]) -> None:
    case = factories.in_review()
    said = {"reasons": ["image_blurry"], "marked": ["address"], "message": "dear merchant", "note": "my thoughts"}
    answer = reviewer.post(url(case, "correct"), as_rendered(case, **texts, **said))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ("Corrections saved" if texts else "Nothing was changed") in page
    assert 'value="image_blurry" data-marks="" checked' in page
    assert 'name="marked" value="address" checked' in page
    assert "dear merchant</textarea>" in page
    assert "my thoughts</textarea>" in page
    case.refresh_from_db()
    assert f'name="version" value="{case.version}"' in page
    assert case.fields["address"] == texts.get("address", factories.ANSWER["address"])


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


def test_staff_read_what_a_reason_means_and_merchants_only_its_title(reviewer: Client) -> None:
    case = factories.in_review()
    assert (
        "Suspected forgery (merchants read: The license could not be accepted)"
        in reviewer.get(url(case)).content.decode()
    )
    workflow.reject(case, by=factories.reviewer("bob"), version=case.version, reasons={"suspected_tampering": []})
    page = pages.client_of(case.owner).get(f"/license/{case.pk}/").content.decode()
    assert "The license could not be accepted" in page
    assert "forgery" not in page
