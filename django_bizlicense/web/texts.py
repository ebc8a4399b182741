"""What the merchant agrees to."""

from __future__ import annotations

from django.utils.translation import gettext as _

from django_bizlicense.conf import settings
from django_bizlicense.ocr import ocr_backend


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
