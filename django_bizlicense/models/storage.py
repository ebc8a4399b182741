"""Where photos lie: module functions, so that migrations never change with the settings."""

from __future__ import annotations

import inspect
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InvalidStorageError, Storage, storages
from django.utils import timezone
from django.utils.functional import cached_property

from django_bizlicense.exceptions import StorageUnavailable

STORAGE_ALIAS = "bizlicense"
FOLDER = "licenses"
LENT_SECONDS = 60
"""How long a signed address of a lent copy holds, where the storage signs addresses."""
logger = logging.getLogger(__name__)


class PrivateStorage(FileSystemStorage):
    """Files without a URL, readable by this user only, in `location`.

    By default that is a folder beside MEDIA_ROOT, else in BASE_DIR, so that every process of a project means the same.
    """

    def __init__(self, location: str | Path | None = None) -> None:
        self.chosen = location
        super().__init__(location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @cached_property
    def base_location(self) -> str:
        # When it is used, and not when the models are made: a check says what is missing before that.
        return str(self.chosen or default_folder())

    def url(self, name: str | None) -> str:
        # Not by base_url=None: Django puts MEDIA_URL in its place.
        raise ValueError("A license photo has no URL.")


def default_folder() -> Path:
    """Return where photos lie without STORAGES["bizlicense"]; ImproperlyConfigured where no setting says where."""
    if settings.MEDIA_ROOT:
        return Path(settings.MEDIA_ROOT).resolve().parent / "bizlicense-private"
    if base := getattr(settings, "BASE_DIR", None):
        return Path(base).resolve() / "bizlicense-private"
    raise ImproperlyConfigured(
        'Say where license photos lie: STORAGES["bizlicense"], MEDIA_ROOT or BASE_DIR is needed.'
    )


def photo_storage() -> Storage:
    """Return STORAGES["bizlicense"], else the private folder."""
    try:
        return storages[STORAGE_ALIAS]
    except InvalidStorageError:
        if STORAGE_ALIAS in settings.STORAGES:
            raise
        return PrivateStorage()


def photo_key(instance: object = None, filename: str = "") -> str:
    """Return a random key that says nothing about sender, file name or number."""
    return f"{FOLDER}/{timezone.now():%Y/%m}/{secrets.token_hex(20)}.jpg"


def store_photo(content: bytes) -> str:
    """Save JPEG bytes under a new key and return it; raises StorageUnavailable, and then nothing was kept."""
    storage, key = None, photo_key()
    try:
        storage = photo_storage()
        return storage.save(key, ContentFile(content))
    except Exception as error:  # noqa: BLE001  every storage has exceptions of its own
        logger.error("STORAGES[%r] refuses a photo: %s", STORAGE_ALIAS, type(error).__name__)
    if isinstance(storage, FileSystemStorage):  # a bucket takes all or nothing, a full disk keeps what it could hold
        discard_photo(key)
    raise StorageUnavailable


def discard_photo(key: str) -> None:
    """Delete a file whose rows were not written; what cannot be deleted now is an orphan for the sweeper."""
    try:
        photo_storage().delete(key)
    except Exception as error:  # noqa: BLE001  every storage has exceptions of its own
        logger.warning("An orphaned photo stays in the storage: %s", type(error).__name__)


@contextmanager
def lend_photo(content: bytes) -> Iterator[Callable[[], str]]:
    """Offer an address of these JPEG bytes for the length of the block.

    A copy is stored when the address is asked for, and deleted at the end; so who does not ask costs nothing. Asking
    raises StorageUnavailable, or what the storage raises that has no addresses.
    """
    keys: list[str] = []

    def address() -> str:
        keys.append(store_photo(content))
        return _address_of(keys[-1])

    try:
        yield address
    finally:
        for key in keys:
            discard_photo(key)


def _address_of(key: str) -> str:
    storage = photo_storage()
    if "expire" in inspect.signature(storage.url).parameters:  # S3, Google, Azure; the default of S3 is an hour
        return storage.url(key, expire=LENT_SECONDS)  # type: ignore[call-arg]
    return storage.url(key)
