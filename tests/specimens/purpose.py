"""The words that people write across a copy of their license, so that it serves for one thing only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from .fonts import font

TEXTS = (
    "仅供平台入驻使用", "仅限样本商城核验", "仅供办理业务使用", "仅供样本银行开户使用 他用无效",
    "仅用于投标 再次复印无效",
    "此件仅供小程序认证使用", "样本科技 2024-05-01", "仅限办理样本业务，复印无效",
)  # fmt: skip
COLORS = ((110, 110, 110), (150, 150, 150), (200, 60, 60), (60, 90, 190), (90, 120, 90))


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What is written, in which color and how strong (0–1), size as a share of the width, degrees, once or all over."""

    text: str
    color: tuple[int, int, int]
    strength: float
    size: float
    angle: float
    repeated: bool


def random_purpose(rng: Random, *, strain: float) -> Purpose:
    """Return one at random, bolder with `strain` (0–1)."""
    repeated = rng.random() < 0.6
    return Purpose(
        text=rng.choice(TEXTS),
        color=rng.choice(COLORS),
        strength=rng.uniform(0.14, 0.24) + 0.16 * strain,
        size=rng.uniform(0.018, 0.03) if repeated else rng.uniform(0.04, 0.06),
        angle=rng.choice((24, 30, 38, -24, -35)),
        repeated=repeated,
    )


def write(image: Image.Image, purpose: Purpose) -> None:
    """Write it over the picture, translucent: what is below stays readable."""
    size = max(round(purpose.size * image.width), 12)
    tile = _tile(purpose, size)
    layer = Image.new("L", image.size, 0)
    for x, y in _places(image.size, tile.size, purpose):
        layer.paste(round(255 * purpose.strength), (x, y), tile)
    image.paste(Image.new("RGB", image.size, purpose.color), mask=layer)


def _tile(purpose: Purpose, size: int) -> Image.Image:
    letters = font("hei", size)
    tile = Image.new("L", (math.ceil(letters.getlength(purpose.text)) + size, size * 2), 0)
    ImageDraw.Draw(tile).text((size // 2, size // 3), purpose.text, font=letters, fill=255)
    return tile.rotate(purpose.angle, Image.Resampling.BICUBIC, expand=True)


def _places(size: tuple[int, int], tile: tuple[int, int], purpose: Purpose) -> list[tuple[int, int]]:
    if not purpose.repeated:
        return [((size[0] - tile[0]) // 2, (size[1] - tile[1]) // 2)]
    across, down = round(tile[0] * 1.25), round(tile[1] * 1.1)
    rows = range(-tile[1] // 3, size[1], down)
    return [(x - (row % 2) * across // 2, y) for row, y in enumerate(rows) for x in range(0, size[0] + across, across)]
