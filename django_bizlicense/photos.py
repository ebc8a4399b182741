"""Serves a stored photo to those who may see it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse

from django_bizlicense.models import LicenseAttempt, VerificationEvent

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def photo_response(attempt: LicenseAttempt, *, by: Any) -> FileResponse:
    """Stream the photo of an attempt as a JPEG nobody may keep or share; who looked is an event, the owner apart.

    The caller has checked that `by` may see it. Raises what the storage raises where the file is gone.
    """
    file = attempt.open_photo()
    verification = attempt.verification
    if by.pk != verification.owner_id:
        VerificationEvent.record(verification, VerificationEvent.Kind.PHOTO_VIEWED, by=by, attempt=attempt.number)
    return FileResponse(file, content_type="image/jpeg", filename="license.jpg", headers=HEADERS)
