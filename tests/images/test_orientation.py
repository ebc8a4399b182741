from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from django_bizlicense.images import accept
from django_bizlicense.images.orientation import read_orientation
from tests.images.material import opened, picture, written


def tiff(order: str, entries: list[tuple[int, int, int]]) -> bytes:
    mark = {"<": b"II", ">": b"MM"}[order]
    body = b"".join(
        struct.pack(f"{order}HHI", tag, kind, 1) + struct.pack(f"{order}{'I' if kind == 4 else 'HH'}", *values)
        for tag, kind, value in entries
        for values in [(value,) if kind == 4 else (value, 0)]
    )
    return mark + struct.pack(f"{order}HIH", 42, 8, len(entries)) + body


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", [3, 4])
@pytest.mark.parametrize("value", range(1, 9))
def test_reads_both_byte_orders_and_both_widths(order: str, kind: int, value: int) -> None:
    assert read_orientation(tiff(order, [(0x010F, 3, 7), (0x0112, kind, value)])) == value


@pytest.mark.parametrize("block", [b"", b"II*\x00", tiff("<", [(0x0112, 3, 9)]), tiff("<", [])])
def test_nonsense_is_upright(block: bytes) -> None:
    assert read_orientation(block) == 1


@given(st.binary(max_size=200))
def test_never_raises(block: bytes) -> None:
    assert read_orientation(b"II*\x00" + block) in range(1, 9)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("value", range(1, 9))
def test_photos_are_stored_the_way_they_are_seen(kind: str, value: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = value
    sent = written(picture(), kind, exif=exif)
    seen = ImageOps.exif_transpose(opened(sent)).convert("RGB")
    accepted = accept(sent)
    assert (accepted.width, accepted.height) == seen.size
    stored = opened(accepted.content)
    grids = [image.resize((6, 6), Image.Resampling.BOX).tobytes() for image in (stored, seen)]
    assert max(abs(a - b) for a, b in zip(*grids, strict=True)) < 12
