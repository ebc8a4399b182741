"""What the QR codes on a photo say; needs zxing-cpp (extra `[qr]`)."""

from __future__ import annotations

import importlib.util

from PIL import Image

from django_bizlicense.images.rectify import rectify
from django_bizlicense.images.stored import open_stored
from django_bizlicense.license.fields import Quad, clean_text

MAX_CODES = 8
ENLARGED_PIXELS = 3_000_000
"""A cut below is looked at in double size: codes of 2 pixels a module were found only so."""


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
    return _read(open_stored(content)) or (_read_cut(content, quad) if quad is not None else [])


def _read_cut(content: bytes, quad: Quad) -> list[str]:
    try:
        cut: Image.Image = open_stored(rectify(content, quad))
    except ValueError:  # the corners are not those of a license
        return []
    if cut.width * cut.height < ENLARGED_PIXELS:
        cut = cut.resize((2 * cut.width, 2 * cut.height), Image.Resampling.BICUBIC)
    return _read(cut)


def _read(image: Image.Image) -> list[str]:
    import zxingcpp

    codes = zxingcpp.read_barcodes(
        image.convert("L"),
        formats=zxingcpp.barcode_formats_from_str("QRCode"),
        text_mode=zxingcpp.TextMode.Plain,
    )
    texts = dict.fromkeys(clean_text(code.text) for code in codes)
    return [text for text in texts if text][:MAX_CODES]
