"""Damaged files by the hundred (by the thousand with BIZLICENSE_SOAK=1), from fixed seeds."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable

import pytest
from PIL import Image

from django_bizlicense.exceptions import ImageRejected
from django_bizlicense.images import accept
from tests.images.material import (
    COLOR_420,
    baseline_jpeg,
    blank_png,
    chunk,
    noise,
    opened,
    picture,
    refining_jpeg,
    segment,
    with_segment,
    written,
)

ROUNDS = 60 if os.environ.get("BIZLICENSE_SOAK") else 6
SIZE = (240, 208)


def exif() -> bytes:
    block = Image.Exif()
    block[0x0112] = 6
    return block.tobytes()


SEEDS = {
    "baseline": written(picture(SIZE), exif=exif()),
    "progressive": written(noise(SIZE), progressive=True),
    "restarts": written(picture(SIZE), restart_marker_blocks=3, subsampling="4:4:4"),
    "grey": written(picture(SIZE, "L")),
    "cmyk": written(picture(SIZE, "CMYK"), progressive=True),
    "mpo": written(picture(SIZE), "MPO", save_all=True, append_images=[picture(SIZE)]),
    "crafted": refining_jpeg(SIZE, COLOR_420, scans=9, body=3000),
    "one scan": baseline_jpeg(SIZE, COLOR_420, 3000),
    "comments": with_segment(written(picture(SIZE)), 0xFE, bytes(range(256))),
    "png": written(picture(SIZE), "PNG", exif=exif()),
    "png palette": written(picture(SIZE, "P"), "PNG", transparency=bytes(range(200))),
    "png bits": written(picture(SIZE, "1"), "PNG"),
    "png alpha": written(picture(SIZE, "RGBA"), "PNG"),
    "png 16": blank_png(SIZE, depth=16, color=6),
    "png interlaced": blank_png(SIZE, depth=4, color=3, interlaced=True, extra=chunk(b"PLTE", bytes(48))),
    "png animated": written(picture(SIZE), "PNG", save_all=True, append_images=[noise(SIZE)]),
    "png key": blank_png(SIZE, color=2, extra=chunk(b"tRNS", bytes(6))),
    "webp": written(picture(SIZE), "WEBP"),
    "gif": written(picture(SIZE), "GIF"),
    "tiff": written(picture(SIZE), "TIFF"),
}


def flip(data: bytes, dice: random.Random) -> bytes:
    result = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20))):
        result[dice.randrange(len(result))] = dice.choice((0, 0xFF, 0xD8, dice.randrange(256)))
    return bytes(result)


def flip_head(data: bytes, dice: random.Random) -> bytes:
    return flip(data[:700], dice) + data[700:]


def truncate(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def truncate_and_close(data: bytes, dice: random.Random) -> bytes:
    end = chunk(b"IEND", b"") if data.startswith(b"\x89") else b"\xff\xd9"
    return truncate(data, dice) + end


def remove(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.choice((1, 2, 40, 400)) :]


def repeat(data: bytes, dice: random.Random) -> bytes:
    start, end = sorted(dice.randrange(len(data)) for _ in range(2))
    return data[:end] + data[start:end] * dice.choice((1, 2, 5)) + data[end:]


def insert(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(2, len(data))
    marker = segment(dice.randrange(0xC0, 0xFF), dice.randbytes(dice.choice((0, 6, 17, 300))))
    body = chunk(bytes(dice.choices(b"aBIDEATtRNSPL", k=4)), dice.randbytes(dice.choice((0, 4, 13))))
    return data[:place] + dice.choice((marker, body, dice.randbytes(8))) + data[place:]


def splice(data: bytes, dice: random.Random) -> bytes:
    other = dice.choice(list(SEEDS.values()))
    return data[: dice.randrange(len(data))] + other[dice.randrange(len(other)) :]


DAMAGES = (flip, flip_head, truncate, truncate_and_close, remove, repeat, insert, splice)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_files_are_clean_photos_or_refused(seed: str, damage: Callable[[bytes, random.Random], bytes]) -> None:
    dice = random.Random(f"{seed} {damage.__name__}")
    for _ in range(ROUNDS):
        require_photo_or_refusal(damage(SEEDS[seed], dice))


def test_noise_behind_a_true_beginning() -> None:
    dice = random.Random(3)
    for head in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", blank_png(SIZE)[:33], SEEDS["baseline"][:650]):
        for _ in range(5 * ROUNDS):
            require_photo_or_refusal(head + dice.randbytes(dice.choice((10, 1000, 20_000))))


def require_photo_or_refusal(data: bytes) -> None:
    try:
        accepted = accept(data)
    except ImageRejected:
        return
    image = opened(accepted.content)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (accepted.width, accepted.height))
    assert accepted.sha256 == hashlib.sha256(accepted.content).hexdigest()


def test_undamaged_seeds_are_what_they_should_be() -> None:
    refused = {"png animated", "webp", "gif", "tiff"}
    for name, data in SEEDS.items():
        if name in refused:
            with pytest.raises(ImageRejected):
                accept(data)
        else:
            assert sorted((accept(data).width, accept(data).height)) == sorted(SIZE)
