from __future__ import annotations

import pytest
from django.urls import reverse

from django_bizlicense import workflow
from tests import factories
from tests.web.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(owner):
    return factories.in_review(owner, legal_representative="李四样")


def url(case, name="restate"):
    return reverse(f"bizlicense:{name}", args=[case.pk])


def test_the_fields_can_be_corrected_from_the_status_page(client, case):
    assert url(case) in client.get(url(case, "status")).content.decode()
    form = client.get(url(case)).context["form"]
    assert form["legal_representative"].value() == "李四样"
    assert form["address"].value() == factories.ANSWER["address"]
    texts = {**case.fields, "legal_representative": "李四样", "serial": "S1"}
    assert client.post(url(case), texts).url == url(case, "status")
    case.refresh_from_db()
    assert case.latest_attempt.stated == {"legal_representative": "李四样", "serial": "S1"}


def test_what_was_typed_can_be_taken_back(client, case):
    client.post(url(case), {**case.fields, "legal_representative": ""})
    assert case.latest_attempt.stated == {}


def test_a_text_longer_than_the_line_of_a_phone_is_seen_whole(client, case):
    name = "广州样本晨曦建筑工程有限公司天河分公司"
    texts = {"enterprise_name": name, "valid_period": "2019年05月06日至2049年05月05日"}
    workflow.correct(case, by=factories.user("odd"), version=case.version, fields=texts)
    form = client.get(url(case)).context["form"]
    assert str(form["enterprise_name"]).startswith("<textarea")
    assert all(str(form[name]).startswith("<input") for name in ("reg_num", "valid_period", "serial"))


def test_a_text_too_long_is_said_beside_its_field(client, case):
    response = client.post(url(case), {"address": "路" * 2001})
    assert 'id="id_address_error"' in response.content.decode()


def test_once_the_review_has_begun_the_page_is_gone_and_a_late_change_is_refused_aloud(client, case):
    workflow.claim(case, by=factories.reviewer())
    assert client.get(url(case)).url == url(case, "status")
    assert "Correct these fields" not in words(client.get(url(case, "status")))
    response = client.post(url(case), {**case.fields, "serial": "S1"})
    assert response.status_code == 409
    assert "your change was not kept" in words(response)
    case.refresh_from_db()
    assert case.latest_attempt.stated == {"legal_representative": "李四样"}


def test_before_it_is_read_nothing_can_be_corrected(client, owner):
    case = factories.submitted(owner)
    assert client.get(url(case)).url == url(case, "status")
