"""Which way up a photo is, from the EXIF bytes of its file."""

from __future__ import annotations

import struct

from PIL import Image

_ORIENTATION_TAG = 0x0112
_LONG = 4
_READ_AT_MOST = 0xFFFF
_BYTE_ORDERS = {b"II*\x00": "<", b"MM\x00*": ">"}

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDES_CHANGE_PLACES = (5, 6, 7, 8)


def read_orientation(tiff: bytes) -> int:
    """Return the orientation (1 to 8) written in an EXIF block that begins at its TIFF header, or 1.

    Nothing else of the block is looked at, and nothing in it raises (EXIF 2.32, 4.6.4).
    """
    order = _BYTE_ORDERS.get(tiff[:4])
    if order is None:
        return 1
    try:
        value = _first_directory_value(tiff[:_READ_AT_MOST], order)
    except struct.error:
        return 1
    return value if value in _TURNS else 1


def turned_upright(image: Image.Image, orientation: int) -> Image.Image:
    """Return the image the way its photographer held the camera."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def upright_size(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Return the size of a picture after it was turned upright."""
    return (height, width) if orientation in _SIDES_CHANGE_PLACES else (width, height)


def _first_directory_value(tiff: bytes, order: str) -> int:
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind = struct.unpack_from(f"{order}HH", tiff, entry)
        if tag == _ORIENTATION_TAG:
            (value,) = struct.unpack_from(f"{order}{'I' if kind == _LONG else 'H'}", tiff, entry + 8)
            return int(value)
    return 1
