from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.test import override_settings
from django.utils import timezone

from django_bizlicense import recognition, workflow
from django_bizlicense.exceptions import AttemptsExhausted, CaseOpen, StorageUnavailable, TransitionNotAllowed
from django_bizlicense.models import LicenseAttempt, LicenseReading, LicenseVerification
from django_bizlicense.models.storage import photo_storage
from tests import factories

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


class BrokenStorage(Storage):
    def _save(self, name: str, content: ContentFile) -> str:
        raise ConnectionError("the bucket is away")

    def exists(self, name: str) -> bool:
        return False


def test_sent_back_with_reasons_and_sent_again_with_data_only():
    owner = factories.user()
    case = factories.in_review(owner)
    reasons = {"legal_representative_mismatch": ["legal_representative"]}
    workflow.request_resubmission(
        case, by=factories.reviewer(), version=case.version, reasons=reasons, message="请核对", note="staff"
    )
    assert case.latest_decision.marked_fields == ["legal_representative"]

    attempt = workflow.resubmit(case, by=owner, stated={"legal_representative": "王五样"})
    assert attempt.number == 2
    assert attempt.photo_holder.number == 1
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert LicenseReading.objects.get(attempt=attempt).reused


def test_corrections_survive_when_only_data_is_sent_again():
    owner, reviewer = factories.user(), factories.reviewer()
    case = factories.in_review(owner)
    given = {"reasons": {"field_unreadable": ["serial"]}, "corrections": {"enterprise_name": "更正后样本公司"}}
    workflow.request_resubmission(case, by=reviewer, version=case.version, **given)
    workflow.resubmit(case, by=owner, stated={"serial": "S3301", "enterprise_name": "商户所填样本公司"})
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    assert case.enterprise_name == "更正后样本公司"
    assert case.serial == "S3301"
    assert "stated_differs" in {finding["code"] for finding in case.findings}


def test_a_photo_cannot_be_sent_while_a_case_is_read():
    owner = factories.user()
    case = factories.submitted(owner)
    with pytest.raises(TransitionNotAllowed):
        workflow.resubmit(case, by=owner, photo=factories.photo(2))
    with pytest.raises(CaseOpen) as caught:
        workflow.submit(factories.photo(2), owner=owner)
    assert caught.value.verification_id == str(case.pk)
    assert LicenseAttempt.objects.count() == 1


def test_one_owner_may_have_a_case_for_each_merchant():
    owner = factories.user()
    workflow.submit(factories.photo(1), owner=owner, merchant_ref="north")
    workflow.submit(factories.photo(2), owner=owner, merchant_ref="south")
    assert owner.license_verifications.count() == 2


@override_settings(BIZLICENSE_ATTEMPTS_MAX=1)
def test_attempts_are_capped():
    owner = factories.user()
    case = factories.in_review(owner)
    workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, reasons={"image_blurry": []})
    with pytest.raises(AttemptsExhausted):
        workflow.resubmit(case, by=owner, photo=factories.photo(2))


def test_storage_away_keeps_nothing(settings):
    settings.STORAGES = {**settings.STORAGES, "bizlicense": {"BACKEND": f"{__name__}.BrokenStorage"}}
    with pytest.raises(StorageUnavailable):
        factories.submitted()
    assert not LicenseVerification.objects.exists()


def test_a_file_whose_rows_were_refused_is_taken_back():
    owner = factories.user()
    factories.submitted(owner)
    before = stored_files()
    with pytest.raises(CaseOpen):
        workflow.submit(factories.photo(2), owner=owner)
    assert stored_files() == before


def stored_files() -> list[str]:
    storage, folder = photo_storage(), f"licenses/{timezone.now():%Y/%m}"
    return sorted(storage.listdir(folder)[1])


def test_the_key_of_a_photo_is_random_and_never_the_senders_name():
    case = factories.submitted()
    key = case.latest_attempt.photo.name
    assert key.startswith("licenses/")
    assert len(key.rpartition("/")[2]) == len("0" * 40 + ".jpg")


def test_withdrawn_cases_are_closed():
    owner = factories.user()
    case = factories.submitted(owner)
    workflow.withdraw(case, by=owner)
    assert not case.is_open
    workflow.submit(factories.photo(2), owner=owner)


@override_settings(BIZLICENSE_CONFIRM_BEFORE_REVIEW=True)
def test_to_confirm_what_was_read_takes_back_what_was_typed_before():
    owner = factories.user()
    case = factories.in_review(owner, legal_representative="李四样", serial="S1")
    assert "stated_differs" in {finding["code"] for finding in case.findings}
    workflow.confirm(case, by=owner, fields={**case.fields, "enterprise_name": "别家公司"})
    assert case.latest_attempt.stated == {
        "legal_representative": "张三样",
        "serial": "S1",
        "enterprise_name": "别家公司",
    }
    differing = {finding["field"] for finding in case.findings if finding["code"] == "stated_differs"}
    assert differing == {"enterprise_name"}


@override_settings(BIZLICENSE_CONFIRM_BEFORE_REVIEW=True)
def test_the_merchant_confirms_first_where_the_setting_says_so():
    owner = factories.user()
    case = factories.in_review(owner)
    assert case.status == Status.AWAITING_CONFIRMATION
    workflow.confirm(case, by=owner, fields={"address": "浙江省杭州市西湖区样本路2号"})
    assert case.status == Status.IN_REVIEW
    assert case.address == "浙江省杭州市西湖区样本路1号"
    assert case.latest_attempt.stated == {"address": "浙江省杭州市西湖区样本路2号"}
