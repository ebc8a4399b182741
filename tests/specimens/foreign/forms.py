"""Papers made of a title and rows of labels and values: what each says is data, how they look is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from PIL import Image, ImageDraw

from tests.specimens import numbers, paper, texts
from tests.specimens.fonts import font
from tests.specimens.kinds import COMPANY_TYPES
from tests.specimens.printing import Sheet, title
from tests.specimens.trades import TRADES
from tests.specimens.typeset import INK, paragraph, spread
from tests.specimens.words import PLACES

LANDSCAPE, UPRIGHT = (2000, 1414), (1414, 2000)
GROUNDS = ((252, 250, 244), (246, 244, 236), (240, 246, 244), (252, 244, 240), (255, 255, 255))
INSTITUTION, ASSOCIATION, SCHOOL = "12", "51", "52"


def facts(rng: Random) -> dict[str, str]:
    """Return invented facts that papers quote, by the names that FORMS use."""
    place, trade, type_ = rng.choice(PLACES), rng.choice(TRADES), rng.choice(COMPANY_TYPES)
    day = date(2008, 1, 1) + timedelta(days=rng.randrange(5800))
    until = day.replace(year=day.year + rng.choice((3, 5, 10)), day=min(day.day, 28))
    digits = "".join(rng.choice("0123456789") for _ in range(40))
    codes = {
        name: numbers.social_credit_code(rng, prefix=prefix, region=place.code, modern=name == "code")
        for name, prefix in (
            ("code", "91"),
            ("institution", INSTITUTION),
            ("association", ASSOCIATION),
            ("school", SCHOOL),
        )
    }
    return codes | {
        "company": texts.name(rng, type_=type_, place=place, trade=trade),
        "person": texts.person(rng),
        "other": texts.person(rng),
        "address": texts.address(rng, place=place),
        "type": type_,
        "capital": texts.capital(rng, foreign=False),
        "scope": texts.scope(rng, trade=trade, issued_on=date(2021, 1, 1), longest=300),
        "day": texts.day(day),
        "until": texts.day(until),
        "town": place.city,
        "district": place.district,
        "digits": digits,
        "short": digits[:8],
        "account": digits[8:24],
        "phone": f"010-{digits[24:32]}",
        "paper": f"{place.code[:2]}{digits[32:]}",
    }


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a paper says: title, rows "label|value" with facts in braces, who issues it, and on which sheet."""

    title: str
    rows: tuple[str, ...]
    authority: str = "{town}{district}样本局"
    issuer: str = "发证机关"
    upright: bool = False
    emblem: bool = True


def draw_form(form: Form) -> Callable[[Random], Sheet]:
    """Return what draws the form, filled in at random."""

    def draw(rng: Random) -> Sheet:
        said, size = facts(rng), rng.randrange(34, 42)
        image = _blank(form, rng)
        smallest = _rows(image, form, said, size=size, face=rng.choice(("song", "hei", "kai", "ming")))
        _issue(image, form, said, rng)
        return Sheet(image, smallest)

    return draw


def _blank(form: Form, rng: Random) -> Image.Image:
    size = UPRIGHT if form.upright else LANDSCAPE
    if rng.random() < 0.6:
        image = paper.sheet(size, rng.choice(paper.PALETTES), (54, 54, size[0] - 54, size[1] - 54)).copy()
    else:
        image = Image.new("RGB", size, rng.choice(GROUNDS))
    paper.watermark(image, "样本", size=190, pitch=(620, 400), strength=16)
    middle = size[0] // 2
    if form.emblem:
        paper.emblem(image, (middle, 180), 78)
    title(image, form.title, center=(middle, 330), size=96, width=min(100 * len(form.title) + 300, size[0] - 300))
    paper.specimen_mark(image, (size[0] - 230, 190), size=46)
    return image


def _rows(image: Image.Image, form: Form, said: dict[str, str], *, size: int, face: str) -> int:
    y, left, label_width = 470, 170, 330
    step = min(90, (image.height - 800) // len(form.rows))
    size = min(size, round(step * 0.62))
    for row in form.rows:
        label, value = row.format(**said).split("|", 1)
        if len(label) > 1:
            spread(image, (left, y), label, width=label_width, face="song_bold", size=size)
        corner = (left + (label_width + 40 if label else 0), y)
        y = max(
            y + step, paragraph(image, corner, value, face=face, size=size, width=image.width - corner[0] - 160) + 16
        )
    return size


def _issue(image: Image.Image, form: Form, said: dict[str, str], rng: Random) -> None:
    draw, (width, height) = ImageDraw.Draw(image), image.size
    authority = form.authority.format(**said)
    x, y = round(width * 0.5), height - 250
    if form.issuer:
        draw.text((x, y), f"{form.issuer}　{authority}", font=font("song", 36), fill=INK)
    draw.text((x + 150, y + 76), said["day"], font=font("song", 36), fill=INK)
    paper.seal(image, (width - 330, y + 40), text=authority, radius=130, rng=rng)
