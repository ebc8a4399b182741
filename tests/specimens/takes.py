"""How a picture is made: scanned, photographed, copied or taken from a screen; clean, as a phone does, or hard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from PIL import Image

from . import copies, photo, purpose
from .photo import Quad
from .printing import Sheet
from .purpose import Purpose

HARDNESSES = ("clean", "phone", "hard")
MIRRORED = (2, 4, 5, 7)


@dataclass(frozen=True, kw_only=True)
class Take:
    """How one picture is made.

    `strain` (0–1) is how careless a photo is; `turned` degrees are in the pixels, `exif` is said in the file.
    A purpose is written over the sheet, or, `late`, over the picture.
    """

    hardness: str = "clean"
    look: str = "scan"
    strain: float = 0.0
    turned: int = 0
    exif: int = 1
    purpose: Purpose | None = None
    late: bool = False
    upright: bool = False
    gray: bool = False
    quality: int = 80
    long_side: int = 1700


def random_take(rng: Random, *, hardness: str, layout: str) -> Take:
    """Return a way of taking a picture of one of the three HARDNESSES."""
    take = {"clean": _clean, "phone": _phone, "hard": _hard}[hardness](rng)
    if layout == "electronic" and take.look != "photo":
        take = replace(take, look="screen" if rng.random() < 0.75 else "scan")
    if hardness == "hard" and take.look in ("screen", "scan"):
        return replace(take, purpose=take.purpose or purpose.random_purpose(rng, strain=1.0))
    return take


def taken(sheet: Sheet, *, take: Take, rng: Random) -> tuple[Image.Image, Quad]:
    """Return the picture of a sheet, before it is turned, and the sheet's corners in it."""
    if take.purpose and not take.late:
        purpose.write(sheet.image, take.purpose)
    image, corners = _taken(sheet, take=take, rng=rng)
    if take.purpose and take.late:
        purpose.write(image, take.purpose)
    return image, corners


def _taken(sheet: Sheet, *, take: Take, rng: Random) -> tuple[Image.Image, Quad]:
    image, smallest = sheet
    if take.look == "scan":
        return copies.scan(image, smallest=smallest, rng=rng, long_side=take.long_side, gray=take.gray)
    if take.look == "copy":
        return copies.photocopy(image, smallest=smallest, rng=rng, long_side=take.long_side, black=take.gray)
    if take.look == "screen":
        return copies.screenshot(image, smallest=smallest, rng=rng)
    how, wide = photo.conditions(rng, strain=take.strain), image.width > image.height and not take.upright
    return photo.photograph(image, smallest=smallest, how=how, rng=rng, long_side=take.long_side, wide=wide)


def _clean(rng: Random) -> Take:
    return Take(
        look=rng.choice(("scan", "scan", "photo", "photo", "screen")),
        purpose=purpose.random_purpose(rng, strain=0.2) if rng.random() < 0.15 else None,
        late=rng.random() < 0.5,
        gray=rng.random() < 0.1,
        quality=rng.randrange(72, 91),
        long_side=rng.randrange(1600, 2600),
        exif=rng.choice((1, 1, 1, 6)),
    )


def _phone(rng: Random) -> Take:
    return Take(
        hardness="phone",
        look=rng.choice(("photo",) * 9 + ("screen",)),
        strain=rng.uniform(0.2, 0.6),
        exif=_exif(rng, often=0.3),
        purpose=purpose.random_purpose(rng, strain=0.3) if rng.random() < 0.25 else None,
        late=rng.random() < 0.5,
        upright=rng.random() < 0.2,
        quality=rng.randrange(60, 88),
        long_side=4000 if rng.random() < 0.08 else rng.randrange(1500, 2600),
    )


def _hard(rng: Random) -> Take:
    small = rng.random() < 0.2
    return Take(
        hardness="hard",
        look=rng.choice(("photo",) * 13 + ("copy", "copy", "screen")),
        strain=rng.uniform(0.55, 1.0),
        turned=rng.choice((90, 180, 270)) if rng.random() < 0.2 else 0,
        exif=_exif(rng, often=0.3),
        purpose=purpose.random_purpose(rng, strain=rng.uniform(0.4, 1.0)) if rng.random() < 0.55 else None,
        late=rng.random() < 0.5,
        upright=rng.random() < 0.3,
        gray=rng.random() < 0.6,
        quality=rng.randrange(40, 76),
        long_side=940 if small else 4000 if rng.random() < 0.07 else rng.randrange(1280, 2300),
    )


def _exif(rng: Random, *, often: float) -> int:
    if rng.random() >= often:
        return 1
    return rng.choice(MIRRORED) if rng.random() < 0.25 else rng.choice((3, 6, 6, 8))
