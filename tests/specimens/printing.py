"""What all designs of licenses share: a print shop's style, title, number, rows, the authority with date and seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from PIL import Image, ImageDraw

from . import paper
from .fonts import font
from .typeset import INK, Column, fitting_size, paragraph, spread, wrap
from .values import License, Row

SMALLEST = 29
SMALLEST_VALUE = 20
CLOSEST = 54
GAP = 18
SCOPE = "business_scope"
INKS: tuple[paper.Color, ...] = (INK, INK, (20, 20, 24), (62, 58, 60), (36, 40, 66), (98, 94, 98))


class Sheet(NamedTuple):
    """A printed sheet, and the size in its pixels of the smallest type that a value is set in."""

    image: Image.Image
    smallest: int


@dataclass(frozen=True, kw_only=True)
class Style:
    """How one print shop prints: faces of labels and values, base size of values, colors, distance of rows.

    Values are printed over a form that has the labels already: `drift` is how far they miss their place; where they are
    `centered`, a value of two lines begins above its label.
    """

    label_face: str
    value_face: str
    size: int
    pitch: int
    palette: paper.Palette
    drift: tuple[int, int] = (0, 0)
    ink: paper.Color = INK
    pattern: float = 0.0
    centered: bool = False
    mark: int = 16


def style(rng: Random) -> Style:
    """Return a style at random."""
    return Style(
        label_face=rng.choice(("song_bold", "song_bold", "kai", "hei")),
        value_face=rng.choice(("song", "song", "ming", "hei", "zen", "kai")),
        size=rng.randrange(33, 42),
        pitch=rng.randrange(72, 88),
        palette=rng.choice(paper.PALETTES),
        drift=(rng.randrange(-18, 22), rng.randrange(-15, 16)) if rng.random() < 0.5 else (0, 0),
        ink=rng.choice(INKS),
        pattern=rng.choice((0.0, 0.0, 0.5, 0.9)),
        centered=rng.random() < 0.3,
        mark=rng.randrange(14, 40),
    )


def blank(size: tuple[int, int], style: Style, *, bottom: int) -> Image.Image:
    """Return the empty form: ground, border, and 样本 all over it."""
    image = paper.sheet(size, style.palette, (54, 54, size[0] - 54, bottom)).copy()
    if style.pattern:
        paper.scales(image, style.palette.tint, radius=46, strength=style.pattern)
    paper.watermark(image, "样本", size=190, pitch=(620, 400), strength=style.mark)
    return image


def title(image: Image.Image, text: str, *, center: tuple[int, int], size: int, width: int) -> None:
    """Print the title, its characters spread over a width."""
    draw, step = ImageDraw.Draw(image), (width - size) / (len(text) - 1)
    for place, char in enumerate(text):
        x = center[0] - width / 2 + size / 2 + place * step
        draw.text((x, center[1]), char, font=font("kai", size), fill=INK, anchor="mm", stroke_width=size // 40)


def copy_line(image: Image.Image, license_: License, *, center: tuple[int, int], size: int = 46) -> None:
    """Print 正本 or 副本 in brackets under the title, with the number of the copy."""
    number = f"（{license_.copy_number}）" if license_.copy_number else ""
    text = f"（{license_.copy[0]}　{license_.copy[1]}）{number}"
    ImageDraw.Draw(image).text(center, text, font=font("kai", size), fill=INK, anchor="mm")


def number_line(image: Image.Image, license_: License, style: Style, *, center: tuple[int, int], size: int) -> None:
    """Print the number with its label on one line."""
    label = "注册号" if len(license_.number) == 15 else "统一社会信用代码"
    text = f"{label}　{license_.number}"
    ImageDraw.Draw(image).text(center, text, font=font(style.value_face, size), fill=style.ink, anchor="mm")


def serial_line(image: Image.Image, license_: License, corner: tuple[int, int]) -> None:
    """Print the serial number, where the sheet has one."""
    if license_.serial:
        ImageDraw.Draw(image).text(corner, f"编号：{license_.serial}", font=font("hei", 32), fill=INK)


def rows(
    image: Image.Image, license_: License, wanted: Sequence[Row], column: Column, style: Style, *, top: int, bottom: int
) -> int:
    """Print rows of labels and values from a baseline down; return the smallest size of type used.

    A long business scope is set smaller; where that is not enough the rows come closer together.
    """
    texts = [license_.printed(row) for row in wanted]
    heights = _heights(wanted, texts, column, style)
    while sum(heights) > bottom - top and style.pitch > CLOSEST:
        style = replace(style, pitch=style.pitch - 4, size=min(style.size, round(0.64 * style.pitch)))
        heights = _heights(wanted, texts, column, style)
    y, smallest = top, style.size
    for place, (row, text) in enumerate(zip(wanted, texts, strict=True)):
        size = style.size
        if row.field == SCOPE:
            size = _scope_size(text, column, style, height=bottom - y - sum(heights[place + 1 :]))
        below = _row(image, row, text, column, style, y=y, size=size)
        y, smallest = max(y + style.pitch, below + GAP), min(smallest, size)
    return smallest


def _heights(wanted: Sequence[Row], texts: Sequence[str], column: Column, style: Style) -> list[int]:
    """Return how much room each row takes at least."""
    sizes = [SMALLEST_VALUE if row.field == SCOPE else style.size for row in wanted]
    width, face = column.right - column.value, style.value_face
    lines = [len(wrap(text, face=face, size=size, width=width)) for text, size in zip(texts, sizes, strict=True)]
    return [max(style.pitch, round(size * 1.32) * count + GAP) for size, count in zip(sizes, lines, strict=True)]


def _scope_size(text: str, column: Column, style: Style, *, height: int) -> int:
    width = column.right - column.value
    return fitting_size(
        text, face=style.value_face, size=style.size, smallest=SMALLEST_VALUE, width=width, height=height
    )


def _row(image: Image.Image, row: Row, text: str, column: Column, style: Style, *, y: int, size: int) -> int:
    width, face = column.right - column.value, style.value_face
    drop = round(size * 0.66) if style.centered and len(wrap(text, face=face, size=size, width=width)) == 2 else 0
    label = (column.left, y + drop)
    spread(image, label, row.label, width=column.label_width, face=style.label_face, size=style.size)
    corner = (column.value + style.drift[0], y + style.drift[1])
    return paragraph(image, corner, text, face=face, size=size, width=width, ink=style.ink)


def issue(
    image: Image.Image,
    license_: License,
    style: Style,
    *,
    label: tuple[int, int],
    date: tuple[int, int],
    seal: tuple[int, int],
    rng: Random,
) -> None:
    """Print 登记机关 and the date, and stamp the seal over them."""
    spread(image, label, "登记机关", width=230, face=style.label_face, size=40)
    text = license_.issued_on
    for mark in "年月日":
        text = text.replace(mark, f" {mark} ")
    ImageDraw.Draw(image).text(date, text.strip(), font=font(style.value_face, 40), fill=style.ink)
    center = (seal[0] + rng.randrange(-70, 25), seal[1] + rng.randrange(-20, 40))
    paper.seal(image, center, text=license_.authority, radius=rng.randrange(128, 146), rng=rng)


def footer(image: Image.Image, text: str, corner: tuple[int, int], *, right: bool = False) -> None:
    """Print a small line below the border."""
    anchor = "ra" if right else "la"
    ImageDraw.Draw(image).text(corner, text, font=font("song", SMALLEST - 1), fill=INK, anchor=anchor)
