from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from django_bizlicense.models.storage import PrivateStorage, photo_key


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
