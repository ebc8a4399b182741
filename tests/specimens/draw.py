"""Draw the specimens: `python -m tests.specimens.draw`, or `--variants 200 --seed 7 --to DIR` for an unseen set."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from . import layouts, paper
from .fonts import MissingFontError, require_fonts
from .kinds import KINDS
from .photo import Quad, conditions, photograph
from .values import License, invent

HERE = Path(__file__).parent
PURPOSES = ("仅供平台入驻使用", "仅限样本商城核验", "仅供办理业务使用")


@dataclass(frozen=True, kw_only=True)
class Take:
    """How one picture is made; hardness (0–1) is for photos, None is the flat sheet."""

    hardness: float | None = None
    turned: int = 0
    purpose: str = ""
    upright: bool = False
    gray: bool = False
    quality: int = 56
    long_side: int = 1700


@dataclass(frozen=True, kw_only=True)
class Order:
    """A committed specimen: the seed that gives a telling one, and what must be on it."""

    seed: int
    layout: str = ""
    copy: str = ""
    take: Take = Take()


PHOTO = Take(hardness=0.4, quality=52, long_side=1840)
COMMITTED = {
    "company_2019": Order(seed=5, copy="正本"),
    "company_copy": Order(seed=15, copy="副本", take=PHOTO),
    "company_2015_vertical": Order(seed=15, copy="正本"),
    "old_15_digit": Order(seed=10, layout="folded"),
    "individual_business": Order(seed=12, layout="landscape", copy="副本", take=PHOTO),
    "partnership": Order(seed=13, layout="landscape", copy="正本"),
    "branch": Order(seed=7, layout="landscape", copy="正本"),
    "sole_investor": Order(seed=2, layout="vertical", copy="副本"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the pictures are written, 1 when fonts are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=int, default=0, help="draw this many instead of the eight committed ones")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--to", type=Path, default=HERE)
    options = parser.parse_args(arguments)
    try:
        require_fonts()
    except MissingFontError as error:
        parser.exit(1, f"{error}\n")
    options.to.mkdir(parents=True, exist_ok=True)
    if options.variants:
        draw_variants(options.variants, seed=options.seed, to=options.to)
        return 0
    draw_committed(to=options.to)
    return 0


def draw_committed(*, to: Path) -> None:
    """Write the eight specimens, always the same."""
    for kind, order in COMMITTED.items():
        rng = seeded(f"{order.seed}:{kind}")
        license_ = invent(kind, rng, layout=order.layout, copy=order.copy)
        _write(to / f"{kind}.jpg", *picture(license_, take=order.take, rng=rng), quality=order.take.quality)


def draw_variants(count: int, *, seed: int, to: Path) -> None:
    """Write `count` pictures over all kinds, about half of them photos; the same seed gives the same pictures."""
    for place in range(count):
        kind = list(KINDS)[place % len(KINDS)]
        rng = seeded(f"{seed}:{place}")
        license_, take = invent(kind, rng), random_take(rng)
        name = f"{place:04d}_{kind}_{'flat' if take.hardness is None else 'photo'}.jpg"
        _write(to / name, *picture(license_, take=take, rng=rng), quality=take.quality)


def random_take(rng: Random) -> Take:
    """Return a way of taking the picture; few are turned a quarter, photocopied or carry a purpose watermark."""
    photo = rng.random() < 0.5
    return Take(
        hardness=rng.random() if photo else None,
        turned=rng.choice((90, 270)) if photo and rng.random() < 0.08 else 0,
        purpose=rng.choice(PURPOSES) if rng.random() < 0.12 else "",
        upright=rng.random() < 0.15,
        gray=not photo and rng.random() < 0.1,
        quality=rng.randrange(68, 92),
        long_side=rng.randrange(1700, 2400),
    )


def picture(license_: License, *, take: Take, rng: Random) -> tuple[Image.Image, dict[str, Any]]:
    """Return the picture of a license and its truth; the corners are those of the sheet's own left top onwards."""
    image = layouts.draw_sheet(license_, style=layouts.style(rng), rng=rng)
    if take.purpose:
        paper.watermark(image, take.purpose, size=44, pitch=(900, 330), strength=70)
    if take.gray:
        image = image.convert("L").convert("RGB")
    image, corners = _taken(image, take=take, rng=rng)
    if take.turned:
        corners = [_turned(point, image.size, take.turned) for point in corners]
        image = image.rotate(take.turned, expand=True)
    truth = license_.truth() | {
        "cert_position": [[round(x, 1), round(y, 1)] for x, y in corners],
        "img_size": list(image.size),
        "photo": take.hardness is not None,
        "turned": take.turned,
        "purpose": take.purpose,
    }
    return image, truth


def _taken(sheet: Image.Image, *, take: Take, rng: Random) -> tuple[Image.Image, Quad]:
    if take.hardness is not None:
        how, wide = conditions(rng, hardness=take.hardness), sheet.width > sheet.height and not take.upright
        return photograph(sheet, how=how, rng=rng, long_side=take.long_side, wide=wide)
    share = take.long_side / max(sheet.size)
    width, height = round(sheet.width * share), round(sheet.height * share)
    corners = [(0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height))]
    return sheet.resize((width, height), Image.Resampling.LANCZOS), corners


def seeded(seed: str) -> Random:
    """Return a generator for pictures; nothing secret comes from it."""
    return Random(seed)


def _turned(point: tuple[float, float], size: tuple[int, int], degrees: int) -> tuple[float, float]:
    """Return where a point goes when its picture is turned counterclockwise by 90 or 270 degrees."""
    x, y = point
    return (y, size[0] - x) if degrees == 90 else (size[1] - y, x)


def _write(path: Path, image: Image.Image, truth: dict[str, Any], *, quality: int) -> None:
    image.save(path, quality=quality, optimize=True)
    text = json.dumps(truth, ensure_ascii=False, indent=2)
    path.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
