"""The paper of a license: tinted ground, guilloche border, ornament, seal, the word 样本. Drawn, not copied."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import TypeAlias

import numpy as np
import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .fonts import font

Color: TypeAlias = tuple[int, int, int]
Size: TypeAlias = tuple[int, int]

SEAL_RED: Color = (206, 38, 40)


@dataclass(frozen=True)
class Palette:
    """Colors of one print run."""

    ground: Color
    tint: Color
    border: Color
    border_light: Color


PALETTES = (
    Palette((250, 248, 238), (226, 214, 176), (168, 128, 58), (214, 184, 118)),
    Palette((249, 247, 240), (206, 224, 208), (120, 134, 84), (190, 200, 150)),
    Palette((250, 246, 241), (238, 210, 204), (158, 110, 62), (216, 172, 128)),
    Palette((252, 247, 226), (240, 196, 120), (176, 112, 36), (226, 180, 96)),
    Palette((247, 243, 246), (208, 184, 214), (120, 96, 60), (196, 168, 112)),
    Palette((244, 248, 246), (164, 208, 206), (150, 116, 48), (208, 180, 110)),
)


@lru_cache(maxsize=12)
def sheet(size: Size, palette: Palette, frame: tuple[int, int, int, int]) -> Image.Image:
    """Return an empty sheet: ground, rosette and border; `frame` is the border's outer edge. Copy before drawing."""
    image = _ground(size, palette)
    draw = ImageDraw.Draw(image)
    _rosette(draw, (size[0] / 2, size[1] * 0.52), min(size) * 0.3, palette.tint)
    _border(draw, frame, palette)
    return image.filter(ImageFilter.GaussianBlur(0.6))


def emblem(image: Image.Image, center: tuple[float, float], radius: float) -> None:
    """Draw a red and gold ornament where the national emblem stands on a real license."""
    draw = ImageDraw.Draw(image)
    gold, red = (214, 164, 52), (196, 42, 38)
    for place in range(28):
        angle = place * math.tau / 28
        _disk(draw, _polar(center, radius * 0.86, angle), radius * 0.14, gold)
    _disk(draw, center, radius * 0.84, red)
    _disk(draw, center, radius * 0.72, gold)
    _disk(draw, center, radius * 0.66, red)
    for place in range(8):
        angle = place * math.tau / 8
        _disk(draw, _polar(center, radius * 0.36, angle), radius * 0.13, gold)
    _disk(draw, center, radius * 0.2, gold)


def seal(image: Image.Image, center: tuple[int, int], *, text: str, radius: int, rng: Random) -> None:
    """Stamp a round red seal over what is there, a little turned and unevenly inked."""
    scale = 2
    edge = radius * scale
    stamp = Image.new("L", (2 * edge, 2 * edge), 0)
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((4, 4, 2 * edge - 4, 2 * edge - 4), outline=255, width=round(edge * 0.045))
    draw.polygon(_star((edge, edge), edge * 0.3), fill=255)
    step = min(math.radians(26), math.radians(270) / max(len(text) - 1, 1))
    for place, char in enumerate(text):
        angle = (place - (len(text) - 1) / 2) * step
        _stamp_character(stamp, char, angle=angle, edge=edge)
    stamp = stamp.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC).resize((2 * radius, 2 * radius))
    ink = ImageChops.multiply(stamp, _blotches(stamp.size, rng))
    box = (center[0] - radius, center[1] - radius, center[0] + radius, center[1] + radius)
    colored = Image.composite(Image.new("RGB", stamp.size, SEAL_RED), Image.new("RGB", stamp.size, "white"), ink)
    image.paste(ImageChops.multiply(image.crop(box), colored), box)


def watermark(image: Image.Image, text: str, *, size: int, pitch: tuple[int, int], strength: int) -> None:
    """Write a text slantwise all over the sheet, `strength` gray levels darker than the paper (0–255)."""
    tile = Image.new("L", (size * (len(text) + 1), size * 2), 0)
    ImageDraw.Draw(tile).text((size // 2, size // 2), text, font=font("kai", size), fill=255)
    tile = tile.rotate(24, Image.Resampling.BICUBIC, expand=True)
    layer = Image.new("L", image.size, 0)
    for row, y in enumerate(range(-tile.height // 4, image.height, pitch[1])):
        for x in range(-(row % 2) * pitch[0] // 2, image.width, pitch[0]):
            layer.paste(strength, (x, y), tile)
    dark = Image.merge("RGB", [ImageChops.invert(layer)] * 3)
    image.paste(ImageChops.multiply(image, dark))


def scales(image: Image.Image, color: Color, *, radius: int, strength: float) -> None:
    """Print a ground of overlapping rings all over the sheet, as strong (0–1) as its color."""
    layer = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(layer)
    for row, y in enumerate(range(0, image.height + radius, radius // 2)):
        for x in range((row % 2) * radius, image.width + radius, 2 * radius):
            for share in (1.0, 0.72, 0.44):
                reach = radius * share
                draw.arc((x - reach, y - reach, x + reach, y + reach), 180, 360, fill=round(255 * strength), width=3)
    tinted = Image.composite(Image.new("RGB", image.size, color), Image.new("RGB", image.size, "white"), layer)
    image.paste(ImageChops.multiply(image, tinted))


def specimen_mark(image: Image.Image, center: tuple[int, int], *, size: int) -> None:
    """Print 样本 in a red box, beside the title."""
    draw = ImageDraw.Draw(image)
    x, y = center
    draw.rectangle((x - size * 1.25, y - size * 0.75, x + size * 1.25, y + size * 0.75), outline=SEAL_RED, width=4)
    draw.text(center, "样本", font=font("kai", size), fill=SEAL_RED, anchor="mm", stroke_width=1, stroke_fill=SEAL_RED)


def qr_code(image: Image.Image, corner: tuple[int, int], *, text: str, side: int) -> None:
    """Print a QR code with its upper left corner at a point, about `side` pixels wide."""
    modules = segno.make(text, error="m", micro=False).matrix_iter(border=0)
    dots = np.array([list(row) for row in modules], dtype=np.uint8)
    module = max(side // len(dots), 3)
    code = Image.fromarray(np.kron(1 - dots, np.ones((module, module), np.uint8)) * 255)
    image.paste(Image.new("RGB", (code.width + 24, code.height + 24), "white"), (corner[0] - 12, corner[1] - 12))
    image.paste(code.convert("RGB"), corner)


def _ground(size: Size, palette: Palette) -> Image.Image:
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    rise = 22 * np.sin(x / 61) + 9 * np.sin(x / 23)
    lines = np.maximum(np.sin((y + rise) / 3.4), np.sin((y - rise) / 3.4))
    share = np.clip(lines - 0.45, 0, 1)[..., None] * 0.24
    colors = np.array(palette.ground) * (1 - share) + np.array(palette.tint) * share
    return Image.fromarray(colors.astype(np.uint8))


def _rosette(draw: ImageDraw.ImageDraw, center: tuple[float, float], radius: float, color: Color) -> None:
    for turn in range(9):
        points = [
            _polar(center, radius * (0.62 + 0.34 * math.sin(12 * angle / 2 + turn * math.tau / 9)), angle)
            for angle in np.linspace(0, math.tau, 720)
        ]
        draw.line(points, fill=color, width=2)


def _border(draw: ImageDraw.ImageDraw, frame: tuple[int, int, int, int], palette: Palette) -> None:
    left, top, right, bottom = frame
    depth = 46
    draw.rectangle(frame, outline=palette.border, width=5)
    draw.rectangle((left + depth, top + depth, right - depth, bottom - depth), outline=palette.border, width=3)
    middle = depth / 2
    for turn in range(6):
        phase, color = turn * math.tau / 6, (palette.border_light, palette.border)[turn % 2]
        for y in (top + middle, bottom - middle):
            xs = range(left + 4, right - 4, 3)
            draw.line([(x, y + 17 * math.sin((x - left) / 19 + phase)) for x in xs], fill=color, width=2)
        for x in (left + middle, right - middle):
            ys = range(top + 4, bottom - 4, 3)
            draw.line([(x + 17 * math.sin((y - top) / 19 + phase), y) for y in ys], fill=color, width=2)
    for corner in ((left, top), (right, top), (right, bottom), (left, bottom)):
        _corner(draw, corner, frame, palette)


def _corner(draw: ImageDraw.ImageDraw, corner: Size, frame: tuple[int, int, int, int], palette: Palette) -> None:
    x = corner[0] + (24 if corner[0] == frame[0] else -24)
    y = corner[1] + (24 if corner[1] == frame[1] else -24)
    _disk(draw, (x, y), 36, palette.ground)
    for radius in (36, 27, 18, 9):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=palette.border, width=3)


def _stamp_character(stamp: Image.Image, char: str, *, angle: float, edge: int) -> None:
    size = round(edge * 0.25)
    tile = Image.new("L", (size * 2, size * 2), 0)
    ImageDraw.Draw(tile).text((size, size), char, font=font("song_bold", size), fill=255, anchor="mm")
    tile = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
    x, y = _polar((edge, edge), edge * 0.76, angle - math.pi / 2)
    stamp.paste(255, (round(x) - size, round(y) - size), tile)


def _blotches(size: Size, rng: Random) -> Image.Image:
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 26, (size[1] // 2, size[0] // 2))
    cloud = np.random.default_rng(rng.getrandbits(32)).normal(205, 22, (6, 6))
    soft = np.asarray(Image.fromarray(cloud.astype(np.float32)).resize(noise.shape[::-1], Image.Resampling.BICUBIC))
    return Image.fromarray(np.clip(soft + noise, 110, 245).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)


def _star(center: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    reach = (radius, radius * 0.382)
    return [_polar(center, reach[place % 2], place * math.tau / 10 - math.pi / 2) for place in range(10)]


def _polar(center: tuple[float, float], radius: float, angle: float) -> tuple[float, float]:
    return center[0] + radius * math.cos(angle), center[1] + radius * math.sin(angle)


def _disk(draw: ImageDraw.ImageDraw, center: tuple[float, float], radius: float, color: Color) -> None:
    x, y = center
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)
