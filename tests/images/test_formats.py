from __future__ import annotations

import pytest

from django_bizlicense.exceptions import ErrorCode, ImageRejected
from django_bizlicense.images import accept
from tests.images.material import picture, written


def container(*brands: bytes) -> bytes:
    size = 16 + 4 * (len(brands) - 1)
    return size.to_bytes(4, "big") + b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:]) + bytes(100)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ErrorCode.EMPTY_FILE),
        (container(b"heic", b"mif1"), ErrorCode.FORMAT_HEIC),
        (container(b"mif1", b"mif1", b"heic"), ErrorCode.FORMAT_HEIC),
        (container(b"mif1", b"miaf", b"avif"), ErrorCode.FORMAT_AVIF),
        (container(b"avif"), ErrorCode.FORMAT_AVIF),
        (container(b"isom", b"mp42"), ErrorCode.NOT_A_PHOTO),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", ErrorCode.FORMAT_WEBP),
        (b"%PDF-1.7\n", ErrorCode.FORMAT_PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.4\n", ErrorCode.FORMAT_PDF),
        (b"GIF89a", ErrorCode.FORMAT_GIF),
        (b"II*\x00", ErrorCode.NOT_A_PHOTO),
        (b"BM", ErrorCode.NOT_A_PHOTO),
        (b"PK\x03\x04", ErrorCode.NOT_A_PHOTO),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ErrorCode.NOT_A_PHOTO),
        (b"\xff", ErrorCode.NOT_A_PHOTO),
        (b"\xff\xd8\xff", ErrorCode.DAMAGED),
        (b"\x89PNG\r\n\x1a\n", ErrorCode.DAMAGED),
        (b"\xff\xd8\xff" + bytes(20 * 1024 * 1024), ErrorCode.FILE_TOO_LARGE),
    ],
)
def test_refusals_name_the_format(data: bytes, code: ErrorCode) -> None:
    with pytest.raises(ImageRejected) as refusal:
        accept(data)
    assert refusal.value.code is code


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF", "BMP", "PPM", "ICO", "TGA", "PCX"])
def test_what_pillow_reads_is_not_what_we_take(kind: str) -> None:
    with pytest.raises(ImageRejected) as refusal:
        accept(written(picture((256, 256)), kind))
    assert refusal.value.code in {ErrorCode.FORMAT_GIF, ErrorCode.FORMAT_WEBP, ErrorCode.NOT_A_PHOTO}


@pytest.mark.parametrize("code", [code for code in ErrorCode if code.value.startswith("format_")])
def test_every_refused_format_says_what_to_do_in_both_languages(code: ErrorCode) -> None:
    assert all((code.text.en, code.text.zh, code.text.fix_en, code.text.fix_zh))
