"""Two engines read every photo: BIZLICENSE_SECOND_READER."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from django_bizlicense import recognition, workflow
from django_bizlicense.exceptions import OCRError, OCRQuotaExhausted, OCRUnavailable
from django_bizlicense.models import LicenseReading, LicenseVerification, OCRMeter
from django_bizlicense.ocr import BaseOCRBackend, OCRImage, OCRResult
from django_bizlicense.workflow.policy import Application, Verdict, Wish
from tests import factories

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status
State = LicenseReading.State
OTHER_NAME = "杭州样本云山贸易有限公司"


class FailingBackend(BaseOCRBackend):
    """Raises the error its options name."""

    default_options = {"error": OCRUnavailable}

    def read(self, image: OCRImage) -> OCRResult:
        error: type[OCRError] = self.options["error"]
        raise error("away", backend=self.alias)


@pytest.fixture
def engines(settings):
    def choose(first: dict[str, Any] | type[OCRError] | None, second: dict[str, Any] | type[OCRError] | None) -> None:
        settings.BIZLICENSE_OCR = {"default": engine(first), "local": engine(second)}
        settings.BIZLICENSE_SECOND_READER = "local"

    return choose


def engine(answer: dict[str, Any] | type[OCRError] | None) -> dict[str, Any]:
    if isinstance(answer, type):
        return {"BACKEND": "tests.test_second_reader.FailingBackend", "OPTIONS": {"error": answer}}
    return factories.dummy(answer)["default"]


def answer(**texts: str) -> dict[str, Any]:
    return {**factories.ANSWER, **texts}


def codes(case: LicenseVerification) -> list[str]:
    return [finding["code"] for finding in case.findings]


def states(case: LicenseVerification) -> dict[str, str]:
    return dict(LicenseReading.objects.filter(attempt__verification=case).values_list("alias", "state"))


def review_page(client, case: LicenseVerification) -> str:
    client.force_login(factories.reviewer())
    return client.get(reverse("admin:bizlicense_licenseverification_change", args=[case.pk])).content.decode()


def test_what_both_read_alike_is_marked(engines, client):
    engines(answer(), answer())
    case = factories.in_review()
    assert states(case) == {"default": State.READ, "local": State.READ}
    assert not {"readers_differ", "reader_found_nothing"} & set(codes(case))
    assert review_page(client, case).count("both engines read this") == 9


def test_what_they_read_differently_is_a_finding_with_both_texts(engines, client):
    engines(answer(), answer(enterprise_name=OTHER_NAME))
    case = factories.in_review()
    assert case.enterprise_name == factories.ANSWER["enterprise_name"]
    [finding] = [finding for finding in case.findings if finding["code"] == "readers_differ"]
    assert (finding["field"], finding["suggestion"]) == ("enterprise_name", OTHER_NAME)
    page = review_page(client, case)
    assert page.count("both engines read this") == 8
    assert OTHER_NAME in page


def test_taken_over_from_the_second_the_finding_goes(engines):
    engines(answer(), answer(enterprise_name=OTHER_NAME))
    case = factories.in_review()
    workflow.correct(case, by=factories.reviewer(), version=case.version, fields={"enterprise_name": OTHER_NAME})
    assert "readers_differ" not in codes(case)


def test_the_second_fills_in_what_the_first_did_not_read(engines):
    engines(answer(legal_representative=""), answer())
    case = factories.in_review()
    assert case.legal_representative == "张三样"


def test_with_its_quota_spent_the_first_is_not_waited_for(engines):
    engines(OCRQuotaExhausted, answer(enterprise_name=OTHER_NAME))
    case = factories.in_review()
    assert (case.status, case.enterprise_name) == (Status.IN_REVIEW, OTHER_NAME)
    assert states(case) == {"default": State.FAILED, "local": State.READ}
    assert "readers_differ" not in codes(case)


def test_the_first_away_is_waited_for_until_the_patience_ends(engines, settings):
    engines(OCRUnavailable, answer(enterprise_name=OTHER_NAME))
    case = factories.in_review()
    assert (case.status, states(case)["default"]) == (Status.SUBMITTED, State.PENDING)
    settings.BIZLICENSE_RECOGNITION_PATIENCE = 0
    LicenseReading.objects.update(not_before=timezone.now())
    recognition.recognize_pending()
    case.refresh_from_db()
    assert (case.status, case.enterprise_name) == (Status.IN_REVIEW, OTHER_NAME)


def test_the_second_away_is_not_waited_for(engines, client):
    engines(answer(), OCRUnavailable)
    case = factories.in_review()
    assert case.status == Status.IN_REVIEW
    assert states(case) == {"default": State.READ, "local": State.FAILED}
    assert "local: " in review_page(client, case)


def test_a_license_that_one_of_them_did_not_see_goes_to_a_person(engines):
    engines(None, answer())
    case = factories.in_review()
    assert (case.status, case.reg_num) == (Status.IN_REVIEW, factories.ANSWER["reg_num"])
    assert "reader_found_nothing" in codes(case)


def test_seen_by_neither_it_is_sent_back_three_times(engines):
    engines(None, None)
    owner = factories.user()
    case = factories.in_review(owner)
    for seed in (2, 3, 4):
        assert case.status == Status.RESUBMISSION_REQUESTED
        workflow.resubmit(case, by=owner, photo=factories.photo(seed))
        recognition.recognize(str(case.pk))
        case.refresh_from_db()
    assert case.status == Status.IN_REVIEW


def test_a_killed_second_reader_holds_the_case_until_its_lease_ends_and_no_longer(engines):
    engines(answer(), answer())
    case = factories.submitted()
    first, second = LicenseReading.objects.order_by("pk")
    assert LicenseReading.objects.lease(second.pk, seconds=60)
    recognition.run(first.pk)
    case.refresh_from_db()
    assert case.status == Status.SUBMITTED
    LicenseReading.objects.filter(pk=second.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    recognition.recognize_pending()
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert list(OCRMeter.objects.values_list("calls", flat=True)) == [1, 1]


def test_each_reads_once_however_often_the_task_comes(engines):
    engines(answer(), answer())
    case = factories.in_review()
    recognition.recognize(str(case.pk))
    recognition.recognize(str(case.pk))
    assert case.events.filter(kind="read").count() == 1


def approve_what_both_read(application: Application) -> Verdict:
    sure = {"reg_num", "enterprise_name", "legal_representative"} <= application.agreed
    return Verdict(wish=Wish.APPROVE if sure else Wish.LEAVE)


@pytest.mark.django_db(transaction=True)
def test_a_policy_may_rely_on_what_both_read(engines, settings):
    settings.BIZLICENSE_REVIEW_POLICY = "tests.test_second_reader.approve_what_both_read"
    engines(answer(), answer())
    assert factories.in_review().status == Status.APPROVED
    engines(answer(), answer(enterprise_name=OTHER_NAME))
    assert factories.in_review(factories.user("other"), seed=2).status == Status.IN_REVIEW
