"""What the engine's copy of a 12-megapixel photo costs, against the least that any way of making one costs."""

from __future__ import annotations

import io
import random
import statistics
import time
from typing import Any

from PIL import Image, ImageDraw
from PIL.JpegImagePlugin import JpegImageFile

from benchmarks.turns import in_turns
from django_bizlicense.images import PreparedImage, accept, prepare

SIZE = (4000, 3000)
LIMIT = 1_900_000
ROUNDS = 15


def measure() -> dict[str, Any]:
    """Return the median seconds of `prepare` and of its floor, taken in turns on one photo."""
    content = accept(camera_photo()).content
    prepared = prepare(content, max_bytes=LIMIT)
    ways = (lambda number: prepare(content, max_bytes=LIMIT), lambda number: _floor(content, prepared))
    ours, rival = (statistics.median(times) for times in in_turns(ROUNDS, *ways, clock=time.process_time))
    return {
        "name": "prepare_photo",
        "ours": round(ours, 4),
        "rival": round(rival, 4),
        "unit": "s",
        "ratio": round(ours / rival, 3),
        "rival_is": "one decode at needed scale + one resize + one encode to the same size and quality",
        "n": ROUNDS,
    }


def _floor(content: bytes, prepared: PreparedImage) -> None:
    size, tables = (prepared.width, prepared.height), JpegImageFile(io.BytesIO(prepared.content)).quantization
    image = JpegImageFile(io.BytesIO(content))
    image.draft("RGB", size)
    image.resize(size, Image.Resampling.BICUBIC).save(io.BytesIO(), "JPEG", qtables=tables, subsampling="4:2:0")


def camera_photo() -> bytes:
    """A page of small print under a sensor's grain, as a phone would send it."""
    page = Image.new("RGB", SIZE, (226, 222, 214))
    draw = ImageDraw.Draw(page)
    for line in range(20, SIZE[1], 28):
        draw.text((60, line), "91430104MAUQ4DGK86 2020-12-02 " * 20, fill=(60, 55, 52), font_size=20)
    grain = Image.frombytes("RGB", SIZE, random.Random(1).randbytes(3 * SIZE[0] * SIZE[1]))
    buffer = io.BytesIO()
    Image.blend(page, grain, 0.1).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
