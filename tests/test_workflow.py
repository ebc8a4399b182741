from __future__ import annotations

import datetime as dt

import pytest

from django_bizlicense import merchants, recognition, signals, workflow
from django_bizlicense.exceptions import AlreadyDecided, ImageRejected, TransitionNotAllowed
from django_bizlicense.models import LicenseReading, LicenseVerification, VerificationEvent
from tests import factories

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


def kinds(case: LicenseVerification) -> list[str]:
    return list(case.events.values_list("kind", flat=True))


def test_a_photo_becomes_an_approved_record():
    owner, reviewer = factories.user(), factories.reviewer()
    case = factories.in_review(owner)
    assert case.status == Status.IN_REVIEW
    assert case.enterprise_name == "杭州样本云杉贸易有限公司"
    assert merchants.approved_license(owner) is None

    workflow.approve(case, by=reviewer, version=case.version, corrections={"legal_representative": "张三丰样"})

    record = merchants.approved_license(owner)
    assert record.fields["legal_representative"] == "张三丰样"
    assert record.expires_on == dt.date(2049, 5, 5)
    assert record.normalized.capital.amount == 5_000_000
    assert kinds(case) == ["submitted", "read", "review_opened", "corrected", "approved"]


def test_what_was_read_is_kept_when_the_current_text_is_corrected():
    case = factories.in_review()
    workflow.correct(case, by=factories.reviewer(), version=case.version, fields={"enterprise_name": "另一样本公司"})
    assert case.enterprise_name == "另一样本公司"
    reading = LicenseReading.objects.get(attempt__verification=case)
    assert reading.fields["enterprise_name"] == "杭州样本云杉贸易有限公司"


def test_history_names_corrected_fields_and_holds_no_content():
    case = factories.in_review()
    workflow.correct(case, by=factories.reviewer(), version=case.version, fields={"legal_representative": "李四样"})
    event = case.events.get(kind="corrected")
    assert event.data["fields"] == ["legal_representative"]
    assert "李四样" not in str(event.data)
    assert "张三样" not in str(event.data)
    assert event.data["before"] != event.data["after"]


def test_a_correction_without_a_change_is_no_event_and_raises_no_version():
    case = factories.in_review()
    version = case.version
    workflow.correct(case, by=factories.reviewer(), version=version, fields={"enterprise_name": case.enterprise_name})
    assert case.version == version
    assert "corrected" not in kinds(case)


def test_findings_follow_corrections():
    case = factories.in_review()
    workflow.correct(case, by=factories.reviewer(), version=case.version, fields={"reg_num": "91330106MA2CFRHE4X"})
    assert "number_check_digit" in {finding["code"] for finding in case.findings}


def test_the_second_decision_learns_who_made_the_first():
    case = factories.in_review()
    late = LicenseVerification.objects.get(pk=case.pk)
    workflow.approve(case, by=factories.reviewer("alice"), version=case.version)
    with pytest.raises(AlreadyDecided) as caught:
        workflow.reject(late, by=factories.reviewer("bob"), version=late.version, reasons={"other": []})
    assert caught.value.by == "alice"
    assert caught.value.decision == "approved"
    assert case.decisions.count() == 1


def test_a_refusal_needs_a_known_reason_and_leaves_nothing_behind_without_one():
    case = factories.in_review()
    for reasons in ({}, {"no_such_reason": []}):
        with pytest.raises(ValueError):
            workflow.reject(case, by=factories.reviewer(f"r{len(reasons)}"), version=case.version, reasons=reasons)
        case.refresh_from_db()
        assert case.status == Status.IN_REVIEW
        assert not case.decisions.exists()


def test_a_merchant_who_was_rejected_is_known_again():
    owner, reviewer = factories.user(), factories.reviewer()
    case = factories.in_review(owner)
    workflow.reject(case, by=reviewer, version=case.version, reasons={"suspected_tampering": []})
    again = factories.in_review(owner, seed=2)
    [finding] = [finding for finding in again.findings if finding["code"] == "rejected_before"]
    assert str(case.pk) in finding["en"]
    assert not finding["for_merchant"]


def test_reopened_cases_are_decided_again():
    case, reviewer = factories.in_review(), factories.reviewer()
    workflow.approve(case, by=reviewer, version=case.version)
    workflow.reopen(case, by=reviewer, version=case.version, note="the register says otherwise")
    assert case.status == Status.IN_REVIEW
    assert merchants.approved_license(case.owner) is None
    workflow.reject(case, by=reviewer, version=case.version, reasons={"license_revoked": []})
    assert case.status == Status.REJECTED


def test_an_approval_that_ran_out_is_renewed_from_the_same_case(settings):
    settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "valid_period": "2019年05月06日至2020年05月05日"})
    owner = factories.user()
    case = factories.in_review(owner)
    workflow.approve(case, by=factories.reviewer(), version=case.version)
    assert case.expired
    assert merchants.approved_license(owner) is None
    with pytest.raises(ImageRejected):
        workflow.resubmit(case, by=owner, stated={"valid_period": "长期"})
    workflow.resubmit(case, by=owner, photo=factories.photo(2))
    assert case.status == Status.SUBMITTED
    assert "expired" in kinds(case)


def test_an_approval_in_force_cannot_expire():
    case = factories.in_review()
    workflow.approve(case, by=factories.reviewer(), version=case.version)
    with pytest.raises(TransitionNotAllowed):
        workflow.expire(case)


def test_typed_data_that_answers_an_earlier_refusal_comes_too_late():
    owner, bob = factories.user(), factories.reviewer()
    case = factories.in_review(owner)
    blurry = {"reasons": {"image_blurry": []}}
    workflow.request_resubmission(case, by=bob, version=case.version, **blurry)
    late = LicenseVerification.objects.get(pk=case.pk)
    workflow.resubmit(case, by=owner, photo=factories.photo(2))
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    workflow.request_resubmission(case, by=bob, version=case.version, **blurry)
    with pytest.raises(TransitionNotAllowed):
        workflow.resubmit(late, by=owner, stated={"address": "杭州"})  # over the photo before
    assert case.attempts.count() == 2


def test_deleting_the_owner_keeps_the_case():
    owner = factories.user()
    case = factories.in_review(owner)
    owner.delete()
    case.refresh_from_db()
    assert case.owner is None
    assert case.owner_text == "merchant"


def test_a_receiver_that_raises_hurts_nobody(django_capture_on_commit_callbacks):
    heard = []

    def raises(**kwargs: object) -> None:
        raise RuntimeError("a host's bug")

    def hears(**kwargs: object) -> None:
        heard.append(kwargs["verification"].status)

    case = factories.in_review()
    signals.license_approved.connect(raises)
    signals.license_approved.connect(hears)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            workflow.approve(case, by=factories.reviewer(), version=case.version)
    finally:
        signals.license_approved.disconnect(raises)
        signals.license_approved.disconnect(hears)
    assert heard == [Status.APPROVED]


def test_events_name_users_by_id_only():
    case = factories.in_review(factories.user("13800000000"))
    assert all("13800000000" not in f"{event.actor}{event.data}" for event in VerificationEvent.objects.all())
    assert case.events.first().actor == f"user:{case.owner_id}"
