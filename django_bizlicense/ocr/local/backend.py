"""The backend that reads on this machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.core.checks import CheckMessage, Error

from django_bizlicense.exceptions import OCRError, OCRMisconfigured
from django_bizlicense.ocr.base import BaseOCRBackend, OCRImage, OCRResult
from django_bizlicense.ocr.local.clock import Clock

NOT_INSTALLED = "rapidocr is not installed: pip install django-bizlicense[local]"


class LocalBackend(BaseOCRBackend):
    """Reads with RapidOCR inside this process; nothing leaves the machine.

    `threads` bounds the processor cores one reading takes. Readings of one process wait for each other, and on a busy
    machine of two cores one takes ten seconds: hence the longer deadline.
    """

    default_options: ClassVar = {"threads": 2, "deadline": 30.0}
    remote = False

    def read(self, image: OCRImage) -> OCRResult:
        try:
            return self._read(image.data)
        except OCRError as error:
            error.backend = self.alias
            raise

    def check(self) -> Iterable[CheckMessage]:
        threads = self.options["threads"]
        if isinstance(threads, int) and not isinstance(threads, bool) and threads >= 1:
            return ()
        return [Error(f"BIZLICENSE_OCR[{self.alias!r}]: threads is not a positive whole number.", id="bizlicense.E030")]

    def probe(self) -> str:
        clock = Clock(self.deadline)
        try:
            from django_bizlicense.ocr.local import engine
        except ModuleNotFoundError:
            engine = None  # type: ignore[assignment]
        if engine is None:
            raise OCRMisconfigured(NOT_INSTALLED, backend=self.alias)
        with engine.reserved(threads=int(self.options["threads"]), clock=clock):
            return "The engine is loaded."

    def _read(self, data: bytes) -> OCRResult:
        clock = Clock(self.deadline)
        try:
            from django_bizlicense.ocr.local import reading
        except ModuleNotFoundError:
            reading = None  # type: ignore[assignment]
        if reading is None:
            raise OCRMisconfigured(NOT_INSTALLED)
        return reading.read(data, threads=int(self.options["threads"]), clock=clock)
