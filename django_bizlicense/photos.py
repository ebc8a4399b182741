"""Serves a stored photo to those who may see it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from django_bizlicense.conf import settings
from django_bizlicense.exceptions import StorageUnavailable
from django_bizlicense.images import rectify
from django_bizlicense.license.fields import scale_quad
from django_bizlicense.models import LicenseAttempt, VerificationEvent
from django_bizlicense.models.storage import photo_storage

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FILE_NAME = "license.jpg"
ACCEL = "X-Accel-Redirect"
logger = logging.getLogger(__name__)
T = TypeVar("T")


def photo_response(attempt: LicenseAttempt, *, by: Any) -> HttpResponseBase:
    """Send the photo of an attempt as a JPEG nobody may keep or share; who looked is an event, the owner apart.

    With BIZLICENSE_SENDFILE the web server sends it from its disk. The caller has checked that `by` may see it. Raises
    FileNotFoundError where the photo is gone, StorageUnavailable where its storage does not answer.
    """
    respond = _handed_to_the_server if _server_sends() else _streamed
    response = _asked(lambda: respond(attempt))
    _note(attempt, by=by)
    return response


def cut_response(attempt: LicenseAttempt, *, by: Any) -> HttpResponse:
    """Send the license cut out of the photo and straightened along the outline of the newest reading that has one.

    As guarded as the photo. Raises LookupError where no reading has an outline, ValueError where it is none of a
    license, FileNotFoundError and StorageUnavailable as the photo does.
    """
    outlines: list[Any] = [reading.outline for reading in attempt.readings.order_by("-pk") if reading.outline]
    quad = scale_quad(outlines[0], attempt.width, attempt.height)
    cut = rectify(_asked(attempt.photo_content), quad)
    _note(attempt, by=by)
    return HttpResponse(cut, content_type="image/jpeg", headers=HEADERS)


def _asked(question: Callable[[], T]) -> T:
    """Ask the storage; what it raises besides FileNotFoundError becomes StorageUnavailable."""
    try:
        return question()
    except FileNotFoundError:
        raise
    except Exception as error:  # noqa: BLE001  every storage has exceptions of its own
        logger.error("The photo storage does not answer: %s", type(error).__name__)
    raise StorageUnavailable


def _streamed(attempt: LicenseAttempt) -> HttpResponseBase:
    return FileResponse(attempt.open_photo(), content_type="image/jpeg", filename=FILE_NAME, headers=HEADERS)


def _server_sends() -> bool:
    return bool(settings.SENDFILE) and isinstance(photo_storage(), FileSystemStorage)


def _handed_to_the_server(attempt: LicenseAttempt) -> HttpResponseBase:
    """Name the file to the web server; nginx takes an address below its internal location, others the path."""
    key, storage = attempt.stored_as, photo_storage()
    if not storage.exists(key):
        raise FileNotFoundError(key)
    header = settings.SENDFILE["header"]
    target = quote(settings.SENDFILE["prefix"] + key) if header == ACCEL else storage.path(key)
    disposition = {"Content-Disposition": f'inline; filename="{FILE_NAME}"'}
    return HttpResponse(content_type="image/jpeg", headers={**HEADERS, **disposition, header: target})


def _note(attempt: LicenseAttempt, *, by: Any) -> None:
    verification = attempt.verification
    if by.pk != verification.owner_id:
        VerificationEvent.record(verification, VerificationEvent.Kind.PHOTO_VIEWED, by=by, attempt=attempt.number)
