from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_bizlicense.models import LicenseVerification
from django_bizlicense.models.verification import current_columns
from tests import factories
from tests.admin.pages import QUEUE, url

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


def case(name: str = "样本公司", *, hours: float = 1, status: str = Status.IN_REVIEW, **fields) -> LicenseVerification:
    columns = current_columns({"enterprise_name": name, "reg_num": fields.pop("reg_num", "")})
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


def test_age_and_findings_are_told_in_words(reviewer: Client) -> None:
    findings = [{"severity": severity} for severity in ("blocker", "blocker", "info")]
    case(hours=50, findings=findings)
    page = reviewer.get(QUEUE).content.decode()
    assert "· late" in page
    assert "✖ 2 blockers" in page
    assert "ⓘ 1 hint" in page


def test_fresh_and_clean_is_told_too(reviewer: Client) -> None:
    case(hours=2)
    page = reviewer.get(QUEUE).content.decode()
    assert "· late" not in page
    assert "✓ none" in page


@pytest.mark.parametrize(
    "term", ["91330106", "９１３３０１０６ma2cf", "9133 0106 MA2C", "杭州样本", "杭州 样本云杉", "shop-7", "alice@"]
)
def test_search_by_the_beginning(reviewer: Client, term: str) -> None:
    number = factories.ANSWER["reg_num"]
    case("杭州样本云杉贸易有限公司", reg_num=number, merchant_ref="shop-77", owner_text="alice@example.com")
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


def test_rows_lead_to_the_case_even_without_a_name(reviewer: Client) -> None:
    nameless = case("")
    page = reviewer.get(QUEUE).content.decode()
    assert url(nameless) in page
    assert "(no name)" in page


def test_nothing_can_be_added(reviewer: Client) -> None:
    assert "/add/" not in reviewer.get(QUEUE).content.decode()
