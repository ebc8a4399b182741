"""The fonts that licenses are printed in, from Debian's packages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

ROOTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")


class MissingFontError(RuntimeError):
    """A font is not installed; the message names the package that holds it."""


@dataclass(frozen=True)
class Face:
    """A font file, the face's index inside it, and the Debian package that brings it."""

    file: str
    index: int
    package: str


FACES = {
    "kai": Face("ukai.ttc", 0, "fonts-arphic-ukai"),
    "ming": Face("uming.ttc", 0, "fonts-arphic-uming"),
    "song": Face("NotoSerifCJK-Regular.ttc", 2, "fonts-noto-cjk"),
    "song_bold": Face("NotoSerifCJK-Bold.ttc", 2, "fonts-noto-cjk"),
    "hei": Face("NotoSansCJK-Regular.ttc", 2, "fonts-noto-cjk"),
    "zen": Face("wqy-zenhei.ttc", 0, "fonts-wqy-zenhei"),
}


@lru_cache(maxsize=256)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a face of FACES at a size in pixels; raises MissingFontError."""
    return ImageFont.truetype(str(_path(name)), size, index=FACES[name].index)


def require_fonts() -> None:
    """Raise MissingFontError, naming every package to install, unless all faces are there."""
    missing = sorted({face.package for face in FACES.values() if _find(face.file) is None})
    if missing:
        raise MissingFontError(f"fonts are missing, install them with: apt-get install {' '.join(missing)}")


def _path(name: str) -> Path:
    path = _find(FACES[name].file)
    if path is None:
        raise MissingFontError(f"{FACES[name].file} is missing, install it with: apt-get install {FACES[name].package}")
    return path


@lru_cache(maxsize=32)
def _find(file: str) -> Path | None:
    return next((path for root in ROOTS if root.is_dir() for path in root.rglob(file)), None)
