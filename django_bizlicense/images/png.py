"""Take a PNG apart by its chunks before any decoder sees it.

Header, palette, transparency and pixels are kept, the pixels in one chunk; texts, profiles, EXIF and private chunks
are never inflated. Source of the syntax: PNG (third edition), section 5.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from django_bizlicense.exceptions import ErrorCode, ImageRejected
from django_bizlicense.images.formats import PNG_MAGIC
from django_bizlicense.images.orientation import read_orientation
from django_bizlicense.images.source import Source, require_size

MAX_PIXELS = 20_000_000
MAX_CHUNKS = 10_000
"""Twenty megabytes in the 8 KiB chunks that libpng writes are 2,560."""

_KNOWN_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_ANIMATION = frozenset({b"acTL", b"fcTL", b"fdAT"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def clean_png(data: bytes) -> Source:
    """Return a PNG without anything but what makes its pixels.

    Raises ImageRejected where the bounds of this module are broken, a chunk that matters has a wrong checksum, the
    file has no end, or it moves.
    """
    header, orientation = b"", 1
    tables: dict[bytes, memoryview] = {}
    pixels: list[memoryview] = []
    for name, body in _chunks(data):
        if name == b"IHDR" and not header:
            header = _checked_header(bytes(body))
        elif name == b"IDAT":
            pixels.append(body)
        elif name in (b"PLTE", b"tRNS") and not pixels:
            tables.setdefault(name, body)
        elif name == b"eXIf":
            orientation = read_orientation(bytes(body[:0xFFFF]))
    if not header or not pixels:
        raise ImageRejected(ErrorCode.DAMAGED)
    return _source(header, tables, pixels, orientation=orientation)


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Yield name and body of each chunk up to the end chunk."""
    view, position = memoryview(data), len(PNG_MAGIC)
    for _ in range(MAX_CHUNKS):
        if position + 12 > len(data):
            raise ImageRejected(ErrorCode.DAMAGED)
        length, name = struct.unpack_from(">I4s", data, position)
        end = position + 8 + length
        if end + 4 > len(data):
            raise ImageRejected(ErrorCode.DAMAGED)
        _require_still_and_known(name)
        body = view[position + 8 : end]
        if name in _KNOWN_CRITICAL and zlib.crc32(view[position + 4 : end]) != int.from_bytes(
            view[end : end + 4], "big"
        ):
            raise ImageRejected(ErrorCode.DAMAGED)
        if name == b"IEND":
            return
        yield name, body
        position = end + 4
    raise ImageRejected(ErrorCode.TOO_COMPLEX)


def _require_still_and_known(name: bytes) -> None:
    if name in _ANIMATION:
        raise ImageRejected(ErrorCode.ANIMATED)
    if name[:1].isupper() and name not in _KNOWN_CRITICAL:
        raise ImageRejected(ErrorCode.TOO_COMPLEX)
    if not name.isalpha():
        raise ImageRejected(ErrorCode.DAMAGED)


def _checked_header(body: bytes) -> bytes:
    if len(body) != 13:
        raise ImageRejected(ErrorCode.DAMAGED)
    width, height, _, color, *methods = struct.unpack(">IIBBBBB", body)
    if color not in _CHANNELS or methods[0] or methods[1] or methods[2] > 1:
        raise ImageRejected(ErrorCode.DAMAGED)
    require_size(width, height, most_pixels=MAX_PIXELS)
    return body


def _source(header: bytes, tables: dict[bytes, memoryview], pixels: list[memoryview], *, orientation: int) -> Source:
    width, height, depth, color = struct.unpack_from(">IIBB", header)
    _require_plausible_packing(width * height * _CHANNELS[color] * depth // 8 + height, pixels)
    if depth == 16:
        # Pillow reads 16-bit samples as 8 and would compare them with the 16-bit transparent color.
        tables.pop(b"tRNS", None)
    parts = [PNG_MAGIC, *_chunk(b"IHDR", [header])]
    for name in (b"PLTE", b"tRNS"):
        if name in tables:
            parts += _chunk(name, [tables[name]])
    parts += [*_chunk(b"IDAT", pixels), *_chunk(b"IEND", [])]
    return Source(data=b"".join(parts), width=width, height=height, orientation=orientation)


def _require_plausible_packing(unpacked: int, pixels: list[memoryview]) -> None:
    """Refuse more packed bytes than pixels can need: deflate never grows its input by more than a few per mille."""
    if sum(map(len, pixels)) > unpacked + unpacked // 100 + 0x10000:
        raise ImageRejected(ErrorCode.TOO_COMPLEX)


def _chunk(name: bytes, bodies: list[bytes] | list[memoryview]) -> list[bytes | memoryview]:
    checksum = zlib.crc32(name)
    for body in bodies:
        checksum = zlib.crc32(body, checksum)
    return [struct.pack(">I4s", sum(map(len, bodies)), name), *bodies, struct.pack(">I", checksum)]
