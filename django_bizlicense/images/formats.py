"""Which kind of file the bytes are, and the refusals that are told by name."""

from __future__ import annotations

from django_bizlicense.exceptions import ErrorCode, ImageRejected

JPEG_MAGIC = b"\xff\xd8\xff"
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_PDF_HEADER_WITHIN = 1024
"""Readers take a PDF whose header stands anywhere in its first KiB (ISO 32000-1, annex H.3.4.1)."""


def require_photo(data: bytes) -> None:
    """Raise ImageRejected naming the format unless the bytes begin as a JPEG or a PNG does."""
    if not data:
        raise ImageRejected(ErrorCode.EMPTY_FILE)
    if not data.startswith((JPEG_MAGIC, PNG_MAGIC)):
        raise ImageRejected(_refusal(data[:_PDF_HEADER_WITHIN]))


def _refusal(head: bytes) -> ErrorCode:
    if head[4:8] == b"ftyp":
        return _container_refusal(head)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return ErrorCode.FORMAT_WEBP
    if head.startswith((b"GIF87a", b"GIF89a")):
        return ErrorCode.FORMAT_GIF
    if b"%PDF-" in head:
        return ErrorCode.FORMAT_PDF
    return ErrorCode.NOT_A_PHOTO


def _container_refusal(head: bytes) -> ErrorCode:
    """Tell AVIF from HEIC by the major brand, then by the compatible ones (ISO/IEC 14496-12, 4.3)."""
    size = int.from_bytes(head[:4], "big")
    brands = {head[8:12], *(head[start : start + 4] for start in range(16, min(size, len(head)), 4))}
    if brands & _AVIF_BRANDS:
        return ErrorCode.FORMAT_AVIF
    return ErrorCode.FORMAT_HEIC if brands & _HEIC_BRANDS else ErrorCode.NOT_A_PHOTO
