"""What goes, and what stays, when the time of keeping is over."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError

from django_bizlicense import recognition, workflow
from django_bizlicense.exceptions import TransitionNotAllowed
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import (
    LicenseVerification,
    PurgedCase,
    SubmissionKey,
    paging,
)
from tests import factories
from tests.factories import approved, dated
from tests.keeping import EVERYTHING, SECRET, days_pass, files, purge, rejected, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_RETENTION = EVERYTHING


def test_by_default_everything_is_kept(settings):
    del settings.BIZLICENSE_RETENTION
    case = rejected(days=9999)
    assert purge() == ""
    assert SECRET in written(case)


@pytest.mark.parametrize(("artefact", "days"), EVERYTHING.items())
def test_each_artefact_goes_on_its_day_and_not_before(settings, artefact, days):
    settings.BIZLICENSE_RETENTION = {artefact: days}
    case = rejected(days=days - 1)
    assert purge("--dry-run") == f"{artefact}: 0 cases due\n"
    assert purge() == f"{artefact}: 0 cases purged\n"
    days_pass(case, 1)
    assert purge("--dry-run") == f"{artefact}: 1 cases due\n"
    assert purge() == f"{artefact}: 1 cases purged\n"
    assert purge() == f"{artefact}: 0 cases purged\n"


def test_the_photo_goes_with_its_file():
    before = files()
    case = rejected(days=366)
    assert files() == before + 1
    purge()
    assert files() == before
    case.refresh_from_db()
    assert case.photo_purged_at is not None
    attempt = case.latest_attempt
    assert (str(attempt.photo), attempt.photo_purged, len(attempt.sha256)) == ("", True, 64)
    event = case.events.filter(kind="purged").order_by("pk").first()
    assert (event.actor, event.data) == ("retention", {"artefacts": ["photo"], "counts": {"photos": 1}})


def test_a_photo_that_later_sendings_share_goes_once_and_for_all():
    owner, reviewer = factories.user(), factories.reviewer()
    case = factories.in_review(owner)
    given = {"reasons": {"field_unreadable": ["serial"]}}
    workflow.request_resubmission(case, by=reviewer, version=case.version, **given)
    workflow.resubmit(case, by=owner, stated={"serial": "2"})
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    workflow.reject(case, by=reviewer, version=case.version, reasons={"other": []})
    days_pass(case, 366)
    purge()
    assert [attempt.photo_purged for attempt in case.attempts.all()] == [True, True]


def test_no_text_of_the_license_is_left_when_the_fields_go():
    owner = factories.user()
    case = rejected(owner)
    SubmissionKey.objects.create(owner=owner, key="k" * 64, fingerprint="f" * 64, verification=case)
    days_pass(case, 1825)
    assert SECRET in written(case)
    purge()
    case.refresh_from_db()
    everything = written(case)
    for text in (SECRET, *(text for text in factories.ANSWER.values() if isinstance(text, str) and len(text) > 3)):
        assert text not in everything
    assert case.fields == {}
    assert (case.number_key, case.name_key, case.person_key) == ("", "", "")
    assert not SubmissionKey.objects.exists()
    assert case.raw_purged_at is not None


def test_the_evidence_stays_when_the_fields_go():
    case = rejected(days=1825)
    codes = [finding["code"] for finding in case.findings]
    kinds = list(case.events.values_list("kind", flat=True))
    assert codes
    purge()
    case.refresh_from_db()
    assert [finding["code"] for finding in case.findings] == codes
    assert list(case.events.values_list("kind", flat=True)) == [*kinds, "purged", "purged"]
    decision = case.decisions.get()
    assert (decision.outcome, decision.given_reasons.get().reason.code) == ("rejected", "other")
    assert case.heaviest


def test_the_same_photo_read_for_another_case_keeps_its_own_copy():
    owner = factories.user()
    first = rejected(owner, days=1825)
    second = factories.in_review(owner)
    assert second.attempts.get().readings.get().reused
    purge()
    reading = second.attempts.get().readings.get()
    assert (reading.fields["enterprise_name"], reading.raw is None) == ("杭州样本云杉贸易有限公司", False)
    assert first.attempts.get().readings.get().fields == {}


def test_an_emptied_answer_is_not_reused():
    owner = factories.user()
    rejected(owner, days=1825)
    purge()
    again = factories.in_review(owner)
    assert not again.attempts.get().readings.get().reused
    assert again.enterprise_name == "杭州样本云杉贸易有限公司"


def test_the_whole_case_goes_and_leaves_its_trace():
    before = files()
    case = rejected(days=3650)
    length = case.events.count()
    assert "history: 1 cases purged" in purge()
    assert not LicenseVerification.objects.exists()
    assert files() == before
    assert PurgedCase.objects.get(id=case.pk).history_length == length


def test_a_held_case_keeps_everything_until_the_hold_is_lifted():
    case, counsel = rejected(days=9999), factories.reviewer("counsel")
    assert workflow.put_on_hold(case, by=counsel, reason=" lawsuit\n")
    assert not workflow.put_on_hold(case, by=counsel, reason="another")
    assert case.legal_hold == "lawsuit"
    purge()
    assert SECRET in written(case)
    assert workflow.lift_hold(case, by=counsel)
    assert not workflow.lift_hold(case, by=counsel)
    kinds = list(case.events.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["held", "hold_lifted"]
    assert "lawsuit" not in str(list(case.events.values_list("data", flat=True)))
    purge()
    assert not LicenseVerification.objects.exists()


def test_a_hold_needs_a_reason():
    case = rejected()
    with pytest.raises(ValueError, match="reason"):
        workflow.put_on_hold(case, by=factories.reviewer(), reason=" ")


def test_a_purged_case_is_not_opened_again():
    case = rejected(days=366)
    purge()
    case.refresh_from_db()
    assert case.purged
    with pytest.raises(TransitionNotAllowed):
        workflow.reopen(case, by=factories.reviewer(), version=case.version, note="?")


def test_what_a_renewal_brings_is_purged_in_its_own_time():
    owner = factories.user()
    case = approved(owner)
    days_pass(case, 9999)
    dated(case, expires_on=-1826)
    purge()
    case.refresh_from_db()
    assert case.purged
    workflow.resubmit(case, by=owner, photo=factories.photo(7))
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    assert not case.purged
    assert case.enterprise_name
    purge()
    assert [attempt.photo_purged for attempt in case.attempts.all()] == [True, False]
    workflow.reject(case, by=factories.reviewer(), version=case.version, reasons={"other": []})
    days_pass(case, 1825)
    assert "fields: 1 cases purged" in purge()
    assert case.attempts.last().photo_purged


def test_the_limit_is_kept_and_the_next_run_goes_on(settings, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 2)
    settings.BIZLICENSE_RETENTION = {"photo": 365}
    for number in range(5):
        rejected(factories.user(f"merchant{number}"), days=366, seed=number)
    assert [purge("--limit", "3"), purge("--limit", "3")] == ["photo: 3 cases purged\n", "photo: 2 cases purged\n"]


class AwayOnce(Exception):
    """What a storage raises."""


def test_a_storage_that_is_away_leaves_the_case_for_the_next_run(settings, monkeypatch, caplog):
    settings.BIZLICENSE_RETENTION = {"photo": 365}
    one, two = (rejected(factories.user(f"merchant{number}"), days=366, seed=number) for number in range(2))
    storage = storages["bizlicense"]
    real = type(storage).delete
    key = str(one.attempts.get().photo)

    def delete(self: Any, name: str) -> None:
        real(self, name)
        if name == key:
            raise AwayOnce  # as if killed between file and row

    monkeypatch.setattr(type(storage), "delete", delete)
    with pytest.raises(CommandError, match="1 purges failed"):
        purge()
    assert [str(case.attempts.get().photo) for case in (one, two)] == [key, ""]
    monkeypatch.undo()
    assert purge() == "photo: 1 cases purged\n"
    assert one.events.filter(kind="purged").count() == 1


def test_no_field_is_forgotten():
    assert set(FIELDS) <= {column.name for column in LicenseVerification._meta.get_fields()}
