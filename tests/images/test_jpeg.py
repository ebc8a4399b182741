from __future__ import annotations

import pytest

from django_bizlicense.exceptions import ErrorCode, ImageRejected
from django_bizlicense.images import accept
from django_bizlicense.images.jpeg import MAX_SEGMENTS, clean_jpeg
from tests.images.material import (
    CMYK,
    COLOR_420,
    COLOR_444,
    baseline_jpeg,
    frame,
    noise,
    opened,
    picture,
    refining_jpeg,
    segment,
    with_segment,
    written,
)

PHOTO = written(picture())


def refused(data: bytes) -> ErrorCode:
    with pytest.raises(ImageRejected) as refusal:
        clean_jpeg(data)
    return refusal.value.code


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}, {"subsampling": "4:4:4"}])
def test_cleaning_changes_no_pixel(options: dict[str, object]) -> None:
    data = written(picture(), **options)
    assert opened(clean_jpeg(data).data).tobytes() == opened(data).tobytes()


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_cleaning_keeps_the_color_model(mode: str) -> None:
    data = written(picture(mode=mode))
    assert opened(clean_jpeg(data).data).tobytes() == opened(data).tobytes()


def test_rgb_without_transform_keeps_its_colors() -> None:
    data = written(picture(), keep_rgb=True)
    assert opened(clean_jpeg(data).data).tobytes() == opened(data).tobytes()


def test_what_stands_between_and_behind_is_left_out() -> None:
    data = with_segment(PHOTO, 0xFE, b"comment") + b"PK\x03\x04" + PHOTO
    assert clean_jpeg(data).data == clean_jpeg(PHOTO).data


def test_padding_and_garbage_between_segments_are_passed_over() -> None:
    padded = PHOTO[:2] + b"\xff\xff\xff" + b"\x00\x01junk\xff\x00" + PHOTO[2:]
    assert clean_jpeg(padded).data == clean_jpeg(PHOTO).data


@pytest.mark.parametrize("keep", [3, 20, 200, 700, 0.5, 0.9])
def test_a_photo_without_an_end_is_damaged(keep: float) -> None:
    length = keep if isinstance(keep, int) else int(len(PHOTO) * keep)
    assert refused(PHOTO[:length]) is ErrorCode.DAMAGED


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (baseline_jpeg((8000, 6300), COLOR_420, 100), ErrorCode.TOO_MANY_PIXELS),
        (baseline_jpeg((30000, 300), COLOR_420, 100), ErrorCode.TOO_MANY_PIXELS),
        (baseline_jpeg((199, 4000), COLOR_420, 100), ErrorCode.TOO_SMALL),
        (baseline_jpeg((300, 0), COLOR_420, 100), ErrorCode.DAMAGED),
        (refining_jpeg((300, 300), COLOR_420, scans=65, body=100), ErrorCode.TOO_COMPLEX),
        (refining_jpeg((7000, 5000), COLOR_420, scans=18, body=100), ErrorCode.TOO_COMPLEX),
        (refining_jpeg((7000, 6000), COLOR_444, scans=4, body=100), ErrorCode.TOO_MANY_PIXELS),
        (refining_jpeg((5000, 4100), CMYK, scans=5, body=100), ErrorCode.TOO_MANY_PIXELS),
        (b"\xff\xd8" + frame(0xC3, (300, 300), COLOR_444), ErrorCode.TOO_COMPLEX),
        (b"\xff\xd8" + frame(0xC9, (300, 300), COLOR_444), ErrorCode.TOO_COMPLEX),
        (b"\xff\xd8" + frame(0xC0, (300, 300), COLOR_444, precision=12), ErrorCode.TOO_COMPLEX),
        (b"\xff\xd8" + frame(0xC0, (300, 300), (0x11, 0x11)), ErrorCode.TOO_COMPLEX),
        (b"\xff\xd8" + frame(0xC0, (300, 300), (0x51, 0x11, 0x11)), ErrorCode.DAMAGED),
        (b"\xff\xd8" + frame(0xC0, (300, 300), COLOR_444) * 2, ErrorCode.DAMAGED),
        (b"\xff\xd8" + segment(0xC0, b"\x08"), ErrorCode.DAMAGED),
        (b"\xff\xd8\xff\xe0\x00\x01", ErrorCode.DAMAGED),
        (b"\xff\xd8" + segment(0xDA, b""), ErrorCode.DAMAGED),
        (b"\xff\xd8" + segment(0xFE, b"") * (MAX_SEGMENTS + 1), ErrorCode.TOO_COMPLEX),
    ],
)
def test_bounds(data: bytes, code: ErrorCode) -> None:
    assert refused(data) is code


def test_what_cameras_write_stays_within_the_bounds() -> None:
    assert accept(refining_jpeg((300, 300), COLOR_420, scans=64, body=6400)).width == 300
    assert accept(written(noise((300, 300)), progressive=True)).width == 300


def test_the_first_picture_of_several_is_taken() -> None:
    data = written(picture(), "MPO", save_all=True, append_images=[picture((640, 480))])
    assert data.count(b"MPF\x00") == 1
    assert (accept(data).width, accept(data).height) == (320, 240)
