"""The door for photos: any bytes in, a clean upright JPEG or a refusal out."""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass

from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from django_bizlicense.exceptions import ErrorCode, ImageRejected
from django_bizlicense.images.formats import JPEG_MAGIC, require_photo
from django_bizlicense.images.jpeg import clean_jpeg
from django_bizlicense.images.orientation import turned_upright, upright_size
from django_bizlicense.images.png import clean_png
from django_bizlicense.images.source import Source
from django_bizlicense.images.stored import STORED_PIXELS, STORED_QUALITY, encoded, open_stored

MAX_BYTES = 20 * 1024 * 1024
FULL_DECODE_PIXELS = 24_000_000
"""Above, a JPEG is decoded at half scale; below, shrinking the whole picture keeps more of the small print."""


@dataclass(frozen=True, kw_only=True)
class AcceptedImage:
    """A photo as it is stored: JPEG bytes, its size in pixels as it is seen upright, SHA-256 of the bytes in hex.

    `source_size` (width, height) is that of the sender's picture seen upright, before it was shrunk.
    """

    content: bytes
    width: int
    height: int
    sha256: str
    source_size: tuple[int, int]


def accept(data: bytes) -> AcceptedImage:
    """Rebuild an uploaded photo from its pixels alone: upright, RGB, at most 12 megapixels.

    Takes JPEG and PNG up to 20 MiB within bounds that keep any input under 2.5 s of CPU and 450 MB. Raises
    ImageRejected for everything else, whatever the decoder makes of it, and nothing else.
    """
    if len(data) > MAX_BYTES:
        raise ImageRejected(ErrorCode.FILE_TOO_LARGE)
    require_photo(data)
    try:
        source = clean_jpeg(data) if data.startswith(JPEG_MAGIC) else clean_png(data)
        image = _stored_image(source)
        content = encoded(image, quality=STORED_QUALITY)
    except ImageRejected:
        raise
    except Exception as error:  # decoders raise what they like on damaged files, MemoryError and RecursionError too
        raise ImageRejected(ErrorCode.DAMAGED) from error
    return AcceptedImage(
        content=content,
        width=image.width,
        height=image.height,
        sha256=hashlib.sha256(content).hexdigest(),
        source_size=upright_size(source.width, source.height, source.orientation),
    )


def _stored_image(source: Source) -> Image.Image:
    image = _decoded_jpeg(source) if source.data.startswith(JPEG_MAGIC) else _decoded_png(source)
    return turned_upright(_shrunk(_on_white(image)), source.orientation)


def _decoded_jpeg(source: Source) -> Image.Image:
    image = open_stored(source.data)
    if source.pixels > FULL_DECODE_PIXELS:
        image.draft(None, (source.width // 2, source.height // 2))
    image.load()
    return image


def _decoded_png(source: Source) -> Image.Image:
    image = PngImageFile(io.BytesIO(source.data))
    image.load()
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture in RGB; what is transparent shows white paper."""
    if image.mode == "I;16":  # convert() would clip at 255 instead of scaling
        image = image.point(lambda value: value / 256)
    if "transparency" not in image.info and image.mode not in ("LA", "RGBA"):
        return image if image.mode == "RGB" else image.convert("RGB")
    image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image)
    return paper


def _shrunk(image: Image.Image) -> Image.Image:
    pixels = image.width * image.height
    if pixels <= STORED_PIXELS:
        return image
    scale = math.sqrt(STORED_PIXELS / pixels)
    return image.resize((int(image.width * scale), int(image.height * scale)), Image.Resampling.LANCZOS)
