"""Every refusal as one JSON shape: code, message, message_zh, field, how_to_fix, retryable."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from math import ceil
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import UnreadablePostError
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from django_bizlicense.api.authentication import CSRFFailed
from django_bizlicense.exceptions import BizLicenseError, CaseOpen, DatabaseUnavailable, ErrorCode, ImageRejected
from django_bizlicense.license.fields import FIELDS

logger = logging.getLogger(__name__)

OWN_STATUSES: Mapping[ErrorCode, int] = {
    ErrorCode.IMAGE_MISSING: status.HTTP_400_BAD_REQUEST,
    ErrorCode.FILE_TOO_LARGE: status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    ErrorCode.KEY_REUSED: status.HTTP_422_UNPROCESSABLE_ENTITY,
    ErrorCode.OWN_CASE: status.HTTP_403_FORBIDDEN,
    ErrorCode.SECOND_PERSON_NEEDED: status.HTTP_403_FORBIDDEN,
    ErrorCode.PHOTO_PURGED: status.HTTP_410_GONE,
    ErrorCode.STORAGE_UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
    ErrorCode.DATABASE_UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
    ErrorCode.TOO_MANY_SENDINGS: status.HTTP_429_TOO_MANY_REQUESTS,
}
CODES: Mapping[int, ErrorCode] = {
    status.HTTP_401_UNAUTHORIZED: ErrorCode.NOT_AUTHENTICATED,
    status.HTTP_403_FORBIDDEN: ErrorCode.PERMISSION_DENIED,
    status.HTTP_404_NOT_FOUND: ErrorCode.NOT_FOUND,
    status.HTTP_405_METHOD_NOT_ALLOWED: ErrorCode.METHOD_NOT_ALLOWED,
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    status.HTTP_429_TOO_MANY_REQUESTS: ErrorCode.TOO_MANY_REQUESTS,
}
SENT = ("merchant_ref", "consent", "idempotency_key", *FIELDS)
RETRYABLE = (
    *(ErrorCode.STORAGE_UNAVAILABLE, ErrorCode.DATABASE_UNAVAILABLE, ErrorCode.TOO_MANY_REQUESTS),
    *(ErrorCode.TOO_MANY_SENDINGS, ErrorCode.IN_PROGRESS),
)


class RequestTooLarge(APIException):
    """The texts of a request are larger than DATA_UPLOAD_MAX_MEMORY_SIZE."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "Send less text."


def error_response(error: Exception, context: Any) -> Response | None:
    """Answer what our views raise, as DRF's exception handler; None leaves a bug to Django."""
    if isinstance(error, BizLicenseError):
        return _own_response(error)
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.error("The database does not answer: %s", type(error).__name__, exc_info=error)
        return _own_response(DatabaseUnavailable())
    error = _as_api_exception(error)
    response = exception_handler(error, context)
    if response is None:
        return None
    code = (
        ErrorCode.CSRF_FAILED if isinstance(error, CSRFFailed) else CODES.get(response.status_code, ErrorCode.INVALID)
    )
    response.data = _body(BizLicenseError(code), **_details(error))
    return response


def _own_response(error: BizLicenseError) -> Response:
    set_rollback()
    about_picture = isinstance(error, ImageRejected)
    usual = status.HTTP_422_UNPROCESSABLE_ENTITY if about_picture else status.HTTP_409_CONFLICT
    body = _body(error, field="image" if about_picture else None)
    if isinstance(error, CaseOpen):
        body["verification"] = error.verification_id
    headers = {"Retry-After": str(ceil(error.retry_after))} if error.retry_after else None
    return Response(body, status=OWN_STATUSES.get(error.code, usual), headers=headers)


def _as_api_exception(error: Exception) -> Exception:
    """Return what Django raises about a request while it is parsed as DRF's words for it."""
    if isinstance(error, RequestDataTooBig):
        return RequestTooLarge()
    if isinstance(error, (BadRequest, SuspiciousOperation, UnreadablePostError)):
        return ParseError(str(error))
    return error


def _details(error: Exception) -> dict[str, Any]:
    """Return the field at fault and what the framework says about it, where it says anything of use."""
    if isinstance(error, ValidationError):
        (name, texts), *_others = serializers.as_serializer_error(error).items()
        return {"field": name if name in SENT else None, "how_to_fix": str(texts[0])}
    if isinstance(error, (ParseError, RequestTooLarge)):
        return {"how_to_fix": str(error.detail)}
    return {}


def _body(error: BizLicenseError, *, field: str | None = None, how_to_fix: str = "") -> dict[str, Any]:
    text = error.code.text
    return {
        "code": error.code.value,
        "message": text.en,
        "message_zh": text.zh,
        "field": field,
        "how_to_fix": how_to_fix or error.how_to_fix,
        "retryable": error.code in RETRYABLE,
    }
