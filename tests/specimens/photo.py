"""Turn a sheet into the photo of a phone: desk, tilt, curl, folds, uneven light, glare, blur, noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from . import scene

Quad: TypeAlias = list[tuple[float, float]]
Pixels: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]

LEGIBLE = 16
"""Height in pixels at which a person still reads every Chinese character of a photo."""


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """How a photo is taken: degrees, shares of the short side, pixels of the sheet, gray levels.

    `folds` are where the paper was folded: (True for an upright crease, its place as a share, how far it sticks up).
    """

    turn: float
    tilt: float
    bend: float
    light: float
    shadow: float
    blur: float
    motion: float
    noise: float
    glare: float = 0.0
    finger: bool = False
    folds: Sequence[tuple[bool, float, float]] = ()


def conditions(rng: Random, *, strain: float) -> Conditions:
    """Return conditions between a careful (0) and a careless photo (1)."""
    return Conditions(
        turn=rng.uniform(-2, 2) - rng.uniform(-13, 13) * strain,
        tilt=0.01 + rng.uniform(0.01, 0.07) * strain,
        bend=rng.uniform(-0.03, 0.03) * strain,
        light=rng.uniform(0.12, 0.25) + 0.3 * strain,
        shadow=rng.uniform(0.05, 0.25) + 0.3 * strain,
        blur=rng.uniform(0.3, 0.7) + rng.uniform(0, 1.0) * strain,
        motion=rng.uniform(1, 4) * strain if rng.random() < 0.4 * strain else 0.0,
        noise=rng.uniform(1.5, 4) + rng.uniform(0, 7) * strain,
        glare=rng.uniform(0.25, 0.55) if rng.random() < 0.55 * strain else 0.0,
        finger=rng.random() < 0.3 * strain,
        folds=folds(rng) if rng.random() < 0.15 + 0.5 * strain else (),
    )


def folds(rng: Random) -> list[tuple[bool, float, float]]:
    """Return creases as a paper gets them in an envelope: one or two across, often one upright."""
    across = rng.choice(((0.5,), (0.33, 0.66), ()))
    creases = [(False, place + rng.uniform(-0.03, 0.03), rng.uniform(-0.006, 0.006)) for place in across]
    if not across or rng.random() < 0.5:
        creases.append((True, 0.5 + rng.uniform(-0.04, 0.04), rng.uniform(-0.006, 0.006)))
    return creases


def photograph(
    sheet: Image.Image, *, smallest: int, how: Conditions, rng: Random, long_side: int, wide: bool
) -> tuple[Image.Image, Quad]:
    """Return a photo of a sheet, held upright or `wide`, and the sheet's corners in it, from left top clockwise.

    It is longer than `long_side` where type of `smallest` pixels would not be legible.
    """
    fill = rng.uniform(0.86, 0.95) * (1 - abs(how.turn) / 60)
    long_side = max(long_side, round(LEGIBLE / smallest / _scale(sheet.size, _size(1000, wide=wide), fill) * 1000))
    size = _size(long_side, wide=wide)
    scale = _scale(sheet.size, size, fill)
    corners = _corners(sheet.size, size, scale=scale, how=how, rng=rng)
    creased = np.asarray(sheet, np.uint8) if not how.folds else _creased(np.asarray(sheet, np.uint8), how.folds)
    x, y = _sources(size, corners, sheet.size, how)
    inside = ((x >= 0) & (x <= sheet.width - 1) & (y >= 0) & (y <= sheet.height - 1)).astype(np.float32)
    smoothing = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    source = cv2.GaussianBlur(creased, (0, 0), 0.36 / scale) if scale < 0.8 else creased
    paper = cv2.remap(source, x, y, smoothing if scale >= 1 else cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    picture = scene.lay(paper, inside, desk=scene.desk(size, rng))
    picture = scene.lit(picture, light=how.light, shadow=how.shadow, glare=how.glare, rng=rng)
    if how.finger:
        scene.finger(picture, corners, rng)
    picture = scene.blurred(picture, blur=min(how.blur, 0.07 * smallest) * scale, motion=how.motion * scale, rng=rng)
    return Image.fromarray(scene.grained(picture, how.noise, rng)), corners


def _size(long_side: int, *, wide: bool) -> tuple[int, int]:
    short = long_side * 3 // 4
    return (long_side, short) if wide else (short, long_side)


def _scale(sheet: tuple[int, int], size: tuple[int, int], fill: float) -> float:
    return min(size[0] / sheet[0], size[1] / sheet[1]) * fill


def _corners(sheet: tuple[int, int], size: tuple[int, int], *, scale: float, how: Conditions, rng: Random) -> Quad:
    half_width, half_height = sheet[0] * scale / 2, sheet[1] * scale / 2
    angle, reach = math.radians(how.turn), how.tilt * min(size)
    spare_x, spare_y = (size[0] / 2 - half_width) * 0.5, (size[1] / 2 - half_height) * 0.5
    middle = (size[0] / 2 + rng.uniform(-spare_x, spare_x), size[1] / 2 + rng.uniform(-spare_y, spare_y))
    quad: Quad = []
    for right, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x, y = right * half_width, down * half_height
        turned_x = x * math.cos(angle) - y * math.sin(angle) + rng.uniform(-reach, reach)
        turned_y = x * math.sin(angle) + y * math.cos(angle) + rng.uniform(-reach, reach)
        quad.append((middle[0] + turned_x, middle[1] + turned_y))
    return [(min(max(x, 4), size[0] - 4), min(max(y, 4), size[1] - 4)) for x, y in quad]


def _sources(size: tuple[int, int], corners: Quad, sheet: tuple[int, int], how: Conditions) -> tuple[Floats, Floats]:
    """Return for each pixel of the photo which point of the sheet it shows: tilted, arched and creased."""
    width, height = sheet
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(corners, np.float32), flat)
    column, row = np.arange(size[0], dtype=np.float32)[None, :], np.arange(size[1], dtype=np.float32)[:, None]
    depth = matrix[2, 0] * column + matrix[2, 1] * row + matrix[2, 2]
    x = (matrix[0, 0] * column + matrix[0, 1] * row + matrix[0, 2]) / depth
    y = (matrix[1, 0] * column + matrix[1, 1] * row + matrix[1, 2]) / depth
    lift = how.bend * height * np.sin(np.pi * np.clip(x / width, 0, 1))
    slide = np.zeros_like(x)
    for upright, place, rise in how.folds:
        if upright:
            lift = lift + rise * height * _roof(x / width, place)
        else:
            slide = slide + rise * width * _roof(y / height, place)
    return (x + slide).astype(np.float32), (y + lift).astype(np.float32)


def _roof(share: Floats, place: float) -> Floats:
    """Return 0 at both edges and 1 at the crease, straight between."""
    roof: Floats = np.clip(np.minimum(share / place, (1 - share) / (1 - place)), 0, 1)
    return roof


def _creased(sheet: Pixels, creases: Sequence[tuple[bool, float, float]]) -> Pixels:
    """Return the sheet with a light and a dark flank at every crease."""
    height, width = sheet.shape[:2]
    shade = np.ones((height, width), np.float32)
    for upright, place, rise in creases:
        length = width if upright else height
        away = np.arange(length, dtype=np.float32) - place * length
        side = math.copysign(1, rise)
        flank = 1 + 0.13 * side * np.tanh(away / 5) * np.exp(-np.abs(away) / (0.05 * length))
        flank = flank - 0.12 * np.exp(-((away / 2.2) ** 2)) + 0.1 * np.exp(-(((away - 5) / 2.5) ** 2))
        shade *= flank[None, :] if upright else flank[:, None]
    worn: Pixels = np.clip(sheet * shade[..., None], 0, 255).astype(np.uint8)
    return worn
