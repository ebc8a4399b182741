"""An engine for tests and for shops that type everything: it answers what its options say."""

from __future__ import annotations

from typing import ClassVar

from django_bizlicense.exceptions import LicenseNotFound
from django_bizlicense.license.fields import parse_answer
from django_bizlicense.ocr.base import BaseOCRBackend, OCRImage, OCRResult


class DummyBackend(BaseOCRBackend):
    """Answers `OPTIONS["answer"]` (a mapping as WeChat would send it) to every image; without one, LicenseNotFound."""

    default_options: ClassVar = {"answer": None}
    remote = False

    def probe(self) -> str:
        return "It answers what its options say."

    def read(self, image: OCRImage) -> OCRResult:
        answer = self.options["answer"]
        if answer is None:
            raise LicenseNotFound(backend=self.alias)
        parsed = parse_answer(answer)
        return OCRResult(
            fields=parsed.texts, cert_position=parsed.cert_position, img_size=parsed.img_size, raw=dict(answer)
        )
