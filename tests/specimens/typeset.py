"""Set Chinese text: spread labels, wrapped values."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw

from .fonts import font

INK = (34, 32, 34)
NO_LINE_START = "，。、；：）)》”％！？"
NO_LINE_END = "（(《“"


@dataclass(frozen=True, kw_only=True)
class Column:
    """Where rows stand: labels spread between `left` and `left + label_width`, values from `value` to `right`."""

    left: int
    label_width: int
    value: int
    right: int


def wrap(text: str, *, face: str, size: int, width: int) -> list[str]:
    """Break a text into lines of at most `width` pixels; no line begins with a closing mark."""
    letters = font(face, size)
    lines = [""]
    for char in text:
        if lines[-1] and letters.getlength(lines[-1] + char) > width and char not in NO_LINE_START:
            carried = lines[-1][-1] if lines[-1][-1] in NO_LINE_END else ""
            lines[-1] = lines[-1].removesuffix(carried)
            lines.append(carried + char)
            continue
        lines[-1] += char
    return lines


def spread(image: Image.Image, corner: tuple[int, int], text: str, *, width: int, face: str, size: int) -> None:
    """Print a label with its characters spread over a width, as the forms do: 名　　称."""
    size = min(size, width // len(text))
    draw, letters = ImageDraw.Draw(image), font(face, size)
    step = (width - size) / (len(text) - 1)
    for place, char in enumerate(text):
        draw.text((corner[0] + round(place * step), corner[1]), char, font=letters, fill=INK, anchor="ls")


def fitting_size(text: str, *, face: str, size: int, smallest: int, width: int, height: int) -> int:
    """Return the largest size down to `smallest` at which the wrapped text is no higher than `height`."""
    while size > smallest and len(wrap(text, face=face, size=size, width=width)) * round(size * 1.32) > height:
        size -= 1
    return size


def paragraph(
    image: Image.Image,
    corner: tuple[int, int],
    text: str,
    *,
    face: str,
    size: int,
    width: int,
    ink: tuple[int, int, int] = INK,
) -> int:
    """Print a wrapped text and return the next line's y; `corner` is the first baseline."""
    draw, y = ImageDraw.Draw(image), corner[1]
    for line in wrap(text, face=face, size=size, width=width):
        draw.text((corner[0], y), line, font=font(face, size), fill=ink, anchor="ls")
        y += round(size * 1.32)
    return y
