"""Eight drawn business licenses with the truth about each; drawn by `python -m tests.specimens.draw`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Specimen:
    """A picture of an invented license."""

    name: str
    path: Path

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What is printed, and where the sheet lies: kind, fields, cert_position, img_size, qr, authority …"""
        truth: dict[str, Any] = json.loads(self.path.with_suffix(".json").read_text(encoding="utf-8"))
        return truth


def specimens_in(folder: Path) -> list[Specimen]:
    """Return the pictures of a folder that have a truth beside them, by name."""
    pictures = sorted(folder.glob("*.jpg"))
    return [Specimen(picture.stem, picture) for picture in pictures if picture.with_suffix(".json").exists()]


SPECIMENS: list[Specimen] = specimens_in(Path(__file__).parent)
