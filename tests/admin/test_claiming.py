from __future__ import annotations

import pytest
from django.test import Client

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE, as_rendered, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(db) -> Client:
    return logged_in(factories.reviewer("bob"))


def holder(case: LicenseVerification) -> str:
    case.refresh_from_db()
    return case.holder.get_username() if case.holder else ""


def test_opening_a_case_claims_it_and_shows_the_holder(reviewer: Client, bob: Client) -> None:
    case = factories.in_review()
    reviewer.get(url(case))
    assert holder(case) == "alice"
    page = bob.get(url(case)).content.decode()
    assert holder(case) == "alice"
    assert "alice works on this case." in page
    assert "formaction" not in page
    assert "alice" in bob.get(QUEUE).content.decode()


def test_looking_without_the_permission_to_review_claims_nothing() -> None:
    case = factories.in_review()
    looker = logged_in(factories.user("looker", "view_licenseverification", is_staff=True))
    looker.get(url(case))
    assert [looker.post(url(case, name)).status_code for name in ("claim", "release", "take-over")] == [403] * 3
    assert looker.post(f"{QUEUE}next/").status_code == 403
    assert f"{QUEUE}next/" not in looker.get(QUEUE).content.decode()
    assert holder(case) == ""


def test_a_head_request_claims_nothing(reviewer: Client) -> None:
    case = factories.in_review()
    reviewer.head(url(case))
    assert holder(case) == ""


def test_claims_change_by_post_only(reviewer: Client) -> None:
    case = factories.in_review()
    assert [reviewer.get(url(case, name)).status_code for name in ("claim", "release", "take-over")] == [405] * 3
    assert reviewer.get(f"{QUEUE}next/").status_code == 405


def test_a_colleague_takes_over_and_the_first_one_is_told(reviewer: Client, bob: Client) -> None:
    case = factories.in_review()
    reviewer.get(url(case))
    assert bob.post(url(case, "take-over")).headers["Location"] == url(case)
    assert "formaction" in bob.get(url(case)).content.decode()
    assert reviewer.post(url(case, "claim")).json() == {"holder": "bob", "version": case.version}
    answer = reviewer.post(url(case, "approve"), as_rendered(case, note="my thoughts"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "bob works on this case now." in page
    assert "my thoughts" in page
    case.refresh_from_db()
    assert case.status == "in_review"


def test_a_beat_tells_the_version_that_stands(reviewer: Client) -> None:
    case = factories.in_review()
    workflow.correct(case, by=factories.reviewer("carol"), version=case.version, fields={"address": "杭州"})
    assert reviewer.post(url(case, "claim")).json() == {"holder": "", "version": case.version}


def test_leaving_gives_back(reviewer: Client) -> None:
    case = factories.in_review()
    reviewer.get(url(case))
    assert reviewer.post(url(case, "release")).status_code == 204
    assert holder(case) == ""


def test_after_a_decision_the_next_unclaimed_case_opens(reviewer: Client, bob: Client, settings) -> None:
    settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "reg_num": "91330106MA2CFRHEX0"})
    first, second, third = [factories.in_review(factories.user(name), seed=seed) for seed, name in enumerate("abc")]
    LicenseVerification.objects.update(findings=[])
    reviewer.get(url(second))
    confirmed = "number_elsewhere:reg_num photo_elsewhere:"
    answer = bob.post(url(first, "approve"), as_rendered(first, confirmed=confirmed))
    assert answer.headers["Location"] == url(third)
    assert holder(third) == "bob"


def test_the_queue_shows_mine_and_unclaimed(reviewer: Client, bob: Client) -> None:
    mine, theirs, free = [factories.in_review(factories.user(name), seed=seed) for seed, name in enumerate("abc")]
    reviewer.get(url(mine))
    bob.get(url(theirs))

    def shown(claim: str) -> set[object]:
        return {case.pk for case in reviewer.get(QUEUE, {"claim": claim}).context["cl"].result_list}

    assert shown("mine") == {mine.pk}
    assert shown("unclaimed") == {free.pk}


def test_the_queue_leads_to_the_oldest_unclaimed(reviewer: Client) -> None:
    case = factories.in_review()
    assert f"{QUEUE}next/" in reviewer.get(QUEUE).content.decode()
    assert reviewer.post(f"{QUEUE}next/").headers["Location"] == url(case)
    workflow.approve(case, by=factories.reviewer("carol"), version=case.version)
    assert reviewer.post(f"{QUEUE}next/").headers["Location"] == QUEUE
