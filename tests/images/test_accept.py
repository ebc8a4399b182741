from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from django_bizlicense.images import accept
from tests.images.material import (
    baseline_jpeg,
    blank_png,
    chunk,
    noise,
    opened,
    picture,
    segment,
    with_segment,
    written,
)

WHITE, RED, BLUE = (255, 255, 255), (255, 0, 0), (0, 0, 255)


def stored_pixel(data: bytes, place: tuple[int, int]) -> tuple[int, ...]:
    return opened(accept(data).content).getpixel(place)


def near(pixel: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 4 for a, b in zip(pixel, wanted, strict=True))


def test_what_is_returned_describes_what_is_stored() -> None:
    accepted = accept(written(picture()))
    image = opened(accepted.content)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (accepted.width, accepted.height))
    assert accepted.sha256 == hashlib.sha256(accepted.content).hexdigest()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert accept(written(picture())) == accepted


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_jpeg_of_every_color_model(mode: str) -> None:
    data = written(Image.new("RGB", (256, 256), RED).convert(mode))
    assert near(stored_pixel(data, (9, 9)), (76, 76, 76) if mode == "L" else RED)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "RGB", "1"])
def test_transparent_places_are_white_paper(mode: str) -> None:
    if mode in ("RGBA", "LA"):
        data = written(Image.new(mode, (256, 256), (9,) * (len(mode) - 1) + (0,)), "PNG")
    else:
        color = {"RGB": BLUE, "L": 7}.get(mode, 0)
        data = written(Image.new(mode, (256, 256), color), "PNG", transparency=color)
    assert near(stored_pixel(data, (9, 9)), WHITE)


def test_half_transparent_palette_colors_are_mixed_with_white() -> None:
    image = Image.new("P", (256, 256), 0)
    image.putpalette([0, 0, 255])
    assert near(stored_pixel(written(image, "PNG", transparency=bytes([128])), (9, 9)), (127, 127, 255))


@pytest.mark.parametrize(("value", "grey"), [(0, 0), (0x1234, 0x12), (0x8000, 0x80), (0xFFFF, 0xFF)])
def test_sixteen_bits_become_eight(value: int, grey: int) -> None:
    image = Image.new("I;16", (256, 256), value)
    assert near(stored_pixel(written(image, "PNG"), (9, 9)), (grey,) * 3)


@pytest.mark.parametrize(("color", "length"), [(0, 2), (2, 6)])
def test_transparency_of_sixteen_bits_is_passed_over(color: int, length: int) -> None:
    data = blank_png(depth=16, color=color, extra=chunk(b"tRNS", bytes(length)))
    assert stored_pixel(data, (9, 9)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ((4000, 3000), (4000, 3000)),
        ((4032, 3024), (4000, 3000)),
        ((5472, 3648), (4242, 2828)),
        ((8064, 6048), (4000, 3000)),
    ],
)
def test_stored_photos_have_at_most_twelve_megapixels(sent: tuple[int, int], stored: tuple[int, int]) -> None:
    accepted = accept(baseline_jpeg(sent, (0x22, 0x11, 0x11), 1000))
    assert (accepted.width, accepted.height) == stored


def test_small_print_survives() -> None:
    sent = picture((1200, 900))
    stored = opened(accept(written(sent, quality=95)).content)
    difference = [abs(a - b) for a, b in zip(sent.convert("L").tobytes(), stored.convert("L").tobytes(), strict=True)]
    assert sum(difference) / len(difference) < 3


SCRIPT = b"<script>alert(document.domain)</script><?php system($_GET['c']); ?>"
PROBE = b"PROBE-7f3a"


def exif_block() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SCRIPT.decode() + PROBE.decode()
    exif[0x8769] = {0x927C: b"MakerNote" + PROBE + SCRIPT, 0x9286: b"ASCII\x00\x00\x00" + SCRIPT}
    exif[0x8825] = {1: "N", 2: (28.0, 11.0, 49.0), 3: "E", 4: (112.0, 58.0, 42.0), 29: "2026:07:27"}
    return exif.tobytes()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr("probe.txt", PROBE + SCRIPT)
    return buffer.getvalue()


def photoshop() -> bytes:
    body = PROBE + SCRIPT
    body += bytes(len(body) % 2)
    return b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(body).to_bytes(4, "big") + body


JPEG = written(picture())
PNG = written(picture(), "PNG")
XMP = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + PROBE + SCRIPT + b"</x:xmpmeta>"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + PROBE + SCRIPT
THUMBNAIL = b"JFXX\x00\x10" + with_segment(written(picture((80, 60))), 0xFE, PROBE + SCRIPT)
TAILS = {"zip": archive(), "pdf": b"%PDF-1.7\n" + PROBE + SCRIPT, "html": b"<html>" + PROBE + SCRIPT + b"</html>"}


def png_with(name: bytes, body: bytes) -> bytes:
    return PNG[:33] + chunk(name, body) + PNG[33:]


def png_texts() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", (PROBE + SCRIPT).decode())
    texts.add_text("Packed", (PROBE + SCRIPT).decode(), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", (PROBE + SCRIPT).decode())
    return written(picture(), "PNG", pnginfo=texts, exif=exif_block(), icc_profile=PROFILE)


def between_scans() -> bytes:
    data = written(picture(), progressive=True)
    place = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    return data[:place] + segment(0xFE, PROBE + SCRIPT) + data[place:]


PAYLOADS = {
    "jpeg comment": with_segment(JPEG, 0xFE, PROBE + SCRIPT),
    "jpeg comment between scans": between_scans(),
    "jpeg exif, gps, maker note": written(picture(), exif=exif_block()),
    "jpeg xmp": with_segment(JPEG, 0xE1, XMP),
    "jpeg icc": written(picture(), icc_profile=PROFILE),
    "jpeg photoshop": with_segment(JPEG, 0xED, photoshop()),
    "jpeg thumbnail": with_segment(JPEG, 0xE0, THUMBNAIL),
    "jpeg jfif with a tail": JPEG[:2] + segment(0xE0, JPEG[6:20] + PROBE + SCRIPT) + JPEG[20:],
    "jpeg adobe with a tail": with_segment(JPEG, 0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01" + PROBE + SCRIPT),
    "jpeg unknown segment": with_segment(JPEG, 0xEB, PROBE + SCRIPT),
    "jpeg before the first marker": JPEG[:2] + b"\xff\xfe" + b"\x00\x4f" + PROBE + SCRIPT + JPEG[2:],
    **{f"jpeg + {kind}": JPEG + tail for kind, tail in TAILS.items()},
    **{f"png + {kind}": PNG + tail for kind, tail in TAILS.items()},
    "png texts, exif, icc": png_texts(),
    "png private chunk": png_with(b"prBe", PROBE + SCRIPT),
    "png palette nobody uses": png_with(b"PLTE", (PROBE + SCRIPT)[:75]),
    "png after the pixels": PNG[:-12] + chunk(b"tEXt", b"Comment\x00" + PROBE + SCRIPT) + PNG[-12:],
}
REMAINS = (
    *(PROBE, b"script", b"<?php", b"system(", b"html"),
    *(b"Exif", b"MakerNote", b"GPS", b"2026:07:27", b"ICC_PROFILE", b"x:xmpmeta", b"8BIM", b"JFXX", b"Adobe"),
    *(b"PK\x03\x04", b"%PDF"),
)


@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_of_the_senders_file_survives_but_pixels(name: str) -> None:
    clean = PNG if name.startswith("png") else JPEG
    if "between scans" in name:
        clean = written(picture(), progressive=True)
    accepted = accept(PAYLOADS[name])
    assert not [remains for remains in REMAINS if remains in accepted.content]
    assert accepted.content == accept(clean).content
    assert accepted.content.endswith(b"\xff\xd9")
    assert accepted.content.count(b"\xff\xd8\xff") == 1


def test_a_prefixed_page_is_no_photo() -> None:
    for prefix in (b"<html>" + SCRIPT + b"</html>", archive()):
        with pytest.raises(Exception, match="not a JPEG or PNG"):
            accept(prefix + JPEG)


def test_the_hosts_own_limit_of_pixels_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert accept(written(noise((300, 300)))).width == 300
