from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone

from django_bizlicense import workflow
from django_bizlicense.admin.figures import safe_cell
from django_bizlicense.models import EngineStop, LicenseVerification
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE

pytestmark = pytest.mark.django_db
TODAY, FIGURES, EXPORT = f"{QUEUE}today/", f"{QUEUE}figures/", f"{QUEUE}figures/export/"


@pytest.fixture
def lead(db) -> Client:
    return logged_in(factories.user("lead", "view_licenseverification", "export_licenseverification", is_staff=True))


def counts(client: Client) -> dict[str, str]:
    return {line.query: line.count for line in client.get(TODAY).context["lines"]}


def test_what_needs_attention_is_counted_and_linked(reviewer: Client, settings) -> None:
    factories.in_review(factories.user("a"), seed=1)
    old = factories.in_review(factories.user("b"), seed=2)
    LicenseVerification.objects.filter(pk=old.pk).update(submitted_at="2020-01-01T00:00:00Z", heaviest=3)
    reviewer.post(f"{QUEUE}next/")
    found = counts(reviewer)
    assert found["state=late"] == "1"
    assert found["state=review"] == "2"
    assert found["claim=mine"] == found["claim=unclaimed"] == "1"
    for query, count in found.items():
        page = reviewer.get(f"{QUEUE}?{query}")
        assert str(len(page.context["cl"].result_list)) == count, query


def test_a_stopped_account_is_told(reviewer: Client) -> None:
    EngineStop.objects.create(account="wx123", code="ocr_misconfigured", since=timezone.now())
    assert "wx123" in reviewer.get(TODAY).content.decode()


def test_counts_stop_at_a_thousand(reviewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_bizlicense.admin.today.COUNTED", 1)
    for seed in range(3):
        factories.in_review(factories.user(f"shop{seed}"), seed=seed)
    assert counts(reviewer)["state=review"] == "1+"


def test_pages_need_their_permissions(reviewer: Client, lead: Client) -> None:
    stranger = logged_in(factories.user("stranger", is_staff=True))
    assert [stranger.get(page).status_code for page in (TODAY, FIGURES, EXPORT)] == [403] * 3
    assert [reviewer.get(page).status_code for page in (TODAY, FIGURES, EXPORT)] == [200, 403, 403]
    assert [lead.get(page).status_code for page in (TODAY, FIGURES, EXPORT)] == [200] * 3
    assert FIGURES not in reviewer.get(QUEUE).content.decode()
    assert FIGURES in lead.get(QUEUE).content.decode()
    assert f"{QUEUE}next/" not in lead.get(TODAY).content.decode()


@pytest.mark.parametrize("days", ["7", "365", "x", "-1", ""])
def test_the_numbers_stand_on_the_page(lead: Client, days: str) -> None:
    case = factories.in_review()
    workflow.approve(case, by=factories.reviewer("bob"), version=case.version, corrections={"address": "杭州"})
    page = lead.get(FIGURES, {"days": days}).content.decode()
    assert "100 %" in page
    assert "bob" in page
    assert 'width="100.0"' in page
    assert " style=" not in page


def test_decisions_are_taken_along_safe_against_formulas(lead: Client) -> None:
    owner = factories.user("=cmd|calc")
    case = factories.in_review(owner)
    changes = {"enterprise_name": '=HYPERLINK("http://x")', "reg_num": "+1"}
    reasons = {"image_blurry": [], "other": []}
    workflow.reject(case, by=factories.reviewer("@bob"), version=case.version, reasons=reasons, corrections=changes)
    answer = lead.get(EXPORT)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    cells = dict(zip(head, row, strict=True))
    assert cells["case"] == str(case.pk)
    assert (cells["owner"], cells["by"], cells["number"]) == ("'=cmd|calc", "'@bob", "'+1")
    assert cells["name"].startswith("'=HYPERLINK")
    assert cells["reasons"] == "image_blurry other"
    assert "attachment" in answer.headers["Content-Disposition"]


WIDE = ["＝1", "＋1", "－1", "＠x", "\u3000=1", "\xa0＝1"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", " =1", "\n=1", *WIDE])
def test_what_a_spreadsheet_would_calculate_is_quoted(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"
