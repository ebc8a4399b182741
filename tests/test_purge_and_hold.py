"""Purging and holding at once, on real connections: whoever comes first wins whole."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone

from django_bizlicense import history, retention, workflow
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.crowd import ROUNDS, at_once, crowd
from tests.keeping import EVERYTHING, SECRET, days_pass, rejected, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_RETENTION = EVERYTHING


@pytest.mark.parametrize("artefact", ["photo", "fields", "history"])
def test_of_a_purge_and_a_hold_at_once_one_is_whole(settings, artefact):
    settings.BIZLICENSE_RETENTION = {artefact: EVERYTHING[artefact]}
    counsel = factories.reviewer("counsel")
    for number in range(ROUNDS):
        case = rejected(factories.user(f"merchant{number}"), days=9999, seed=number)
        mine = LicenseVerification.objects.get(pk=case.pk)
        purged, held = at_once(
            lambda: list(retention.purge_due()), lambda mine=mine: workflow.put_on_hold(mine, by=counsel, reason="suit")
        )
        assert not isinstance(purged, Exception), purged
        was_purged = bool(purged)
        if artefact == "history":
            assert LicenseVerification.objects.filter(pk=case.pk).exists() is not was_purged
            assert held is True or isinstance(held, LicenseVerification.DoesNotExist)
        else:
            assert held is True
            case.refresh_from_db()
            gone = case.photo_purged_at if artefact == "photo" else case.fields_purged_at
            assert (gone is not None) is was_purged
            assert case.attempts.get().photo_purged is (was_purged and artefact == "photo")
            assert (SECRET not in written(case)) is (was_purged and artefact == "fields")
        LicenseVerification.objects.filter(pk=case.pk).update(legal_hold="over")


def test_two_purges_at_once_do_each_case_once():
    cases = [rejected(factories.user(f"merchant{number}"), days=2000, seed=number) for number in range(4)]
    results = at_once(*[lambda: list(retention.purge_due())] * 3)
    artefacts = sorted((str(purged.verification_id), purged.artefacts) for result in results for purged in result)
    assert artefacts == sorted((str(case.pk), (name,)) for case in cases for name in ("fields", "photo"))
    assert [case.events.filter(kind="purged").count() for case in cases] == [2] * 4
    assert not list(history.verify())


def test_a_photo_sent_while_its_case_is_purged_survives():
    for number in range(ROUNDS):
        owner = factories.user(f"merchant{number}")
        case = factories.in_review(owner, seed=number)
        workflow.approve(case, by=factories.reviewer(f"reviewer{number}"), version=case.version)
        days_pass(case, 9999)
        LicenseVerification.objects.filter(pk=case.pk).update(expires_on=timezone.localdate() - timedelta(800))
        mine = LicenseVerification.objects.get(pk=case.pk)
        photo = factories.photo(number + 1000)
        purged, sent = at_once(
            lambda: list(retention.purge_due()),
            lambda mine=mine, owner=owner, photo=photo: workflow.resubmit(mine, by=owner, photo=photo),
        )
        assert not isinstance(purged, Exception), purged
        assert not isinstance(sent, Exception), sent
        sent.refresh_from_db()
        assert storages["bizlicense"].exists(sent.stored_as)


class Overtaken(FileSystemStorage):
    """Lets somebody take the time of a sending, which then waits for the case, while it deletes a file."""

    def delete(self, name: str) -> None:
        LicenseVerification.objects.update(submitted_at=timezone.now())
        super().delete(name)


def test_what_is_sent_while_its_case_is_purged_is_not_taken_for_purged(settings, tmp_path):
    overtaken = {"BACKEND": f"{__name__}.Overtaken", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "bizlicense": overtaken}
    settings.BIZLICENSE_RETENTION = {"photo": 10}
    case = rejected(factories.user("shop"), days=11)
    assert [(purged.artefacts, purged.error) for purged in retention.purge_due()] == [(("photo",), "")]
    case.refresh_from_db()
    assert case.photo_purged_at is not None
    assert not case.purged


class Deadly(FileSystemStorage):
    """Deletes a file and takes the process with it."""

    def delete(self, name: str) -> None:
        super().delete(name)
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("artefact", ["photo", "history"])
def test_a_purge_that_is_killed_between_file_and_row_is_ended_by_the_next(settings, tmp_path, artefact):
    settings.BIZLICENSE_RETENTION = {artefact: 10}
    here = {"OPTIONS": {"location": str(tmp_path)}}
    lively = {"BACKEND": "django.core.files.storage.FileSystemStorage", **here}
    settings.STORAGES = {**settings.STORAGES, "bizlicense": lively}
    case = rejected(factories.user("shop"), days=11)
    key = case.attempts.get().stored_as
    settings.STORAGES = {**settings.STORAGES, "bizlicense": {"BACKEND": f"{__name__}.Deadly", **here}}
    with crowd(lambda item: list(retention.purge_due()), [[1]], threads=1) as let_loose, pytest.raises(AssertionError):
        let_loose()
    assert not (tmp_path / key).exists()
    assert str(case.attempts.get().photo) == key  # found again by the next run
    settings.STORAGES = {**settings.STORAGES, "bizlicense": lively}
    assert [(purged.artefacts, purged.error) for purged in retention.purge_due()] == [((artefact,), "")]
    assert LicenseVerification.objects.filter(pk=case.pk, attempts__photo=key).count() == 0
    assert not list(history.verify())
