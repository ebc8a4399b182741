"""Turn a sheet into the photo of a phone: desk, tilt, uneven light, shadow, blur, noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Quad: TypeAlias = list[tuple[float, float]]
Pixels: TypeAlias = NDArray[np.float32]

DESKS = ((122, 88, 60), (84, 78, 74), (160, 142, 118), (66, 84, 92), (190, 184, 174))


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """How a photo is taken: shares of the short side, degrees, pixels, gray levels."""

    turn: float
    tilt: float
    bend: float
    light: float
    shadow: float
    blur: float
    noise: float


def conditions(rng: Random, *, hardness: float) -> Conditions:
    """Return conditions between a careful (0) and a careless photo (1)."""
    return Conditions(
        turn=rng.uniform(-3, 3) - rng.uniform(-6, 6) * hardness,
        tilt=0.012 + rng.uniform(0.01, 0.05) * hardness,
        bend=rng.uniform(-0.012, 0.012) * hardness,
        light=rng.uniform(0.12, 0.25) + 0.25 * hardness,
        shadow=rng.uniform(0.12, 0.25) + 0.2 * hardness,
        blur=rng.uniform(0.3, 0.6) + rng.uniform(0, 0.7) * hardness,
        noise=rng.uniform(2, 4) + rng.uniform(0, 6) * hardness,
    )


def photograph(
    sheet: Image.Image, *, how: Conditions, rng: Random, long_side: int, wide: bool
) -> tuple[Image.Image, Quad]:
    """Return a photo of a sheet, held upright or `wide`, and the sheet's corners in it, from left top clockwise."""
    size = (long_side, long_side * 3 // 4) if wide else (long_side * 3 // 4, long_side)
    corners = _corners(sheet.size, size, how=how, rng=rng)
    desk = _desk(size, rng)
    mask = _warp(Image.new("L", sheet.size, 255), size, corners, how.bend).filter(ImageFilter.GaussianBlur(1.2))
    _drop_shadow(desk, mask)
    desk.paste(_warp(sheet, size, corners, how.bend), mask=mask)
    lit = _light(np.asarray(desk, np.float32), how=how, rng=rng)
    blurred = Image.fromarray(lit.astype(np.uint8)).filter(ImageFilter.GaussianBlur(how.blur))
    noisy = np.asarray(blurred, np.float32) + _noise(size, how.noise, rng)[..., None]
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)), corners


def _corners(sheet: tuple[int, int], size: tuple[int, int], *, how: Conditions, rng: Random) -> Quad:
    scale = min(size[0] / sheet[0], size[1] / sheet[1]) * rng.uniform(0.9, 0.94) * (1 - abs(how.turn) / 60)
    half_width, half_height = sheet[0] * scale / 2, sheet[1] * scale / 2
    angle, reach = math.radians(how.turn), how.tilt * min(size)
    quad: Quad = []
    for right, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x, y = right * half_width, down * half_height
        turned_x = x * math.cos(angle) - y * math.sin(angle) + rng.uniform(-reach, reach)
        turned_y = x * math.sin(angle) + y * math.cos(angle) + rng.uniform(-reach, reach)
        quad.append((size[0] / 2 + turned_x, size[1] / 2 + turned_y))
    return [(min(max(x, 4), size[0] - 4), min(max(y, 4), size[1] - 4)) for x, y in quad]


def _warp(sheet: Image.Image, size: tuple[int, int], corners: Quad, bend: float) -> Image.Image:
    rise = round(bend * sheet.height)
    right, top, bottom = float(sheet.width), float(abs(rise)), float(abs(rise) + sheet.height)
    source = [(0.0, top), (right, top), (right, bottom), (0.0, bottom)]
    numbers = _coefficients(corners, source)
    return _bent(sheet, rise).transform(size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)


def _bent(sheet: Image.Image, rise: int) -> Image.Image:
    """Return the sheet arched by `rise` pixels in its middle, with as much room added above and below."""
    width, room = sheet.width, abs(rise)
    padded = Image.new(sheet.mode, (width, sheet.height + 2 * room))
    padded.paste(sheet, (0, room))
    height, edges = padded.height, [round(width * place / 24) for place in range(25)]
    lift = [rise * math.sin(math.pi * x / width) for x in edges]
    mesh = [
        ((x, 0, next_x, height), (x, up, x, height + up, next_x, height + next_up, next_x, next_up))
        for x, next_x, up, next_up in zip(edges, edges[1:], lift, lift[1:], strict=False)
    ]
    return padded.transform(padded.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def _coefficients(target: Quad, source: Quad) -> list[float]:
    """Return the eight numbers with which Pillow finds the source of each target pixel."""
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows), np.array(values))]


def _desk(size: tuple[int, int], rng: Random) -> Image.Image:
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    waviness, pitch = rng.uniform(40, 120), rng.uniform(9, 30)
    grain = np.sin((y + waviness * np.sin(x / 700 + rng.uniform(0, 6))) / pitch) * 5 + np.sin(y / 3.7 + x / 900) * 2.5
    colors = np.array(rng.choice(DESKS)) + grain[..., None]
    return Image.fromarray(np.clip(colors, 0, 255).astype(np.uint8))


def _drop_shadow(desk: Image.Image, mask: Image.Image) -> None:
    shade = Image.new("L", desk.size, 0)
    shade.paste(130, (14, 18), mask)
    desk.paste(Image.new("RGB", desk.size, (12, 10, 10)), mask=shade.filter(ImageFilter.GaussianBlur(14)))


def _noise(size: tuple[int, int], strength: float, rng: Random) -> Pixels:
    """Return grain two pixels wide: a phone's own smoothing leaves no finer one."""
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, strength, (size[1] // 2, size[0] // 2))
    grain = Image.fromarray(noise.astype(np.float32)).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(grain, np.float32)


def _light(pixels: Pixels, *, how: Conditions, rng: Random) -> Pixels:
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    angle = rng.uniform(0, math.tau)
    slope = (x * math.cos(angle) + y * math.sin(angle)) * how.light * 0.5
    lamp = np.exp(-((x - rng.uniform(-0.8, 0.8)) ** 2 + (y - rng.uniform(-0.8, 0.8)) ** 2) * 1.6) * how.light * 0.4
    shade = 1 - np.asarray(_hand_shadow((width, height), rng), np.float32) / 255 * how.shadow
    warmth = np.array([rng.uniform(0.98, 1.04), 1.0, rng.uniform(0.9, 1.0)])
    lit: Pixels = np.clip(pixels * ((0.9 + slope + lamp) * shade)[..., None] * warmth, 0, 255).astype(np.float32)
    return lit


def _hand_shadow(size: tuple[int, int], rng: Random) -> Image.Image:
    """Return a soft dark shape that comes in from an edge, drawn small for speed."""
    small = Image.new("L", (size[0] // 8, size[1] // 8), 0)
    width, height = small.size
    left = rng.uniform(-0.2, 0.7) * width
    points = [(left, height), (left + 0.2 * width, rng.uniform(0.3, 0.7) * height), (left + 0.6 * width, height)]
    ImageDraw.Draw(small).polygon(points, fill=255)
    return small.filter(ImageFilter.GaussianBlur(10)).resize(size, Image.Resampling.BICUBIC)
