"""Storages that fail."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import InMemoryStorage


class AwayStorage(InMemoryStorage):
    """A storage whose far end does not answer."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        raise ConnectionError("storage away")

    def _save(self, name: str, content: Any) -> str:
        raise ConnectionError("storage away")


def away() -> dict[str, Any]:
    """Return STORAGES whose photos cannot be reached."""
    return {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "bizlicense": {"BACKEND": "tests.web.storages.AwayStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
