from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_bizlicense import renewal
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import url
from tests.factories import approved, dated
from tests.keeping import EVERYTHING, SECRET, days_pass, purge, rejected

pytestmark = pytest.mark.django_db


@pytest.fixture
def counsel(db) -> Client:
    permissions = ("view_licenseverification", "hold_licenseverification", "reopen_licenseverification")
    return logged_in(factories.user("counsel", *permissions, is_staff=True))


def page(client: Client, case: LicenseVerification, name: str = "change", **data: str) -> str:
    response = client.post(url(case, name), data, follow=True) if data or name != "change" else client.get(url(case))
    assert response.status_code == 200
    return response.content.decode()


def test_a_case_is_held_and_let_go_with_a_reason(counsel):
    case = rejected()
    assert "Hold this case" in page(counsel, case)
    html = page(counsel, case, "hold", reason="lawsuit <b>7</b>")
    assert "nothing of this case is purged" in html
    assert "lawsuit &lt;b&gt;7&lt;/b&gt;" in html
    assert "Hold this case" not in html
    assert "held already" in page(counsel, case, "hold", reason="again")
    case.refresh_from_db()
    assert case.legal_hold == "lawsuit <b>7</b>"
    assert "The hold is lifted" in page(counsel, case, "lift-hold")
    assert "not held any more" in page(counsel, case, "lift-hold")
    case.refresh_from_db()
    assert case.legal_hold == ""


def test_without_a_reason_nothing_is_held(counsel):
    case = rejected()
    assert "needs a reason" in page(counsel, case, "hold", reason="  ")
    case.refresh_from_db()
    assert case.legal_hold == ""


def test_who_may_not_hold_sees_the_hold_and_no_button(counsel):
    case, viewer = rejected(), logged_in(factories.user("viewer", "view_licenseverification", is_staff=True))
    assert [viewer.post(url(case, name)).status_code for name in ("hold", "lift-hold")] == [403, 403]
    page(counsel, case, "hold", reason="lawsuit")
    html = page(viewer, case)
    assert "lawsuit" in html
    assert "Lift the hold" not in html
    assert counsel.get(url(case, "hold")).status_code == 302


@pytest.mark.parametrize("seeded", [rejected, lambda days: approved(factories.user())])
def test_a_purged_case_can_be_looked_at(counsel, settings, seeded):
    settings.BIZLICENSE_RETENTION = {name: days for name, days in EVERYTHING.items() if name != "history"}
    case = seeded(days=2000)
    if case.status == "approved":
        days_pass(case, 9999)
        dated(case, expires_on=-2000)
    purge()
    with CaptureQueriesContext(connection) as queries:
        html = page(counsel, case)
    assert len(queries) <= 15
    assert "This photo was purged." in html
    assert "Fields purged on" in html
    assert SECRET not in html
    assert "/photo/1/" not in html
    assert "Open for review again" not in html
    assert counsel.get(url(case, "photo", 1)).status_code == 404


def test_the_history_says_what_went_and_of_what_was_reminded(counsel, settings):

    settings.BIZLICENSE_RETENTION = {"raw": 90}
    case = approved(factories.user())
    days_pass(case, 91)
    dated(case, reverify_on=-2)
    purge()
    renewal.remind()
    html = page(counsel, case)
    assert "raw answers" in html
    assert "overdue by 2 days" in html
