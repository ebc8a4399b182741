"""Engines that do what a test wants."""

from __future__ import annotations

from django_bizlicense.exceptions import OCRUnavailable
from django_bizlicense.models import LicenseReading, LicenseVerification
from django_bizlicense.ocr import BaseOCRBackend, OCRImage, OCRResult


class RaisingBackend(BaseOCRBackend):
    """Raises what the test has put here."""

    error: Exception = OCRUnavailable()

    def read(self, image: OCRImage) -> OCRResult:
        raise self.error


RAISING = {"default": {"BACKEND": f"{__name__}.RaisingBackend"}}


def reading_of(case: LicenseVerification) -> LicenseReading:
    """Return the newest reading of a case."""
    return LicenseReading.objects.filter(attempt__verification=case).order_by("-pk")[0]
