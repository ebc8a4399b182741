from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.timesince import timesince

from django_bizlicense import workflow
from django_bizlicense.admin.queue import age_words
from django_bizlicense.models import LicenseAttempt, LicenseVerification
from django_bizlicense.models.verification import current_columns, today_in_china
from tests import factories
from tests.admin.pages import QUEUE, url

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


def case(name: str = "样本公司", *, hours: float = 1, status: str = Status.IN_REVIEW, **fields) -> LicenseVerification:
    texts = {text: fields.pop(text, "") for text in ("reg_num", "legal_representative")}
    columns = current_columns({"enterprise_name": name, **texts})
    sent = timezone.now() - dt.timedelta(hours=hours)
    return LicenseVerification.objects.create(status=status, submitted_at=sent, **{**columns, **fields})


def shown(client: Client, **query: str) -> list[str]:
    answer = client.get(QUEUE, query)
    assert answer.status_code == 200
    return [case.enterprise_name for case in answer.context["cl"].result_list]


def test_what_needs_a_person_comes_first_and_oldest_first(reviewer: Client) -> None:
    case("young", hours=1)
    case("old", hours=50)
    case("second", hours=3, status=Status.SECOND_REVIEW)
    case("done", hours=90, status=Status.APPROVED)
    assert shown(reviewer) == ["old", "second", "young"]
    assert shown(reviewer, state="approved") == ["done"]
    assert shown(reviewer, state="all") == ["done", "old", "second", "young"]


@pytest.mark.parametrize("state", ["\0", "nonsense"])
def test_a_state_that_is_none_shows_what_needs_a_person(reviewer: Client, state: str) -> None:
    case("waiting")
    assert shown(reviewer, state=state) == ["waiting"]


def test_age_and_findings_are_told_in_words(reviewer: Client) -> None:
    findings = [{"severity": severity} for severity in ("blocker", "blocker", "info")]
    case(hours=50, findings=findings)
    page = reviewer.get(QUEUE).content.decode()
    assert "· late" in page
    assert "✖ 2 blockers" in page
    assert "ⓘ 1 hint" in page


def test_an_age_that_rows_share_is_what_each_would_say_for_itself() -> None:
    numbers = Random(5)
    for power in range(1, 9):
        for _round in range(300):
            now = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc) + dt.timedelta(minutes=numbers.uniform(0, 1_500_000))
            since = now - dt.timedelta(seconds=numbers.uniform(0, 10**power))
            with translation.override(numbers.choice(("zh-hans", "en"))):
                assert age_words(now - since, now.date()) == timesince(since, now, depth=1), (since, now)


def test_fresh_and_clean_is_told_too(reviewer: Client) -> None:
    case(hours=2)
    page = reviewer.get(QUEUE).content.decode()
    assert "· late" not in page
    assert "✓ none" in page


@pytest.mark.parametrize(
    "term",
    ["91330106", "９１３３０１０６ma2cf", "9133 0106 MA2C", "杭州样本", "杭州 样本云杉", "shop-7", "alice@", "张三"],
)
def test_search_by_the_beginning(reviewer: Client, term: str) -> None:
    number = factories.ANSWER["reg_num"]
    case(
        "杭州样本云杉贸易有限公司",
        reg_num=number,
        legal_representative="张三样",
        merchant_ref="shop-77",
        owner_text="alice@example.com",
    )
    case("other", reg_num="11330106MA2CFRHE4W", merchant_ref="stall", owner_text="bob")
    assert shown(reviewer, q=term) == ["杭州样本云杉贸易有限公司"]


def test_search_looks_at_every_state(reviewer: Client) -> None:
    case("杭州甲", status=Status.APPROVED)
    case("杭州乙")
    assert shown(reviewer, q="杭州") == ["杭州甲", "杭州乙"]
    assert shown(reviewer, q="杭州", state="review") == ["杭州乙"]


def test_search_for_signs_only_finds_nothing(reviewer: Client) -> None:
    case("")
    assert shown(reviewer, q="%_。") == []


def test_queries_do_not_grow_with_the_rows(reviewer: Client) -> None:
    counts = []
    for _ in range(2):
        for _ in range(10):
            case(owner=factories.user(f"owner{LicenseVerification.objects.count()}"))
        with CaptureQueriesContext(connection) as queries:
            reviewer.get(QUEUE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_how_late_is_late_is_a_setting(reviewer: Client, settings: Any) -> None:
    case(hours=3)
    assert "· late" not in reviewer.get(QUEUE).content.decode()
    settings.BIZLICENSE_REVIEW_SLA = 2
    assert "· late" in reviewer.get(QUEUE).content.decode()


def test_the_heaviest_finding_narrows_the_queue(reviewer: Client) -> None:
    for weight in LicenseVerification.Weight:
        case(weight.name, heaviest=weight)
    assert shown(reviewer, findings="3") == ["BLOCKER"]
    assert shown(reviewer, findings="0") == ["NONE"]
    assert len(shown(reviewer, findings="x")) == 4


def test_the_heaviest_finding_follows_corrections(reviewer: Client) -> None:
    number = factories.ANSWER["reg_num"]
    read = factories.in_review()
    assert read.heaviest == max((LicenseVerification.Weight[f["severity"].upper()] for f in read.findings), default=0)
    by = factories.user("typist")
    workflow.correct(read, by=by, version=read.version, fields={"reg_num": "91330106MA2CFRHE4A"})
    assert shown(reviewer, findings="3") == [read.enterprise_name]
    workflow.correct(read, by=by, version=read.version, fields={"reg_num": number})
    assert shown(reviewer, findings="3") == []


def test_what_was_not_read_is_found(reviewer: Client, settings: Any) -> None:
    factories.in_review(factories.user("read"), seed=1)
    settings.BIZLICENSE_OCR = factories.dummy(None)
    settings.BIZLICENSE_UNREADABLE_BEFORE_REVIEW = 0
    unread = factories.in_review(factories.user("unread"), seed=2)
    page = reviewer.get(QUEUE, {"read": "no"})
    assert [case.pk for case in page.context["cl"].result_list] == [unread.pk]


def test_what_expires_soon_is_found(reviewer: Client) -> None:
    today = today_in_china()
    for name, days in (("gone", -1), ("soon", 10), ("sooner", 5), ("later", 60)):
        case(name, status=Status.APPROVED, expires_on=today + dt.timedelta(days=days))
    case("open", expires_on=today)
    assert shown(reviewer, state="expiring") == ["sooner", "soon"]


def test_a_reason_that_was_given_is_found(reviewer: Client) -> None:
    refused, other = factories.in_review(factories.user("a"), seed=1), factories.in_review(factories.user("b"), seed=2)
    by = factories.reviewer("bob")
    reasons = {"image_blurry": [], "image_glare": []}
    workflow.reject(refused, by=by, version=refused.version, reasons=reasons)
    workflow.reject(other, by=by, version=other.version, reasons={"other": []})
    page = reviewer.get(QUEUE, {"reason": "image_glare", "state": "all"})
    assert [case.pk for case in page.context["cl"].result_list] == [refused.pk]


def test_counting_stops_where_nobody_leafs(reviewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_bizlicense.admin.queue.LEAFED", 5)
    for number in range(7):
        case(str(number))
    with CaptureQueriesContext(connection) as queries:
        page = reviewer.get(QUEUE)
    assert page.context["cl"].result_count == 5
    assert all("LIMIT" in query["sql"] for query in queries if "COUNT(" in query["sql"])


def test_rows_lead_to_the_case_even_without_a_name(reviewer: Client) -> None:
    nameless = case("")
    page = reviewer.get(QUEUE).content.decode()
    assert url(nameless) in page
    assert "(no name)" in page


def test_nothing_can_be_added(reviewer: Client) -> None:
    assert "/add/" not in reviewer.get(QUEUE).content.decode()


def test_a_photo_that_is_gone_is_found_and_told(reviewer: Client) -> None:
    kept, lost = (factories.in_review(factories.user(name), seed=seed) for seed, name in enumerate("ab"))
    LicenseAttempt.objects.filter(verification=lost).update(photo_missing_since=timezone.now())
    page = reviewer.get(QUEUE, {"photo": "missing"})
    assert [case.pk for case in page.context["cl"].result_list] == [lost.pk]
    assert "Photo missing:" in reviewer.get(url(lost)).content.decode()
    assert "Photo missing:" not in reviewer.get(url(kept)).content.decode()
