"""Draw specimens: `python -m tests.specimens.draw --variants 200 --seed 7 --to DIR` for an unseen set.

`--foreign 100` draws papers that are no business license; `--huge 3` adds photos of 48 megapixels, slowly. Without any
of them the eight committed ones are drawn again from their truths.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from . import SPECIMENS, foreign, layouts
from .fonts import MissingFontError, require_fonts
from .kinds import KINDS
from .takes import HARDNESSES, Take, random_take, taken
from .values import License, invent, reprint

HERE = Path(__file__).parent
HUGE = 8064
ORIENTATION = 0x0112
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How the pixels of an upright picture are stored under each value of EXIF's orientation."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the pictures are written, 1 when fonts are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variants", type=int, default=0, help="draw this many licenses of all kinds")
    parser.add_argument("--foreign", type=int, default=0, help="draw this many papers that are no license")
    parser.add_argument("--huge", type=int, default=0, help="draw this many photos of 48 megapixels")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--to", type=Path, default=HERE)
    options = parser.parse_args(arguments)
    try:
        require_fonts()
    except MissingFontError as error:
        parser.exit(1, f"{error}\n")
    options.to.mkdir(parents=True, exist_ok=True)
    draw_variants(options.variants, seed=options.seed, to=options.to)
    draw_foreign(options.foreign, seed=options.seed, to=options.to)
    draw_huge(options.huge, seed=options.seed, to=options.to)
    if not (options.variants or options.foreign or options.huge):
        draw_committed(to=options.to)
    return 0


def draw_committed(*, to: Path) -> None:
    """Draw the eight specimens again: the texts of their truths, the paper and the light of today's workshop."""
    for specimen in SPECIMENS:
        rng = seeded(specimen.name)
        look = "photo" if specimen.truth["photo"] else "scan"
        take = Take(look=look, strain=0.3, quality=54)
        _write(to / f"{specimen.name}.jpg", *picture(reprint(specimen.truth), take=take, rng=rng), take=take)


def draw_variants(count: int, *, seed: int, to: Path) -> None:
    """Write `count` licenses over all kinds, a third of each hardness; the same seed gives the same pictures."""
    kinds = list(KINDS)
    for place in range(count):
        kind, hardness = kinds[place // len(HARDNESSES) % len(kinds)], HARDNESSES[place % len(HARDNESSES)]
        rng = seeded(f"{seed}:{place}")
        license_ = invent(kind, rng)
        take = random_take(rng, hardness=hardness, layout=license_.layout)
        _write(to / f"{place:04d}_{kind}_{hardness}.jpg", *picture(license_, take=take, rng=rng), take=take)


def draw_huge(count: int, *, seed: int, to: Path) -> None:
    """Write `count` photos as the largest sensors make them."""
    for place in range(count):
        rng = seeded(f"{seed}:huge:{place}")
        license_ = invent(list(KINDS)[place % len(KINDS)], rng)
        take = replace(random_take(rng, hardness="phone", layout=license_.layout), look="photo", long_side=HUGE)
        _write(to / f"huge_{place:02d}_{license_.kind}.jpg", *picture(license_, take=take, rng=rng), take=take)


def draw_foreign(count: int, *, seed: int, to: Path) -> None:
    """Write `count` papers and scenes that are no business license; their truths have no fields."""
    for place in range(count):
        rng = seeded(f"{seed}:foreign:{place}")
        name = list(foreign.PAPERS)[place % len(foreign.PAPERS)]
        take = random_take(rng, hardness=HARDNESSES[place // len(foreign.PAPERS) % 3], layout="")
        take = replace(take, purpose=None, look="scan" if take.look == "screen" else take.look)
        image, _ = taken(foreign.PAPERS[name](rng), take=take, rng=rng)
        image, _ = _turned(image, [], take.turned)
        truth = {"kind": name, "fields": {}, "img_size": list(image.size), "hardness": take.hardness, "foreign": True}
        _write(to / f"foreign_{place:04d}_{name}.jpg", image, truth, take=take)


def picture(license_: License, *, take: Take, rng: Random) -> tuple[Image.Image, dict[str, Any]]:
    """Return the picture of a license and its truth; the corners are those of the sheet's own left top onwards."""
    sheet = layouts.draw_sheet(license_, style=layouts.style(rng), rng=rng)
    image, corners = _turned(*taken(sheet, take=take, rng=rng), take.turned)
    truth = license_.truth() | {
        "cert_position": [[round(x, 1), round(y, 1)] for x, y in corners],
        "img_size": list(image.size),
        "hardness": take.hardness,
        "look": take.look,
        "photo": take.look == "photo",
        "turned": take.turned,
        "exif": take.exif,
        "purpose": take.purpose.text if take.purpose else "",
    }
    return image, truth


def seeded(seed: str) -> Random:
    """Return a generator for pictures; nothing secret comes from it."""
    return Random(seed)


def _turned(image: Image.Image, corners: list[tuple[float, float]], degrees: int) -> tuple[Image.Image, list[Any]]:
    """Turn a picture and points in it counterclockwise by quarters."""
    for _ in range(degrees // 90):
        corners = [(y, image.width - x) for x, y in corners]
        image = image.transpose(Image.Transpose.ROTATE_90)
    return image, corners


def _write(path: Path, image: Image.Image, truth: dict[str, Any], *, take: Take) -> None:
    exif = Image.Exif()
    if take.exif != 1:
        exif[ORIENTATION] = take.exif
        image = image.transpose(STORED[take.exif])
    image.save(path, quality=take.quality, optimize=True, exif=exif)
    text = json.dumps(truth, ensure_ascii=False, indent=2)
    path.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
