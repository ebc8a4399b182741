from __future__ import annotations

import pytest

from tests import factories
from tests.api.sending import case_url, client_of, refusal


@pytest.fixture(autouse=True)
def confirmed_first(settings):
    settings.BIZLICENSE_CONFIRM_BEFORE_REVIEW = True


def test_what_was_read_is_confirmed_and_corrected(api, owner):
    case = factories.in_review(owner, legal_representative="李四样")
    url = case_url(case, "confirmation/")
    assert api.get(case_url(case)).json()["links"]["confirmation"].endswith(url)
    response = api.post(url, {"enterprise_name": "别家公司"}, format="json")
    assert (response.status_code, response.json()["status"]) == (200, "in_review")
    assert response.json()["stated"] == {"legal_representative": "张三样", "enterprise_name": "别家公司"}
    refusal(api.post(url), 409, "transition_not_allowed")


def test_nobody_confirms_for_a_merchant(owner):
    case = factories.in_review(owner)
    for other in (factories.user("other"), factories.reviewer()):
        refusal(client_of(other).post(case_url(case, "confirmation/")), 404, "not_found")
