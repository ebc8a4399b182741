"""A sheet through a scanner, a photocopier, or on the screen of a phone."""

from __future__ import annotations

import math
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from .fonts import font
from .photo import LEGIBLE, Quad

PHONES = ((1080, 2400), (1170, 2532), (1440, 3200))
BAR = (30, 30, 30)


def scan(sheet: Image.Image, *, smallest: int, rng: Random, long_side: int, gray: bool) -> tuple[Image.Image, Quad]:
    """Return the flat sheet, straight to the edge or a little askew on the white of the glass."""
    share = max(long_side / max(sheet.size), LEGIBLE / smallest)
    flat = sheet.resize((round(sheet.width * share), round(sheet.height * share)), Image.Resampling.LANCZOS)
    flat = flat.convert("L").convert("RGB") if gray else flat
    if rng.random() < 0.6:
        return flat, _turned((0.0, 0.0), flat.size, 0.0)
    return _askew(flat, rng.uniform(-1.2, 1.2), margin=round(rng.uniform(0.01, 0.06) * max(flat.size)))


def photocopy(
    sheet: Image.Image, *, smallest: int, rng: Random, long_side: int, black: bool
) -> tuple[Image.Image, Quad]:
    """Return a copy in gray, or in black and white alone; with the dirt of the glass."""
    share = max(long_side / max(sheet.size), (LEGIBLE + 6) / smallest)
    gray = cv2.resize(np.asarray(sheet.convert("L")), None, fx=share, fy=share, interpolation=cv2.INTER_CUBIC)
    worn = gray + np.random.default_rng(rng.getrandbits(32)).normal(0, 7, gray.shape)
    _sprinkle(worn, rng)
    if black:
        worn = np.where(cv2.GaussianBlur(worn, (0, 0), 0.6) > rng.randrange(128, 160), 255.0, 0.0)
    else:
        worn = (worn - 60) * rng.uniform(1.15, 1.5)
    copied = Image.fromarray(np.clip(cv2.GaussianBlur(worn, (0, 0), 0.5), 0, 255).astype(np.uint8)).convert("RGB")
    return _askew(copied, rng.uniform(-2, 2), margin=round(rng.uniform(0.01, 0.05) * max(copied.size)))


def screenshot(sheet: Image.Image, *, smallest: int, rng: Random) -> tuple[Image.Image, Quad]:
    """Return the sheet as the app of electronic licenses shows it, the phone held upright or on its side."""
    phones = [_screen(sheet, phone) for phone in PHONES]
    legible = [screen for screen in phones if screen[1] * smallest >= LEGIBLE] or phones[-1:]
    (width, height), scale = rng.choice(legible)
    image = Image.new("RGB", (width, height), rng.choice(((245, 245, 247), (236, 239, 244), (255, 255, 255))))
    shown = sheet.resize((round(sheet.width * scale), round(sheet.height * scale)), Image.Resampling.LANCZOS)
    top = round(0.085 * height) if height > width else (height - shown.height) // 2
    left = (width - shown.width) // 2
    image.paste(shown, (left, top))
    if height > width:
        _bars(image, below=top + shown.height, rng=rng)
    return image, _turned((left, top), shown.size, 0.0)


def _screen(sheet: Image.Image, phone: tuple[int, int]) -> tuple[tuple[int, int], float]:
    """Return the size of the screen as it is held, and how much smaller the sheet is on it."""
    if sheet.width > sheet.height:
        return (phone[1], phone[0]), min(phone[1] / sheet.width, phone[0] / sheet.height) * 0.985
    return phone, min(phone[0] / sheet.width, 0.85 * phone[1] / sheet.height) * 0.97


def _bars(image: Image.Image, *, below: int, rng: Random) -> None:
    draw, (width, height), unit = ImageDraw.Draw(image), image.size, image.width // 36
    letters = font("hei", unit + 4)
    draw.text((2 * unit, unit // 2), f"{rng.randrange(8, 22)}:{rng.randrange(60):02d}", font=letters, fill=BAR)
    draw.text((width - 9 * unit, unit // 2), rng.choice(("5G", "4G", "WiFi")), font=letters, fill=BAR)
    draw.rounded_rectangle(
        (width - 4 * unit, unit // 2 + 6, width - 2 * unit, unit // 2 + unit), 6, outline=BAR, width=3
    )
    draw.rectangle((width - 4 * unit + 6, unit // 2 + 12, width - 3 * unit, unit // 2 + unit - 6), fill=BAR)
    heading = rng.choice(("电子营业执照", "执照详情", "证照信息"))
    draw.text((width / 2, 0.055 * height), heading, font=font("hei", round(unit * 1.5)), fill=BAR, anchor="mm")
    draw.line(
        (2 * unit, 0.055 * height, 1.4 * unit, 0.055 * height - 14, 1.4 * unit, 0.055 * height + 14), fill=BAR, width=4
    )
    middle = (below + height) / 2
    if height - below > 4 * unit:
        draw.rounded_rectangle(
            (2 * unit, middle - 1.4 * unit, width - 2 * unit, middle + 1.4 * unit), 14, fill=(48, 110, 220)
        )
        draw.text(
            (width / 2, middle), rng.choice(("下载执照", "出示执照", "返回")), font=letters, fill="white", anchor="mm"
        )


def _askew(flat: Image.Image, degrees: float, *, margin: int) -> tuple[Image.Image, Quad]:
    bed = Image.new("RGB", (flat.width + 2 * margin, flat.height + 2 * margin), (250, 250, 250))
    bed.paste(flat, (margin, margin))
    turned = bed.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(250, 250, 250))
    corners = _turned((margin, margin), flat.size, degrees, middle=(bed.width / 2, bed.height / 2))
    return turned, [(min(max(x, 0), bed.width), min(max(y, 0), bed.height)) for x, y in corners]


def _turned(
    corner: tuple[float, float], size: tuple[int, int], degrees: float, *, middle: tuple[float, float] = (0, 0)
) -> Quad:
    (left, top), angle = corner, math.radians(-degrees)
    box = ((left, top), (left + size[0], top), (left + size[0], top + size[1]), (left, top + size[1]))
    away = [(x - middle[0], y - middle[1]) for x, y in box]
    return [
        (
            middle[0] + x * math.cos(angle) - y * math.sin(angle),
            middle[1] + x * math.sin(angle) + y * math.cos(angle),
        )
        for x, y in away
    ]


def _sprinkle(worn: np.ndarray, rng: Random) -> None:
    """Put specks and a dark edge on a copy."""
    height, width = worn.shape
    for _ in range(rng.randrange(10, 60)):
        x, y, size = rng.randrange(width), rng.randrange(height), rng.randrange(1, 4)
        worn[y : y + size, x : x + size] = 40
    if rng.random() < 0.4:
        edge = round(0.012 * width)
        worn[:, : rng.randrange(1, edge)] = 60
