"""The copy that WeChat fetches: made when it is asked for, gone when the reading is over."""

from __future__ import annotations

import pytest
from django.core.files.storage import InMemoryStorage
from django.test import override_settings

from django_bizlicense.exceptions import LicenseNotFound, OCRUnavailable, StorageUnavailable
from django_bizlicense.models.storage import lend_photo, photo_storage
from django_bizlicense.ocr import BaseOCRBackend, OCRImage, OCRResult, ocr_backends
from django_bizlicense.reading import read_photo
from tests import factories

pytestmark = pytest.mark.django_db


class SigningStorage(InMemoryStorage):
    """Signs addresses as the storages of django-storages do."""

    def url(self, name, parameters=None, expire=None, http_method=None):
        return f"https://bucket.example/{name}?X-Amz-Expires={expire}"


class FullStorage(InMemoryStorage):
    def save(self, *args, **kwargs):
        raise OSError("disk full")


class AddressBackend(BaseOCRBackend):
    """Asks for the address, or not, and remembers what was stored meanwhile."""

    default_options = {"asks": True, "raises": None}
    max_image_bytes = 5_000
    seen: list[tuple[str, int]] = []

    def read(self, image: OCRImage) -> OCRResult:
        if self.options["asks"]:
            url = image.url()
            key = url.removeprefix("https://bucket.example/").partition("?")[0]
            with photo_storage().open(key) as file:
                assert file.read() == image.data
            self.seen.append((url, len(image.data)))
        if self.options["raises"]:
            raise self.options["raises"]
        return OCRResult(fields={"reg_num": "91"})


def storage(path: str, **options):
    return {"BACKEND": f"{__name__}.{path}", "OPTIONS": options}


@pytest.fixture(autouse=True)
def signing(settings):
    settings.STORAGES = {**settings.STORAGES, "bizlicense": storage("SigningStorage")}
    AddressBackend.seen.clear()


def read(**options) -> None:
    engine = {"default": {"BACKEND": f"{__name__}.AddressBackend", "OPTIONS": options}}
    photo = factories.photo(3)
    with override_settings(BIZLICENSE_OCR=engine):
        read_photo(ocr_backends["default"], photo.content, width=photo.width, height=photo.height)


def stored() -> list[str]:
    folders, found = [""], []
    while folders:
        folder = folders.pop()
        names, files = photo_storage().listdir(folder)
        folders += [f"{folder}{name}/" for name in names]
        found += files
    return found


def test_the_address_is_signed_for_a_minute_and_its_copy_is_small_enough():
    read()
    [(url, size)] = AddressBackend.seen
    assert url.endswith(".jpg?X-Amz-Expires=60")
    assert 0 < size <= 5_000
    assert stored() == []


def test_nothing_is_stored_for_who_does_not_ask():
    read(asks=False)
    assert AddressBackend.seen == []


@pytest.mark.parametrize("error", [LicenseNotFound(), OCRUnavailable()])
def test_the_copy_is_gone_after_a_failure_too(error):
    with pytest.raises(type(error)):
        read(raises=error)
    assert len(AddressBackend.seen) == 1
    assert stored() == []


def test_a_storage_without_signatures_is_asked_for_its_plain_address(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "bizlicense": {"BACKEND": f"{InMemoryStorage.__module__}.InMemoryStorage"},
    }
    with lend_photo(b"jpeg") as address:
        assert address().endswith(".jpg")
        assert len(stored()) == 1
    assert stored() == []


def test_a_storage_without_addresses_keeps_nothing(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.STORAGES = {alias: params for alias, params in settings.STORAGES.items() if alias != "bizlicense"}
    with lend_photo(b"jpeg") as address, pytest.raises(ValueError, match="URL"):
        address()
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_full_storage_is_said_to_be_one(settings):
    settings.STORAGES = {**settings.STORAGES, "bizlicense": storage("FullStorage")}
    with lend_photo(b"jpeg") as address, pytest.raises(StorageUnavailable):
        address()
