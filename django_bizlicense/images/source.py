"""A sender's file after everything but its pixels was left out, not decoded yet."""

from __future__ import annotations

from dataclasses import dataclass

from django_bizlicense.exceptions import ErrorCode, ImageRejected

SHORTEST_SIDE = 200
"""Pixels; the thumbnails of messengers are smaller, and no print of a license survives in them."""

LONGEST_SIDE = 20_000
"""Pixels; a panorama reaches 16,000, and a JPEG cannot hold more than 65,500."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Cleaned bytes of one format, the size they declare (before turning) and the orientation the file told."""

    data: bytes
    width: int
    height: int
    orientation: int = 1

    @property
    def pixels(self) -> int:
        return self.width * self.height


def require_size(width: int, height: int, *, most_pixels: int) -> None:
    """Raise ImageRejected where a declared size is impossible, too large or too small."""
    if not width or not height:
        raise ImageRejected(ErrorCode.DAMAGED)
    if width * height > most_pixels or max(width, height) > LONGEST_SIDE:
        raise ImageRejected(ErrorCode.TOO_MANY_PIXELS)
    if min(width, height) < SHORTEST_SIDE:
        raise ImageRejected(ErrorCode.TOO_SMALL)
