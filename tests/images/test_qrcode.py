from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import segno
from PIL import Image

from django_bizlicense.images import accept, read_codes
from django_bizlicense.images.qrcode import available
from django_bizlicense.license.fields import Quad
from tests.images.material import opened, picture, written

SPECIMENS = Path(__file__).parent.parent / "specimens"

pytestmark = pytest.mark.skipif(not available(), reason="the extra [qr] is not installed")


def with_codes(*texts: str, scale: int = 4) -> bytes:
    image = Image.new("RGB", (300 * len(texts), 300), "white")
    for number, text in enumerate(texts):
        drawn = io.BytesIO()
        segno.make(text, error="m").save(drawn, kind="png", scale=scale)
        image.paste(opened(drawn.getvalue()).convert("RGB"), (300 * number + 20, 20))
    return accept(written(image)).content


def specimen() -> tuple[Image.Image, str]:
    told = json.loads((SPECIMENS / "company_2019.json").read_text())
    return Image.open(SPECIMENS / "company_2019.jpg").convert("RGB"), told["qr"]


def test_reads_the_code_of_a_license() -> None:
    image, text = specimen()
    assert read_codes(accept(written(image)).content) == [text]


def test_reads_several_codes_once_each() -> None:
    assert sorted(read_codes(with_codes("甲", "乙", "乙"))) == sorted(["甲", "乙"])


def test_texts_are_cleaned() -> None:
    assert read_codes(with_codes("a\x00b\u202ec")) == ["abc"]


def test_a_photo_without_a_code() -> None:
    content = accept(written(picture())).content
    corners: Quad = ((10.0, 10.0), (300.0, 10.0), (300.0, 200.0), (10.0, 200.0))
    assert read_codes(content) == read_codes(content, corners) == []


def test_a_code_too_small_for_the_first_look_is_found_in_the_cut() -> None:
    image, text = specimen()
    small = image.resize((image.width // 4, image.height // 4), Image.Resampling.LANCZOS)
    content = accept(written(small, quality=92)).content
    width, height = small.size
    assert read_codes(content) == []
    assert read_codes(content, ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))) == [text]


def test_corners_of_nothing_are_passed_over() -> None:
    assert read_codes(accept(written(picture())).content, ((0.0, 0.0),) * 4) == []
