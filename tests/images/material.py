"""Pictures for the tests, drawn and crafted byte by byte."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

COLOR_444 = (0x11, 0x11, 0x11)
COLOR_420 = (0x22, 0x11, 0x11)
CMYK = (0x11,) * 4
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def picture(size: tuple[int, int] = (320, 240), mode: str = "RGB") -> Image.Image:
    """Four quarters, red, green, blue and black on white, so that every turn looks different."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    width, height = size[0] // 2, size[1] // 2
    for (x, y), color in zip(((0, 0), (1, 0), (0, 1)), ("red", "green", "blue"), strict=True):
        draw.rectangle((x * width, y * height, (x + 1) * width - 1, (y + 1) * height - 1), fill=color)
    for line in range(8, size[1], 16):
        draw.text((8, line), "91430104MAUQ4DGK86", fill="black")
    return image.convert(mode)


def noise(size: tuple[int, int], strength: float = 0.5, *, over: Image.Image | None = None) -> Image.Image:
    """Grain over a picture or over grey; strength 0 is none, 1 is nothing else."""
    grain = Image.frombytes("RGB", size, random.Random(1).randbytes(3 * size[0] * size[1]))
    return Image.blend(over or Image.new("RGB", size, "grey"), grain, strength)


def written(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def with_segment(jpeg: bytes, marker: int, payload: bytes) -> bytes:
    return jpeg[:2] + segment(marker, payload) + jpeg[2:]


def frame(marker: int, size: tuple[int, int], sampling: Sequence[int], *, precision: int = 8) -> bytes:
    components = b"".join(bytes([number, factor, 0]) for number, factor in enumerate(sampling, 1))
    return segment(marker, struct.pack(">BHHB", precision, size[1], size[0], len(sampling)) + components)


def scan(components: Sequence[int], *, first: int = 0, last: int = 63, approximation: int = 0) -> bytes:
    chosen = b"".join(bytes([number, 0]) for number in components)
    return segment(0xDA, bytes([len(components)]) + chosen + bytes([first, last, approximation]))


def one_code(kind: int, symbol: int) -> bytes:
    """A Huffman table (0 for DC, 1 for AC) whose only code is a zero bit."""
    return segment(0xC4, bytes([kind << 4, 1, *[0] * 15, symbol]))


QUANTIZATION = segment(0xDB, bytes([0, *[1] * 64]))


def baseline_jpeg(size: tuple[int, int], sampling: Sequence[int], body: int) -> bytes:
    """One scan that sets every coefficient as long as its `body` zero bytes last."""
    tables = QUANTIZATION + frame(0xC0, size, sampling) + one_code(0, 0) + one_code(1, 0x01)
    return b"\xff\xd8" + tables + scan(range(1, len(sampling) + 1)) + bytes(body) + b"\xff\xd9"


def refining_jpeg(size: tuple[int, int], sampling: Sequence[int], *, scans: int, body: int) -> bytes:
    """Progressive: each component's coefficients set once, then refined over and over."""
    parts = [b"\xff\xd8", QUANTIZATION, frame(0xC2, size, sampling), one_code(0, 0), one_code(1, 0x01)]
    parts += [scan(range(1, len(sampling) + 1), last=0), bytes(1000)]
    for number in range(scans - 1):
        if number == len(sampling):
            parts.append(one_code(1, 0xF0))
        approximation = 0x01 if number < len(sampling) else 0x10
        parts += [scan([1 + number % len(sampling)], first=1, approximation=approximation), bytes(body // scans)]
    return b"".join(parts) + b"\xff\xd9"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    size: tuple[int, int],
    *,
    depth: int = 8,
    color: int = 2,
    interlaced: bool = False,
    extra: bytes = b"",
    packed: bytes,
) -> bytes:
    header = struct.pack(">IIBBBBB", *size, depth, color, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def rows(size: tuple[int, int], *, depth: int, color: int, interlaced: bool = False) -> int:
    """How many bytes the unpacked pixels of such a PNG have."""
    bits = depth * CHANNELS[color]
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    total = 0
    for x, y, across, down in passes if interlaced else ((0, 0, 1, 1),):
        width, height = -(-(size[0] - x) // across), -(-(size[1] - y) // down)
        total += height * (1 + (width * bits + 7) // 8) if width > 0 else 0
    return total


def blank_png(
    size: tuple[int, int] = (256, 220), *, depth: int = 8, color: int = 2, interlaced: bool = False, extra: bytes = b""
) -> bytes:
    packed = zlib.compress(bytes(rows(size, depth=depth, color=color, interlaced=interlaced)), 1)
    return png(size, depth=depth, color=color, interlaced=interlaced, extra=extra, packed=packed)


def empty_deflate_blocks(count: int) -> bytes:
    """Deflate data (RFC 1951) that says nothing at length: blocks of 92 bits, tables and no content."""
    order = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1)
    lengths = {18: 1, 1: 2, 0: 2}
    fields = [(0, 1), (2, 2), (0, 5), (0, 5), (len(order) - 4, 4), *((lengths.get(symbol, 0), 3) for symbol in order)]
    fields += [(0, 1), (127, 7), (0, 1), (107, 7), (3, 2), (3, 2), (0, 1)]
    value = shift = 0
    for _ in range(8):
        for field, bits in fields:
            value |= field << shift
            shift += bits
    return b"\x78\x9c" + value.to_bytes(shift // 8, "little") * (count // 8)
