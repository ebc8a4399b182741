"""One file of this machine through one engine, without storing anything."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError

from django_bizlicense import images
from django_bizlicense.exceptions import (
    BizLicenseError,
    ErrorCode,
    ImageRejected,
    LicenseNotFound,
    OCRError,
    OCRImageRefused,
    OCRMisconfigured,
)
from django_bizlicense.images.accept import MAX_BYTES
from django_bizlicense.license.fields import FIELDS, position_as_json
from django_bizlicense.license.findings import Case, Finding, find
from django_bizlicense.license.normalize import normalize
from django_bizlicense.models.verification import today_in_china
from django_bizlicense.ocr import ocr_backends
from django_bizlicense.reading import PhotoReading, read_photo

FINDING_KEYS = ("code", "severity", "field", "zh", "en", "suggestion")


class FileUnreadable(BizLicenseError):
    """The system does not let us read the file."""

    code = ErrorCode.FILE_UNREADABLE


REFUSALS = (FileUnreadable, ImageRejected, LicenseNotFound, OCRImageRefused)
"""Answers about the picture; every other error is one of the engine or its configuration."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is printed about one image, and whether engine or configuration failed over it."""

    data: dict[str, Any]
    failed: bool


def read_image(path: str, *, alias: str) -> Answer:
    """Read one image with one counted call."""
    began = time.perf_counter()
    failed, error, values = False, None, _values({})
    try:
        values = _read(path, alias)
    except BizLicenseError as refusal:
        failed, error = not isinstance(refusal, REFUSALS), refusal
    name = os.fsencode(path).decode(errors="backslashreplace")
    seconds = round(time.perf_counter() - began, 3)
    data = {"image": name, "ok": error is None, **values, "error": _error(error), "seconds": seconds}
    return Answer(data=data, failed=failed)


def _read(path: str, alias: str) -> dict[str, Any]:
    photo = images.accept(_content(path))
    try:
        reading = read_photo(ocr_backends[alias], photo.content, width=photo.width, height=photo.height)
    except ImproperlyConfigured as error:
        raise OCRMisconfigured(str(error), backend=alias) from error
    except DatabaseError as error:
        detail = f"calls are counted in the database, which raises {type(error).__name__}: manage.py migrate?"
        raise OCRMisconfigured(detail, backend=alias) from error
    return _answer(reading, photo.source_size)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileUnreadable from error


def _answer(reading: PhotoReading, size: tuple[int, int]) -> dict[str, Any]:
    """Return the answer with its geometry in pixels of the picture as it is seen upright, `size` wide and high."""
    texts = {name: reading.result.fields[name] for name in FIELDS if reading.result.fields.get(name)}
    outline = reading.quad_on(reading.result.cert_position, *size)
    position = {"cert_position": position_as_json(outline)} if outline else {}
    findings = find(Case(fields=texts, codes=reading.codes, today=today_in_china()))
    values = _values(texts, findings, details=reading.details_on(*size))
    return {**values, "fields": {**texts, **position, "img_size": {"w": size[0], "h": size[1]}}}


def _values(texts: dict[str, str], findings: list[Finding] | None = None, **details: Any) -> dict[str, Any]:
    return {
        "fields": texts,
        "normalized": normalize(texts).as_json(),
        "findings": [_finding(finding) for finding in findings or ()],
        "details": {},
        **details,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    written = finding.as_json()
    return {name: written[name] for name in FINDING_KEYS}


def _error(error: BizLicenseError | None) -> dict[str, Any] | None:
    if error is None:
        return None
    retryable = isinstance(error, OCRError) and error.retryable
    return {"code": error.code.value, "message": str(error), "retryable": retryable}
