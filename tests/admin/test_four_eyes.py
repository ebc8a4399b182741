from __future__ import annotations

import pytest
from django.test import Client

from django_bizlicense import workflow
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE, as_rendered, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_persons(settings) -> None:
    settings.BIZLICENSE_FOUR_EYES = True
    settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "reg_num": "91330106MA2CFRHEX0"})


def test_approving_once_hands_the_case_to_a_colleague(reviewer: Client) -> None:
    case = factories.in_review()
    answer = reviewer.post(url(case, "approve"), as_rendered(case), follow=True)
    assert "Approved the first time, a colleague approves next" in answer.content.decode()
    assert answer.redirect_chain[0][0] == QUEUE
    page = reviewer.get(url(case)).content.decode()
    assert "The second approval is given by somebody" in page
    assert url(case, "approve") not in page
    assert url(case, "reject") in page
    case.refresh_from_db()
    assert case.holder is None, "who only looks keeps nobody out"
    refused = reviewer.post(url(case, "approve"), as_rendered(case))
    assert refused.status_code == 409
    assert "The second approval is given by somebody" in refused.content.decode()
    bob = logged_in(factories.reviewer("bob"))
    case.refresh_from_db()
    workflow.release(case, by=case.holder)
    bob.post(url(case, "approve"), as_rendered(case))
    case.refresh_from_db()
    assert case.status == "approved"


def test_the_queue_shows_where_a_second_review_is_due(reviewer: Client) -> None:
    mine = factories.in_review(factories.user("a"), seed=1)
    reviewer.post(url(mine, "approve"), as_rendered(mine))
    other = factories.in_review(factories.user("b"), seed=2)
    workflow.approve(other, by=factories.reviewer("bob"), version=other.version)
    page = reviewer.get(QUEUE, {"state": "second"})
    assert [case.pk for case in page.context["cl"].result_list] == [other.pk]


def test_ones_own_license_is_shown_and_not_decided(settings) -> None:
    alice = factories.reviewer("alice")
    case, client = factories.in_review(alice), logged_in(alice)
    page = client.get(url(case)).content.decode()
    assert "Nobody decides on a license of their own." in page
    assert "formaction" not in page
    assert client.post(url(case, "approve"), as_rendered(case)).status_code == 409
    case.refresh_from_db()
    assert case.status == "in_review"
