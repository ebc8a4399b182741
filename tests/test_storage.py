from __future__ import annotations

import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from django_bizlicense.exceptions import StorageUnavailable
from django_bizlicense.models.storage import PrivateStorage, photo_key, store_photo


def test_a_private_photo_is_its_owners_only_and_has_no_url(tmp_path: Path) -> None:
    storage = PrivateStorage(location=tmp_path / "licenses")
    key = storage.save(photo_key(), ContentFile(b"pixels"))
    file = tmp_path / "licenses" / key
    assert file.read_bytes() == b"pixels"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with pytest.raises(ValueError, match="no URL"):
        storage.url(key)


def test_the_default_folder_is_the_same_for_every_process_of_a_project(settings, tmp_path, monkeypatch) -> None:
    settings.BASE_DIR = tmp_path
    monkeypatch.chdir("/")
    assert PrivateStorage().path("x") == str(tmp_path / "bizlicense-private" / "x")


def test_a_project_without_any_folder_starts_and_is_told_when_a_photo_comes(settings) -> None:
    del settings.BASE_DIR
    storage = PrivateStorage()
    with pytest.raises(ImproperlyConfigured, match="Say where license photos lie"):
        storage.save("x", ContentFile(b""))


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """Let writing beyond this size fail, as it does where the disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_keeps_no_half_of_a_photo(settings, tmp_path) -> None:
    here = {"BACKEND": "django_bizlicense.models.storage.PrivateStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "bizlicense": here}
    with files_end_at(1000), pytest.raises(StorageUnavailable):
        store_photo(b"pixels" * 1000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
