from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from django_bizlicense.workflow.policy import Application, Verdict, Wish, judge
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(settings):
    settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "reg_num": "91330106MA2CFRHEX0"})
    settings.BIZLICENSE_REVIEW_POLICY = "tests.test_policy.approving"


def approving(question: Application) -> Verdict:
    return Verdict(wish=Wish.APPROVE)


def hesitating(question: Application) -> Verdict:
    return Verdict(wish=Wish.APPROVE, blockers=["New merchant: 张三"])


def asking(question: Application) -> Verdict:
    return Verdict(wish=Wish.ASK_AGAIN, reasons={"image_blurry": []}, message="请重拍")


def asking_for_nothing_known(question: Application) -> Verdict:
    return Verdict(wish=Wish.ASK_AGAIN, reasons={"no_such_reason": []})


def raising(question: Application) -> Verdict:
    raise LookupError


def mute(question: Application) -> None:
    return None


def judged(case: LicenseVerification, name: str = "") -> tuple[str, dict]:
    case.refresh_from_db()
    return case.status, case.events.filter(kind="judged").last().data


def test_a_policy_approves_by_itself_and_the_verdict_is_kept(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        case = factories.in_review()
    status, data = judged(case)
    assert status == "approved"
    assert data == {"attempt": 1, "wish": "approve", "blockers": [], "taken": True}
    assert case.decisions.get().by_text == "policy"


def test_without_a_policy_nothing_is_judged(settings, django_capture_on_commit_callbacks):
    settings.BIZLICENSE_REVIEW_POLICY = ""
    with django_capture_on_commit_callbacks(execute=True):
        case = factories.in_review()
    assert not case.events.filter(kind="judged").exists()


@pytest.mark.parametrize(
    ("name", "blockers"),
    [
        ("hesitating", ["new_merchant_"]),
        ("asking_for_nothing_known", ["unknown_reason"]),
        ("raising", ["policy_failed"]),
        ("mute", ["no_verdict"]),
    ],
)
def test_whatever_speaks_against_it_leaves_the_case_to_a_person(settings, name, blockers):
    settings.BIZLICENSE_REVIEW_POLICY = f"tests.test_policy.{name}"
    case = factories.in_review()
    judge(str(case.pk))
    status, data = judged(case)
    assert (status, data["taken"], data["blockers"]) == ("in_review", False, blockers)


def test_our_blockers_stop_an_approval():
    case = factories.in_review()
    by = factories.reviewer()
    workflow.correct(case, by=by, version=case.version, fields={"reg_num": "91330106MA2CFRHE4A"})
    judge(str(case.pk))
    status, data = judged(case)
    assert status == "in_review"
    assert "number_check_digit" in data["blockers"]


def test_what_was_not_read_is_never_approved_by_a_machine(settings):
    settings.BIZLICENSE_OCR = factories.dummy(None)
    settings.BIZLICENSE_UNREADABLE_BEFORE_REVIEW = 0
    case = factories.in_review(reg_num="91330106MA2CFRHEX0")
    judge(str(case.pk))
    status, data = judged(case)
    assert (status, data["blockers"][0]) == ("in_review", "not_read")


def test_a_policy_asks_again(settings):
    settings.BIZLICENSE_REVIEW_POLICY = "tests.test_policy.asking"
    case = factories.in_review()
    judge(str(case.pk))
    assert judged(case)[0] == "resubmission_requested"
    assert case.decisions.get().message == "请重拍"


def test_a_case_somebody_works_on_is_left_to_them():
    case = factories.in_review()
    workflow.claim(case, by=factories.reviewer())
    assert judge(str(case.pk)).blockers == ["claimed"]
    assert judged(case)[0] == "in_review"


def test_with_four_eyes_a_person_gives_the_second_approval(settings):
    settings.BIZLICENSE_FOUR_EYES = True
    case = factories.in_review()
    judge(str(case.pk))
    assert judged(case)[0] == "second_review"
    judge(str(case.pk))
    assert judged(case)[0] == "second_review"
    workflow.approve(case, by=factories.reviewer(), version=case.version)
    assert case.status == "approved"


def ran(*arguments: str) -> str:
    output = StringIO()
    call_command("review_policy", *arguments, stdout=output)
    return output.getvalue()


def test_a_dry_run_compares_with_what_persons_decided():
    first, second = factories.in_review(factories.user("a"), seed=1), factories.in_review(factories.user("b"), seed=2)
    by = factories.reviewer()
    workflow.approve(first, by=by, version=first.version)
    workflow.reject(second, by=by, version=second.version, reasons={"other": []})
    before = list(LicenseVerification.objects.values_list("version", "status"))
    text = ran("--dry-run", "--verbosity", "2")
    assert list(LicenseVerification.objects.values_list("version", "status")) == before
    assert not first.events.filter(kind="judged").exists()
    assert {str(first.pk), str(second.pk)} <= set(text.split())
    assert {"approved", "rejected"} <= set(text.split())


def test_without_dry_run_the_policy_works_on_what_waits():
    case = factories.in_review()
    assert "approve" in ran()
    case.refresh_from_db()
    assert case.status == "approved"


def test_the_command_says_that_no_policy_is_set(settings):
    settings.BIZLICENSE_REVIEW_POLICY = ""
    with pytest.raises(CommandError, match="BIZLICENSE_REVIEW_POLICY"):
        ran("--dry-run")
