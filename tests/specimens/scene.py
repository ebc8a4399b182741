"""What is around a photographed sheet: desk, light, a finger, the lens."""

from __future__ import annotations

import math
from random import Random
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]

DESKS = (
    (122, 88, 60), (84, 78, 74), (160, 142, 118), (66, 84, 92), (190, 184, 174), (225, 222, 216), (48, 44, 44),
     (150, 60, 52),
)  # fmt: skip
SKIN = ((226, 178, 150), (205, 150, 120), (236, 196, 172))


def desk(size: tuple[int, int], rng: Random) -> Pixels:
    """Return a desk with a grain, sometimes with other things on it."""
    width, height = size
    small = (max(width // 4, 1), max(height // 4, 1))
    x, y = np.meshgrid(np.arange(small[0]) * 4000 / max(size), np.arange(small[1]) * 4000 / max(size))
    waviness, pitch = rng.uniform(40, 120), rng.uniform(9, 40)
    grain = np.sin((y * 4 + waviness * np.sin(x / 175 + rng.uniform(0, 6))) / pitch) * rng.choice((0.5, 3, 6))
    cloth = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.choice((1, 4)), grain.shape)
    colors = np.array(rng.choice(DESKS)) + (grain + cloth)[..., None]
    ground = np.clip(colors, 0, 255).astype(np.uint8)
    if rng.random() < 0.35:
        _clutter(ground, rng)
    return np.asarray(cv2.resize(ground, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def lay(paper: Pixels, inside: Floats, *, desk: Pixels) -> Pixels:
    """Return the desk with the paper on it, its edge soft and its shadow beside it."""
    height, width = inside.shape
    reach = max(width, height) / 1800
    cover = cv2.GaussianBlur(inside, (0, 0), 0.9 * reach)[..., None]
    small = cv2.resize(inside, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    moved = cv2.warpAffine(small, np.array([[1, 0, 3.5 * reach], [0, 1, 4.5 * reach]], np.float32), small.shape[::-1])
    shadow = cv2.resize(cv2.GaussianBlur(moved, (0, 0), 3.5 * reach), (width, height))[..., None]
    ground = desk * (1 - 0.5 * shadow)
    return np.asarray(ground + (paper - ground) * cover, np.float32).astype(np.uint8)


def lit(picture: Pixels, *, light: float, shadow: float, glare: float, rng: Random) -> Pixels:
    """Return the picture under a lamp and a window, with somebody's shadow and the shine of a foil."""
    height, width = picture.shape[:2]
    small = (width // 8, height // 8)
    x, y = np.meshgrid(np.linspace(-1, 1, small[0]), np.linspace(-1, 1, small[1]))
    angle = rng.uniform(0, math.tau)
    slope = (x * math.cos(angle) + y * math.sin(angle)) * light * 0.45
    lamp = np.exp(-((x - rng.uniform(-0.8, 0.8)) ** 2 + (y - rng.uniform(-0.8, 0.8)) ** 2) * 1.6) * light * 0.4
    strength = (0.88 + slope + lamp) * (1 - shadow * _shadow(small, rng))
    warmth = np.array([rng.uniform(0.97, 1.05), 1.0, rng.uniform(0.86, 1.02)], np.float32)
    full = cv2.resize(strength.astype(np.float32), (width, height))[..., None]
    lighted = np.clip(picture * full * warmth, 0, 255)
    if glare:
        veil = cv2.resize(_spots(small, rng).astype(np.float32), (width, height))[..., None] * glare
        lighted += (252 - lighted) * veil
    return lighted.astype(np.uint8)


def finger(picture: Pixels, corners: list[tuple[float, float]], rng: Random) -> None:
    """Let a thumb hold the sheet at the middle of an edge; it covers the margin only."""
    height, width = picture.shape[:2]
    first = rng.choice((1, 3))
    (ax, ay), (bx, by) = corners[first], corners[(first + 1) % 4]
    share, size = rng.uniform(0.3, 0.7), min(width, height) * 0.045
    x, y = ax + (bx - ax) * share, ay + (by - ay) * share
    outward = math.atan2(y - height / 2, x - width / 2)
    outward = 0.0 if abs(math.cos(outward)) > 0.7 and x > width / 2 else math.pi
    layer = np.zeros((height, width), np.uint8)
    tip = (x - math.cos(outward) * size * 0.1, y)
    away = (tip[0] + math.cos(outward) * size * 8, tip[1] + size * rng.uniform(1, 4))
    cv2.line(layer, _whole(tip, outward, size), (round(away[0]), round(away[1])), 255, round(2 * size))
    soft = cv2.GaussianBlur(layer, (0, 0), max(size / 14, 1)).astype(np.float32)[..., None] / 255
    shade = cv2.GaussianBlur(layer, (0, 0), size / 2.5).astype(np.float32)[..., None] / 255
    color = np.array(rng.choice(SKIN), np.float32) * (0.72 + 0.28 * shade)
    picture[:] = (picture + (color - picture) * soft).astype(np.uint8)


def blurred(picture: Pixels, *, blur: float, motion: float, rng: Random) -> Pixels:
    """Return the picture out of focus by `blur` and moved by `motion` pixels."""
    if blur > 0.25:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), np.uint8)
    if motion >= 1:
        picture = np.asarray(cv2.filter2D(picture, -1, _stroke(motion, rng.uniform(0, math.pi))), np.uint8)
    return picture


def grained(picture: Pixels, strength: float, rng: Random) -> Pixels:
    """Return the picture with grain two pixels wide: a phone's own smoothing leaves no finer one."""
    height, width = picture.shape[:2]
    noise = np.random.default_rng(rng.getrandbits(32)).standard_normal((height // 2, width // 2), np.float32) * strength
    grain = cv2.resize(noise, (width, height))[..., None]
    return np.asarray(np.clip(picture + grain, 0, 255), np.float32).astype(np.uint8)


def _clutter(ground: Pixels, rng: Random) -> None:
    height, width = ground.shape[:2]
    for _ in range(rng.randrange(1, 4)):
        x, y = rng.choice((0, width)), rng.randrange(height)
        box = (
            (x, y),
            (rng.randrange(width // 6, width // 2), rng.randrange(height // 8, height // 3)),
            rng.uniform(0, 180),
        )
        color = tuple(rng.randrange(30, 240) for _ in range(3))
        cv2.fillPoly(ground, [cv2.boxPoints(box).astype(np.int32)], color)


def _shadow(size: tuple[int, int], rng: Random) -> Floats:
    """Return a soft dark shape (0–1) that comes in from an edge, as of the hand with the phone."""
    layer, (width, height) = np.zeros(size[::-1], np.float32), size
    left = rng.uniform(-0.2, 0.7) * width
    points = [(left, height), (left + 0.2 * width, rng.uniform(0.2, 0.7) * height), (left + 0.7 * width, height)]
    cv2.fillPoly(layer, [np.array(points).astype(np.int32)], 1.0)
    layer = np.asarray(cv2.GaussianBlur(layer, (0, 0), max(size) / 28), np.float32)
    return np.ascontiguousarray(np.rot90(layer, 2)) if rng.random() < 0.3 else layer


def _spots(size: tuple[int, int], rng: Random) -> Floats:
    layer, (width, height) = np.zeros(size[::-1], np.float32), size
    for _ in range(rng.randrange(1, 3)):
        axes = (round(rng.uniform(0.04, 0.14) * width), round(rng.uniform(0.02, 0.08) * height))
        center = (round(rng.uniform(0.15, 0.85) * width), round(rng.uniform(0.15, 0.85) * height))
        cv2.ellipse(layer, center, axes, rng.uniform(0, 180), 0, 360, 1.0, -1)
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), max(size) / 40), np.float32)


def _stroke(length: float, angle: float) -> Floats:
    side = 2 * math.ceil(length) + 1
    middle, x, y = side // 2, math.cos(angle) * length / 2, math.sin(angle) * length / 2
    kernel = np.zeros((side, side), np.float32)
    ends = [(round((middle + sign * x) * 16), round((middle + sign * y) * 16)) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    return kernel / kernel.sum()


def _whole(tip: tuple[float, float], outward: float, size: float) -> tuple[int, int]:
    return round(tip[0] + math.cos(outward) * size), round(tip[1])
