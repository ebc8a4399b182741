"""What the QR codes on a photo say; needs zxing-cpp (extra `[qr]`)."""

from __future__ import annotations

import importlib.util

from django_bizlicense.images.rectify import rectify
from django_bizlicense.images.stored import open_stored
from django_bizlicense.license.fields import Quad, clean_text

MAX_CODES = 8


def available() -> bool:
    """Say whether the reader of QR codes is installed."""
    return importlib.util.find_spec("zxingcpp") is not None


def read_codes(content: bytes, quad: Quad | None = None) -> list[str]:
    """Return the texts of the QR codes on a stored photo, at most eight, without repetition.

    Where the photo shows none and the corners of the license are given, the straightened cut is looked at too. The
    list is empty where the reader is not installed.
    """
    if not available():
        return []
    return _read(content) or (_read_cut(content, quad) if quad is not None else [])


def _read_cut(content: bytes, quad: Quad) -> list[str]:
    try:
        return _read(rectify(content, quad))
    except ValueError:  # the corners are not those of a license
        return []


def _read(content: bytes) -> list[str]:
    import zxingcpp

    image = open_stored(content).convert("L")
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    texts = dict.fromkeys(clean_text(code.text) for code in codes)
    return [text for text in texts if text][:MAX_CODES]
