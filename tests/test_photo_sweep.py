from __future__ import annotations

import datetime as dt
import io
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from django_bizlicense.models import LicenseAttempt, LicenseVerification
from django_bizlicense.models.storage import discard_photo, photo_key, photo_storage, store_photo
from tests import factories

pytestmark = pytest.mark.django_db


class Unlisted(Storage):
    """Cannot list what it holds."""

    def _save(self, name: str, content: Any) -> str:
        return name


class Busy(FileSystemStorage):
    """Something happens while its files are compared."""

    meanwhile: list[Callable[[], object]] = []

    def listdir(self, path: str) -> Any:
        listed = super().listdir(path)
        while listed[1] and self.meanwhile:
            self.meanwhile.pop()()
        return listed


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    options = {"location": str(tmp_path)}
    busy = {"BACKEND": f"{__name__}.Busy", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "bizlicense": busy}
    Busy.meanwhile.clear()
    return tmp_path


def sweep(*arguments: str) -> str:
    output = io.StringIO()
    call_command("sweep_photos", *arguments, stdout=output)
    return output.getvalue()


def orphan(folder: Path, *, hours: float = 25) -> str:
    key = store_photo(b"jpeg")
    age(folder, key, hours=hours)
    return key


def age(folder: Path, key: str, *, hours: float) -> None:
    then = timezone.now().timestamp() - 3600 * hours
    os.utime(folder / key, (then, then))


def test_old_files_that_nobody_names_are_deleted_and_nothing_else(folder):
    case = factories.submitted()
    known = case.latest_attempt.photo.name
    age(folder, known, hours=1000)
    old, young = orphan(folder), orphan(folder, hours=23)
    strange = photo_storage().save("licenses/2020/01/readme.txt", ContentFile(b""))
    age(folder, strange, hours=1000)
    assert "1 deleted, 0 missing" in sweep()
    assert [photo_storage().exists(key) for key in (known, old, young, strange)] == [True, False, True, True]


def test_a_dry_run_changes_nothing(folder):
    case = factories.submitted()
    discard_photo(case.latest_attempt.photo.name)
    old = orphan(folder)
    assert "1 would be deleted, 1 missing" in sweep("--dry-run")
    assert photo_storage().exists(old)
    assert LicenseAttempt.objects.get().photo_missing_since is None


def test_a_photo_that_is_gone_is_told_once_and_forgotten_when_it_is_back(caplog):
    attempt = factories.submitted().latest_attempt
    content = attempt.photo_content()
    discard_photo(attempt.photo.name)
    with caplog.at_level(logging.WARNING):
        assert "1 newly missing" in sweep()
        assert sweep() == "Compared 0 files: 0 deleted, 1 missing.\n"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert str(attempt.pk) in caplog.text
    since = LicenseAttempt.objects.get().photo_missing_since
    assert timezone.now() - since < dt.timedelta(minutes=1)
    photo_storage().save(attempt.photo.name, ContentFile(content))
    assert "1 back again" in sweep()
    assert LicenseAttempt.objects.get().photo_missing_since is None


def test_a_month_that_is_gone_as_a_whole_is_missed():
    attempt = factories.submitted().latest_attempt
    then = timezone.now() - dt.timedelta(days=90)
    photo_storage().delete(attempt.photo.name)
    LicenseAttempt.objects.update(created_at=then, photo=f"licenses/{then:%Y/%m}/{'0' * 40}.jpg")
    assert "1 newly missing" in sweep()


def test_a_sending_meanwhile_is_neither_deleted_nor_missed(folder):
    factories.submitted()
    Busy.meanwhile.append(lambda: factories.submitted(factories.user("meanwhile"), seed=2))
    assert "0 deleted, 0 missing" in sweep()
    assert all(photo_storage().exists(key) for key in LicenseAttempt.objects.values_list("photo", flat=True))


def test_a_lent_copy_given_back_meanwhile_is_no_fault(folder):
    key = orphan(folder)
    Busy.meanwhile.append(lambda: discard_photo(key))
    assert "0 deleted" in sweep()


def test_a_purged_photo_is_not_missed():
    factories.submitted()
    LicenseAttempt.objects.update(photo="")
    assert "0 missing" in sweep()


def test_files_of_another_database_are_left(folder):
    keys = [orphan(folder) for _ in range(21)]
    with pytest.raises(CommandError, match="Another database may own them"):
        sweep()
    assert all(photo_storage().exists(key) for key in keys)
    assert "21 deleted" in sweep("--force")
    assert not any(photo_storage().exists(key) for key in keys)


def test_a_storage_that_cannot_list_says_so(settings):
    settings.STORAGES = {**settings.STORAGES, "bizlicense": {"BACKEND": f"{__name__}.Unlisted"}}
    with pytest.raises(CommandError, match="cannot list and date"):
        sweep()


def test_a_storage_that_is_away_is_exit_code_1():
    def away() -> None:
        raise ConnectionError("k3y")

    factories.submitted()
    Busy.meanwhile.append(away)
    with pytest.raises(CommandError, match="ConnectionError") as caught:
        sweep()
    assert caught.value.returncode == 1
    assert "k3y" not in str(caught.value)


def test_an_empty_house_has_nothing_to_sweep():
    assert sweep() == "Compared 0 files: 0 deleted, 0 missing.\n"
    assert not LicenseVerification.objects.exists()
    assert photo_key().startswith("licenses/")
