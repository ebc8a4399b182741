"""From the bytes of a photo to pixels."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from django_bizlicense.exceptions import OCRImageRefused

Pixels: TypeAlias = NDArray[np.uint8]

FORMATS = ("JPEG", "PNG")
MAX_PIXELS = 60_000_000
LONG_SIDE = 2600
"""Text is read from a copy of this size: on a whole sheet it is then 30 to 60 px high, and the recognizer sees 48."""


@dataclass(frozen=True, kw_only=True)
class Photo:
    """Upright pixels, at most LONG_SIDE long, and the size (width, height) of the image they were made from.

    `pixels` are the red light alone: in it red seals and stamps and golden patterns are as bright as paper. `brightest`
    are those of each place's brightest light: any colored mark is paler in it, and black print is not.
    """

    pixels: Pixels
    brightest: Pixels
    size: tuple[int, int]

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels of the image per pixel here, across and down."""
        height, width = self.pixels.shape[:2]
        return self.size[0] / width, self.size[1] / height


def open_photo(data: bytes) -> Photo:
    """Decode a JPEG or PNG; raises OCRImageRefused where that is not possible."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            return _photo(image)
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        pass
    raise OCRImageRefused("the image cannot be decoded")


def _photo(image: Any) -> Photo:
    if image.width * image.height > MAX_PIXELS or min(image.size) < 32:
        raise OCRImageRefused(f"{image.width} x {image.height} pixels")
    turned = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    size = (image.height, image.width) if turned else (image.width, image.height)
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    small = image if image.mode == "RGB" else image.convert("RGB")
    small.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX, reducing_gap=None)
    light = np.asarray(ImageOps.exif_transpose(small))
    return Photo(pixels=np.ascontiguousarray(light[:, :, 0]), brightest=light.max(axis=2), size=size)
