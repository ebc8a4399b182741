from __future__ import annotations

import io

import pytest
from PIL import Image

pytest.importorskip("rapidocr")

from django_bizlicense.exceptions import OCRImageRefused
from django_bizlicense.ocr.local.photo import LONG_SIDE, open_photo

from .sheets import jpeg


def test_a_large_photo_is_made_smaller_and_keeps_its_size_in_mind() -> None:
    photo = open_photo(jpeg(Image.new("RGB", (6000, 3000), "white")))
    assert photo.size == (6000, 3000)
    assert max(photo.pixels.shape) <= LONG_SIDE
    assert photo.scale == pytest.approx((6000 / photo.pixels.shape[1], 3000 / photo.pixels.shape[0]))


def test_the_exif_turn_is_applied() -> None:
    image = Image.new("RGB", (300, 200), "white")
    exif = image.getexif()
    exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    photo = open_photo(out.getvalue())
    assert photo.size == (200, 300)
    assert photo.pixels.shape == photo.brightest.shape == (300, 200)


@pytest.mark.parametrize(
    "data", [b"", b"text", jpeg(Image.new("RGB", (400, 300)))[:900], jpeg(Image.new("L", (20, 20)))]
)
def test_what_cannot_be_decoded_is_refused(data: bytes) -> None:
    with pytest.raises(OCRImageRefused):
        open_photo(data)
