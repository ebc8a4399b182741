from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from django_bizlicense import recognition, workflow
from django_bizlicense.models import LicenseAttempt, LicenseReading, LicenseVerification, VerificationEvent
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import as_rendered, url

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


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


@pytest.mark.parametrize(
    ("person", "widget"), [("张三样", "<input"), ("样" * 30 + "（委派代表：谢亦凡）", "<textarea")]
)
def test_a_text_too_long_for_one_line_is_seen_whole(reviewer: Client, person: str, widget: str) -> None:
    case = factories.in_review()
    LicenseVerification.objects.update(legal_representative=person)
    page = reviewer.get(url(case)).content.decode()
    assert widget in page.split('data-field="legal_representative"')[1].split("bl-about")[0]


def test_fields_that_were_not_sent_show_what_stands() -> None:
    case = factories.approved(factories.user())
    lead = logged_in(factories.user("lead", is_staff=True, is_superuser=True))
    answer = lead.post(url(case, "reopen"), {"version": case.version, "note": ""})
    assert answer.status_code == 422
    name = answer.content.decode().split('data-field="enterprise_name"')[1].split("</div>")[1]
    assert factories.ANSWER["enterprise_name"] in name


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
        with CaptureQueriesContext(connection) as queries:
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
