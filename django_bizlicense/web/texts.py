"""Texts that exist as data in both languages, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from django_bizlicense.conf import settings
from django_bizlicense.license.fields import FIELD_LABELS
from django_bizlicense.ocr import ocr_backend


def field_label(name: str) -> str:
    """Return the label of one of the twelve fields."""
    zh, en = FIELD_LABELS[name]
    return _reading(zh=zh, en=en)


def finding_text(finding: Mapping[str, Any]) -> str:
    """Return the sentence of a stored finding."""
    return _reading(zh=finding["zh"], en=finding["en"])


def consent_text() -> str:
    """Return what the merchant agrees to: BIZLICENSE_CONSENT_TEXT, else a sentence naming who reads the photo."""
    if settings.CONSENT_TEXT:
        return settings.CONSENT_TEXT
    if not ocr_backend.processor:
        return _("I agree that the photo of my business license is read on this server and kept to verify my business.")
    text = _(
        "I agree that the photo of my business license is sent to %(processor)s to be read, and is kept here to verify"
        " my business."
    )
    return text % {"processor": ocr_backend.processor}


def _reading(*, zh: str, en: str) -> str:
    return zh if (get_language() or "").startswith("zh") else en
