"""Serves a stored photo to those who may see it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse

from django_bizlicense.images import rectify
from django_bizlicense.license.fields import scale_quad
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
    _note(attempt, by=by)
    return FileResponse(file, content_type="image/jpeg", filename="license.jpg", headers=HEADERS)


def cut_response(attempt: LicenseAttempt, *, by: Any) -> HttpResponse:
    """Send the license cut out of the photo and straightened along the outline of the newest reading that has one.

    As guarded as the photo. Raises LookupError where no reading has an outline, ValueError where it is none of a
    license, and what the storage raises.
    """
    outlines: list[Any] = [reading.outline for reading in attempt.readings.order_by("-pk") if reading.outline]
    cut = rectify(attempt.photo_content(), scale_quad(outlines[0], attempt.width, attempt.height))
    _note(attempt, by=by)
    return HttpResponse(cut, content_type="image/jpeg", headers=HEADERS)


def _note(attempt: LicenseAttempt, *, by: Any) -> None:
    verification = attempt.verification
    if by.pk != verification.owner_id:
        VerificationEvent.record(verification, VerificationEvent.Kind.PHOTO_VIEWED, by=by, attempt=attempt.number)
