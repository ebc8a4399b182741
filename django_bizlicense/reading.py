"""One photo through one engine: shrunk for it, counted, read, its geometry brought home, its QR code looked at."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, replace
from typing import Any

from django_bizlicense import accounts, images
from django_bizlicense.exceptions import OCRError, OCRProtocolError
from django_bizlicense.images.qrcode import read_codes
from django_bizlicense.license.fields import Quad, scale_quad
from django_bizlicense.models.storage import lend_photo
from django_bizlicense.ocr import BaseOCRBackend, OCRImage, OCRResult

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class PhotoReading:
    """What an engine made of a photo.

    `result` is the engine's, in pixels of the picture as the engine saw it (`seen_size`: width, height); `codes` are
    the texts of the QR codes on the photo.
    """

    result: OCRResult
    seen_size: tuple[int, int]
    codes: tuple[str, ...] = ()

    def quad_on(self, quad: Quad | None, width: float, height: float) -> Quad | None:
        """Return the engine's corners as corners on the same picture of width × height; 1 × 1 gives fractions.

        None where there are none, or one is no number.
        """
        if quad is None or not all(math.isfinite(value) for corner in quad for value in corner):
            return None
        return scale_quad(quad, width / self.seen_size[0], height / self.seen_size[1])

    def details_on(self, width: float, height: float) -> dict[str, dict[str, Any]]:
        """Return confidence and place of each field, the place on the same picture of width × height."""
        return {
            name: {"confidence": detail.confidence, "place": self.quad_on(detail.place, width, height)}
            for name, detail in self.result.details.items()
        }


def read_photo(backend: BaseOCRBackend, content: bytes, *, width: int, height: int) -> PhotoReading:
    """Read a stored photo (JPEG bytes of width × height pixels) with one counted call.

    Every paid reading passes here, stored or not. Raises an OCRError and nothing else; without a call where the
    account is stopped or its limit reached.
    """
    size = (width, height)
    if backend.max_image_bytes:
        copy = images.prepare(content, max_bytes=backend.max_image_bytes)
        data, size = copy.content, (copy.width, copy.height)
    else:
        data = content
    with lend_photo(data) as address:
        result = _call(backend, OCRImage(data=data, url=address))
    reading = PhotoReading(result=result, seen_size=result.img_size or size)
    outline = reading.quad_on(result.cert_position, width, height)
    return replace(reading, codes=_codes(content, outline))


def _codes(content: bytes, outline: Quad | None) -> tuple[str, ...]:
    """Look for QR codes; that it cannot be done takes nothing from what was read and paid for."""
    try:
        return tuple(read_codes(content, outline))
    except Exception:
        logger.exception("The QR codes of a photo cannot be read")
    return ()


def _call(backend: BaseOCRBackend, image: OCRImage) -> OCRResult:
    accounts.admit(backend)
    try:
        return backend.read(image)
    except OCRError as error:
        accounts.stop_on(backend, error)
        raise
    except Exception as error:  # noqa: BLE001  an engine of the host may raise anything, and its text may hold secrets
        name = type(error).__name__
        logger.error("The engine %r raised %s", backend.alias, name)
    raise OCRProtocolError(f"the engine raised {name}", backend=backend.alias)
