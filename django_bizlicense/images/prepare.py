"""Make the copy of a stored photo that an engine with a byte limit is sent."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass

from PIL import Image

from django_bizlicense.images.stored import encoded, open_stored

QUALITIES = tuple(range(48, 92, 4))
"""Pixels are worth more than quality: in copies of 0.9 MB, of print 10 pixels high 84 % was read at full size and
quality 64, 81 % at 0.7 and 88, 64 % at half size and 95. Under heavy grain full size at 32 and 0.7 at 74 came out the
same; so below 48 the picture is shrunk instead."""

_LARGEST_STEP = 0.62
"""Shrinking takes memory for both pictures; a larger copy would not stay under 1.5 times the decoded photo."""

_FILTER = Image.Resampling.HAMMING
"""Read as well as bicubic (75 % of print 10 to 15 pixels high, both) in two thirds of its time."""

_STRIP_ROWS = 16
_STRIP_EVERY = 192
_BAND_ROWS = 64
_SAFETY = 0.96
_SMALLEST_SIDE = 8


@dataclass(frozen=True, kw_only=True)
class PreparedImage:
    """JPEG bytes within a limit, and their size in pixels."""

    content: bytes
    width: int
    height: int


def prepare(content: bytes, *, max_bytes: int) -> PreparedImage:
    """Return a stored photo unchanged if it fits into `max_bytes`, else the most legible copy that does.

    Decodes and encodes once: what each quality would cost is known from strips of the picture. Raises ValueError
    where the limit is too small for any picture (below a kilobyte).
    """
    stored = open_stored(content)
    if len(content) <= max_bytes:
        return PreparedImage(content=content, width=stored.width, height=stored.height)
    factor = _draft_factor(len(content) / max_bytes)
    stored.draft("YCbCr" if stored.mode == "RGB" else None, (stored.width // factor, stored.height // factor))
    stored.load()
    return _fitted(stored, max_bytes)


def _draft_factor(excess: float) -> int:
    """Return how many times smaller to decode: never smaller than the lowest quality would allow."""
    return next((factor for factor in (8, 4, 2) if excess > 3 * factor**2), 1)


def _fitted(image: Image.Image, max_bytes: int) -> PreparedImage:
    while min(image.size) >= _SMALLEST_SIDE:
        excess = _estimate(_sample(image), image, QUALITIES[0]) / max_bytes
        content = _encoded_within(image, max_bytes) if excess <= 1 else None
        if content is not None:
            return PreparedImage(content=content, width=image.width, height=image.height)
        image = _shrunk(image, min(_LARGEST_STEP, excess**-0.6))
    raise ValueError(f"no picture fits into {max_bytes} bytes")


def _encoded_within(image: Image.Image, max_bytes: int) -> bytes | None:
    """Encode at the best quality that the strips promise, once more where the promise was wrong."""
    sample, budget = _sample(image), max_bytes * _SAFETY
    for _ in range(2):
        fitting = bisect.bisect_right(QUALITIES, budget, key=lambda quality: _estimate(sample, image, quality))
        content = encoded(image, quality=QUALITIES[max(fitting - 1, 0)])
        if len(content) <= max_bytes:
            return content
        budget *= _SAFETY * max_bytes / len(content)
    return None


def _estimate(sample: Image.Image, image: Image.Image, quality: int) -> float:
    return len(encoded(sample, quality=quality)) * image.height / sample.height


def _sample(image: Image.Image) -> Image.Image:
    """Return strips of the image, each as high as a block of a JPEG, stacked."""
    if image.height < 2 * _STRIP_EVERY:
        return image
    tops = range(_STRIP_EVERY // 2, image.height - _STRIP_ROWS, _STRIP_EVERY)
    sample = Image.new(image.mode, (image.width, _STRIP_ROWS * len(tops)))
    for number, top in enumerate(tops):
        sample.paste(image.crop((0, top, image.width, top + _STRIP_ROWS)), (0, number * _STRIP_ROWS))
    return sample


def _shrunk(image: Image.Image, scale: float) -> Image.Image:
    """Return a smaller copy, made band by band so that no third picture stands beside the two."""
    width, height = max(1, int(image.width * scale)), max(1, int(image.height * scale))
    rows = image.height / height
    copy = Image.new(image.mode, (width, height))
    for top, bottom in itertools.pairwise([*range(0, height, _BAND_ROWS), height]):
        box = (0, top * rows, image.width, min(bottom * rows, image.height))
        copy.paste(image.resize((width, bottom - top), _FILTER, box=box), (0, top))
    return copy
