"""The one form in which photos are kept, opened and written: a baseline JPEG of upright RGB pixels and nothing else."""

from __future__ import annotations

import io

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

STORED_PIXELS = 12_000_000
"""The most a stored photo has."""

STORED_QUALITY = 92
"""Print of 10 to 15 pixels was read as well from this as from the phone's own file; finer color (4:4:4) and quality 95
gained nothing and cost 10 and 35 % more bytes."""


def open_stored(content: bytes) -> JpegImageFile:
    """Return a JPEG, not decoded yet.

    The class is opened itself because `Image.open` looks at a global limit of pixels that belongs to the host, and
    takes an MPO apart.
    """
    return JpegImageFile(io.BytesIO(content))


def encoded(image: Image.Image, *, quality: int) -> bytes:
    """Return a baseline JPEG of the pixels and nothing else."""
    image.info.clear()
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, subsampling="4:2:0")
    return buffer.getvalue()
