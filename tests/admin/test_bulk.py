from __future__ import annotations

from random import Random

import pytest
from django.test import Client

from django_bizlicense import workflow
from django_bizlicense.admin import bulk
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE
from tests.specimens.numbers import social_credit_code

pytestmark = pytest.mark.django_db
APPROVE, REFUSE = f"{QUEUE}bulk/approve/", f"{QUEUE}bulk/refuse/"


def made(count: int, settings) -> list[LicenseVerification]:
    cases = []
    for seed in range(count):
        number = social_credit_code(Random(seed), prefix="91", region="330106", modern=True)
        settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "reg_num": number})
        cases.append(factories.in_review(factories.user(f"shop{seed}"), seed=seed))
    return cases


def asked(client: Client, action: str, cases: list[LicenseVerification]):
    return client.post(QUEUE, {"action": action, "_selected_action": [str(case.pk) for case in cases]})


def statuses() -> list[str]:
    return list(LicenseVerification.objects.order_by("submitted_at").values_list("status", flat=True))


def test_those_that_nothing_speaks_against_are_approved(reviewer: Client, settings) -> None:
    cases = made(3, settings)
    odd = cases[1]
    workflow.correct(odd, by=factories.user("x"), version=odd.version, fields={"reg_num": "91330106MA2CFRHE4A"})
    page = asked(reviewer, "approve_selected", cases)
    assert page.status_code == 200
    assert str(odd.pk) not in page.content.decode()
    assert statuses() == ["in_review"] * 3, "asking decides nothing"
    answer = reviewer.post(APPROVE, {"seen": page.context["form"]["seen"].value()}, follow=True)
    assert "2 cases were decided." in answer.content.decode()
    assert statuses() == ["approved", "in_review", "approved"]


def test_a_blocker_sent_all_the_same_is_left(reviewer: Client, settings) -> None:
    (case,) = made(1, settings)
    workflow.correct(case, by=factories.user("x"), version=case.version, fields={"reg_num": "91330106MA2CFRHE4A"})
    answer = reviewer.post(APPROVE, {"seen": f"{case.pk}:{case.version}"}, follow=True)
    page = answer.content.decode()
    assert f"{case}: something speaks against approving" in page
    assert "0 cases were decided" not in page
    assert statuses() == ["in_review"]


def test_what_somebody_decided_meanwhile_is_counted(reviewer: Client, settings) -> None:
    (case,) = made(1, settings)
    seen = f"{case.pk}:{case.version}"
    workflow.reject(case, by=factories.reviewer("bob"), version=case.version, reasons={"image_blurry": []})
    answer = reviewer.post(APPROVE, {"seen": seen}, follow=True)
    assert "1 case was left as it is." in answer.content.decode()


def test_what_has_changed_since_it_was_seen_is_left(reviewer: Client, settings) -> None:
    first, second = made(2, settings)
    seen = asked(reviewer, "approve_selected", [first, second]).context["form"]["seen"].value()
    workflow.correct(first, by=factories.reviewer("bob"), version=first.version, fields={"address": "杭州"})
    answer = reviewer.post(APPROVE, {"seen": seen}, follow=True)
    assert "Corrected by bob just now." in answer.content.decode()
    assert statuses() == ["in_review", "approved"]


def test_a_refusal_of_many_needs_reasons(reviewer: Client, settings) -> None:
    cases = made(2, settings)
    seen = asked(reviewer, "refuse_selected", cases).context["form"]["seen"].value()
    answer = reviewer.post(REFUSE, {"seen": seen, "outcome": "reject"})
    assert answer.status_code == 422
    above = answer.content.decode().split("will be decided as you see")[0]
    assert 'role="alert"' in above, "a long list of cases hides what is said below it"
    assert "Choose at least one reason." in above
    assert reviewer.post(REFUSE, {"seen": seen, "outcome": "ask", "reasons": ["other"]}).status_code == 422
    assert statuses() == ["in_review"] * 2
    data = {"seen": seen, "outcome": "ask", "reasons": ["name_mismatch"], "message": "请核对", "note": "bulk"}
    assert reviewer.post(REFUSE, data).status_code == 302
    assert statuses() == ["resubmission_requested"] * 2
    decision = cases[0].decisions.get()
    assert (decision.message, decision.note, decision.marked_fields) == ("请核对", "bulk", ["enterprise_name"])


def test_what_a_colleague_works_on_is_left(reviewer: Client, settings) -> None:
    first, second = made(2, settings)
    workflow.claim(first, by=factories.reviewer("bob"))
    page = asked(reviewer, "refuse_selected", [first, second])
    assert str(first.pk) not in page.content.decode()
    both = " ".join(f"{case.pk}:{case.version}" for case in (first, second))
    reviewer.post(REFUSE, {"seen": both, "outcome": "reject", "reasons": ["image_blurry"]})
    assert statuses() == ["in_review", "rejected"]


def test_nobody_without_the_permission_decides_in_bulk(settings) -> None:
    (case,) = made(1, settings)
    looker = logged_in(factories.user("looker", "view_licenseverification", is_staff=True))
    assert looker.post(APPROVE, {"seen": f"{case.pk}:{case.version}"}).status_code == 403
    assert "approve_selected" not in looker.get(QUEUE).content.decode()
    asked(looker, "approve_selected", [case])
    assert statuses() == ["in_review"]


def test_too_many_at_once_are_refused(reviewer: Client, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)
    page = asked(reviewer, "refuse_selected", made(2, settings))
    assert page.status_code == 302
    assert statuses() == ["in_review"] * 2


@pytest.mark.parametrize("seen", ["", "nonsense", "x:y", "x:1", "1:2:3"])
def test_a_list_that_cannot_be_read_decides_nothing(reviewer: Client, seen: str) -> None:
    assert reviewer.post(APPROVE, {"seen": seen}).status_code == 422
