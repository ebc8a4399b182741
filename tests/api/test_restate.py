from __future__ import annotations

import pytest
from django.test import override_settings

from django_bizlicense import workflow
from tests import factories
from tests.api.sending import case_url, client_of, refusal


@pytest.mark.parametrize("method", ["patch", "put"])
@pytest.mark.parametrize("form", ["json", "multipart"])
def test_stated_texts_change_until_a_reviewer_takes_the_case_up(api, owner, method, form):
    case = factories.in_review(owner, serial="S1", legal_representative="李四样")
    assert api.get(case_url(case)).json()["restatable"] is True
    response = getattr(api, method)(case_url(case), {"serial": "", "address": "别处"}, format=form)
    assert response.status_code == 200
    assert response.json()["stated"] == {"address": "别处", "legal_representative": "李四样"}
    assert "serial" not in response.json()["fields"]
    workflow.claim(case, by=factories.reviewer())
    assert api.get(case_url(case)).json()["restatable"] is False
    refusal(getattr(api, method)(case_url(case), {"serial": "S2"}, format=form), 409, "transition_not_allowed")


def test_a_text_too_long_names_its_field(api, owner):
    case = factories.in_review(owner)
    error = refusal(api.patch(case_url(case), {"address": "路" * 2001}, format="json"), 400, "invalid")
    assert error["field"] == "address"


def test_nobody_restates_for_a_merchant(owner):
    case = factories.in_review(owner)
    for other in (factories.user("other"), factories.reviewer()):
        refusal(client_of(other).patch(case_url(case), {"serial": "S2"}, format="json"), 404, "not_found")


@override_settings(BIZLICENSE_ATTEMPTS_MAX=3)
def test_the_attempts_left_are_counted(api, owner):
    case = factories.in_review(owner)
    assert api.get(case_url(case)).json()["attempts_left"] == 2
