"""Sheets of text for tests: lines without an engine, and pictures of papers that are no business license."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from django_bizlicense.ocr.local.lines import Line
from tests.specimens.fonts import MissingFontError, font, require_fonts

HEIGHT = 30.0


def line(text: str, left: float, middle: float, *, width: float | None = None, height: float = HEIGHT) -> Line:
    """Return a line at its place; without a width, every character is as wide as high."""
    right = left + (width if width is not None else HEIGHT * len(text))
    top, bottom = middle - height / 2, middle + height / 2
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Line(text=text, score=0.99, least=0.99, quad=quad, left=left, top=top, right=right, bottom=bottom)


def paper(title: str, rows: Sequence[str], *, size: tuple[int, int] = (1200, 850)) -> bytes:
    """Return a drawn paper with a title and rows as JPEG bytes."""
    image = Image.new("RGB", size, "#f4f1e6")
    draw = ImageDraw.Draw(image)
    draw.text((size[0] / 2, 90), title, font=font("song_bold", 64), fill="black", anchor="mm")
    for place, row in enumerate(rows):
        draw.text((110, 180 + 58 * place), row, font=font("song", 30), fill="black")
    return jpeg(image)


def jpeg(image: Image.Image) -> bytes:
    """Return a picture as JPEG bytes."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def fonts_missing() -> bool:
    """Tell whether `paper` cannot draw here."""
    try:
        require_fonts()
    except MissingFontError:
        return True
    return False
