from __future__ import annotations

import zlib

import pytest

from django_bizlicense.exceptions import ErrorCode, ImageRejected
from django_bizlicense.images import accept
from django_bizlicense.images.png import MAX_CHUNKS, clean_png
from tests.images.material import blank_png, chunk, empty_deflate_blocks, opened, picture, png, written

PHOTO = written(picture(), "PNG")
BOMB = zlib.compress(bytes(50_000_000), 9)


def refused(data: bytes) -> ErrorCode:
    with pytest.raises(ImageRejected) as refusal:
        accept(data)
    return refusal.value.code


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_cleaning_changes_no_pixel(mode: str) -> None:
    data = written(picture(mode="L" if mode == "I;16" else mode).convert(mode), "PNG")
    assert opened(clean_png(data).data).convert("RGBA").tobytes() == opened(data).convert("RGBA").tobytes()


@pytest.mark.parametrize(
    "extra",
    [
        chunk(b"tEXt", b"Comment\x00<script>"),
        chunk(b"zTXt", b"Comment\x00\x00" + BOMB),
        chunk(b"iTXt", b"Comment\x00\x01\x00\x00\x00" + BOMB) * 20,
        chunk(b"iCCP", b"profile\x00\x00" + BOMB),
        chunk(b"eXIf", bytes(100_000)),
        chunk(b"quUx", b"private"),
        chunk(b"tEXt", b"wrong checksum")[:-1] + b"!",
        chunk(b"tEXt", b"x") * (MAX_CHUNKS - 10),
    ],
)
def test_what_is_not_pixels_is_never_opened(extra: bytes) -> None:
    assert clean_png(blank_png(extra=extra)).data == clean_png(blank_png()).data
    assert accept(blank_png(extra=extra)).width == 256


def test_pixels_in_many_chunks_are_joined() -> None:
    body = PHOTO[PHOTO.index(b"IDAT") + 4 : PHOTO.index(b"IEND") - 8]
    pieces = b"".join(chunk(b"IDAT", body[at : at + 7]) for at in range(0, len(body), 7))
    split = PHOTO[: PHOTO.index(b"IDAT") - 4] + pieces + chunk(b"IEND", b"")
    assert clean_png(split).data == clean_png(PHOTO).data


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(
    ("depth", "color"), [(1, 0), (2, 0), (16, 0), (8, 2), (16, 2), (8, 4), (16, 4), (8, 6), (16, 6)]
)
def test_every_kind_of_pixel(depth: int, color: int, *, interlaced: bool) -> None:
    assert accept(blank_png(depth=depth, color=color, interlaced=interlaced)).height == 220


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (blank_png((5000, 4001), depth=1, color=0), ErrorCode.TOO_MANY_PIXELS),
        (png((0x7FFFFFFF, 0x7FFFFFFF), packed=b""), ErrorCode.TOO_MANY_PIXELS),
        (blank_png((300, 199)), ErrorCode.TOO_SMALL),
        (png((300, 0), packed=b""), ErrorCode.DAMAGED),
        (png((300, 300), color=5, packed=b"x"), ErrorCode.DAMAGED),
        (png((300, 300), depth=3, packed=b"x"), ErrorCode.DAMAGED),
        (png((300, 300), packed=b"no deflate data at all"), ErrorCode.DAMAGED),
        (png((300, 300), packed=zlib.compress(bytes(1000))), ErrorCode.DAMAGED),
        (png((300, 300), packed=empty_deflate_blocks(100_000)), ErrorCode.TOO_COMPLEX),
        (blank_png(extra=chunk(b"tEXt", b"x") * MAX_CHUNKS), ErrorCode.TOO_COMPLEX),
        (blank_png(extra=chunk(b"CgBI", b"")), ErrorCode.TOO_COMPLEX),
        (blank_png(extra=chunk(b"te\x00t", b"")), ErrorCode.DAMAGED),
        (blank_png(extra=chunk(b"acTL", bytes(8))), ErrorCode.ANIMATED),
        (PHOTO[:-12], ErrorCode.DAMAGED),
        (PHOTO[: len(PHOTO) // 2], ErrorCode.DAMAGED),
        (PHOTO.replace(b"IEND", b"IENX"), ErrorCode.TOO_COMPLEX),
        (blank_png()[:8] + blank_png()[33:], ErrorCode.DAMAGED),
        (blank_png().replace(b"\x00\x00\x01\x00", b"\x00\x00\x01\x01", 1), ErrorCode.DAMAGED),
    ],
)
def test_bounds(data: bytes, code: ErrorCode) -> None:
    assert refused(data) is code


def test_animations_are_refused() -> None:
    data = written(picture(), "PNG", save_all=True, append_images=[picture(mode="L").convert("RGB")])
    assert refused(data) is ErrorCode.ANIMATED
