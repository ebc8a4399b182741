"""Take a JPEG apart by its markers before any decoder sees it.

Only tables, frame and scans are kept, and the two application markers that decide about color are written anew.
Comments, EXIF, XMP, ICC, thumbnails, further pictures and whatever follows the end of the first picture are left
out, so that no parser of ours or Pillow's ever meets them. Source of the syntax: ITU-T T.81, annex B.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from django_bizlicense.exceptions import ErrorCode, ImageRejected
from django_bizlicense.images.orientation import read_orientation
from django_bizlicense.images.source import Source, require_size

MAX_PIXELS = 50_000_000
MAX_SCANS = 64
"""The most among 1,207 honest files was 20."""
MAX_SCANNED_PIXELS = 600_000_000
"""Pixels times scans, which is what a decoder's time grows with: 3,000 scans in 156 kB took 25 s."""
MAX_BUFFERED_SAMPLES = 120_000_000
"""A picture of several scans is held as coefficients, two bytes each, beside its pixels."""
MAX_BUFFERED_CMYK_PIXELS = 20_000_000
MAX_SEGMENTS = 1_000
"""Segments before the first scan; twenty megabytes of the longest metadata segments are 320."""

_APP0, _APP1, _APP14 = 0xE0, 0xE1, 0xEE
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_DHT, _DQT, _DRI = 0xC4, 0xDB, 0xDD
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {_DHT, 0xC8, 0xCC}
_CAMERA_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive; lossless, hierarchical and arithmetic frames come from no camera."""
_PROGRESSIVE = 0xC2
_MARKER = re.compile(rb"\xff([^\x00\xff])")
_JFIF = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a frame header declares; `samples` counts all components at their own resolution."""

    width: int
    height: int
    components: int
    samples: int
    progressive: bool


@dataclass
class _Header:
    """What is collected on the way to the first scan."""

    kept: list[bytes] = field(default_factory=lambda: [b"\xff\xd8"])
    frame: Frame | None = None
    orientation: int = 1

    def take(self, marker: int, payload: bytes) -> None:
        if marker in _FRAMES:
            self._take_frame(marker, payload)
        elif marker in (_DHT, _DQT, _DRI, _SOS):
            self._keep(marker, payload)
        elif marker == _APP0 and payload.startswith(b"JFIF\x00"):
            self._keep(marker, _JFIF)
        elif marker == _APP14 and payload.startswith(b"Adobe") and len(payload) >= 12:
            self._keep(marker, b"Adobe\x00\x64" + bytes(4) + payload[11:12])
        elif marker == _APP1 and payload.startswith(b"Exif\x00\x00") and self.orientation == 1:
            self.orientation = read_orientation(payload[6:])

    def _take_frame(self, marker: int, payload: bytes) -> None:
        if self.frame is not None:
            raise ImageRejected(ErrorCode.DAMAGED)
        self.frame = _frame(marker, payload)
        self._keep(marker, payload)

    def _keep(self, marker: int, payload: bytes) -> None:
        self.kept.append(struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload)


def clean_jpeg(data: bytes) -> Source:
    """Return the first picture of a JPEG (of an MPO, too) without anything but what makes its pixels.

    Raises ImageRejected where the bounds of this module are broken or the picture has no end. Costs no more than a
    few passes over the bytes.
    """
    header, scans_from = _read_header(data)
    if header.frame is None:
        raise ImageRejected(ErrorCode.DAMAGED)
    end = data.find(b"\xff\xd9", scans_from)
    if end < 0:
        raise ImageRejected(ErrorCode.DAMAGED)
    _require_affordable(header.frame, scans=1 + data.count(b"\xff\xda", scans_from, end))
    return Source(
        data=b"".join([*header.kept, memoryview(data)[scans_from : end + 2]]),
        width=header.frame.width,
        height=header.frame.height,
        orientation=header.orientation,
    )


def _read_header(data: bytes) -> tuple[_Header, int]:
    header = _Header()
    scans_from = 2
    for marker, payload, end in _segments(data):
        header.take(marker, payload)
        scans_from = end
    return header, scans_from


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Yield marker, payload and end of each segment up to the first scan's header."""
    position = 2
    for _ in range(MAX_SEGMENTS):
        match = _MARKER.search(data, position)
        if match is None or match[1][0] in (_SOI, _EOI):
            raise ImageRejected(ErrorCode.DAMAGED)
        marker, position = match[1][0], match.end()
        if marker in _STANDALONE:
            continue
        length = int.from_bytes(data[position : position + 2], "big")
        if length < 2 or position + length > len(data):
            raise ImageRejected(ErrorCode.DAMAGED)
        yield marker, data[position + 2 : position + length], position + length
        if marker == _SOS:
            return
        position += length
    raise ImageRejected(ErrorCode.TOO_COMPLEX)


def _frame(marker: int, payload: bytes) -> Frame:
    if len(payload) < 6:
        raise ImageRejected(ErrorCode.DAMAGED)
    precision, height, width, components = struct.unpack_from(">BHHB", payload)
    if marker not in _CAMERA_FRAMES or precision != 8 or components not in (1, 3, 4):
        raise ImageRejected(ErrorCode.TOO_COMPLEX)
    require_size(width, height, most_pixels=MAX_PIXELS)
    factors = [(sampling >> 4, sampling & 15) for sampling in payload[7 : 6 + 3 * components : 3]]
    if len(payload) != 6 + 3 * components or not all(0 < side < 5 for factor in factors for side in factor):
        raise ImageRejected(ErrorCode.DAMAGED)
    return Frame(
        width=width,
        height=height,
        components=components,
        samples=_samples(width * height, factors),
        progressive=marker == _PROGRESSIVE,
    )


def _samples(pixels: int, factors: list[tuple[int, int]]) -> int:
    full = max(across for across, _ in factors) * max(down for _, down in factors)
    return sum(pixels * across * down // full for across, down in factors)


def _require_affordable(frame: Frame, *, scans: int) -> None:
    pixels = frame.width * frame.height
    if scans > MAX_SCANS or scans * pixels > MAX_SCANNED_PIXELS:
        raise ImageRejected(ErrorCode.TOO_COMPLEX)
    if scans == 1 and not frame.progressive:
        return
    if frame.samples > MAX_BUFFERED_SAMPLES or (frame.components == 4 and pixels > MAX_BUFFERED_CMYK_PIXELS):
        raise ImageRejected(ErrorCode.TOO_MANY_PIXELS)
