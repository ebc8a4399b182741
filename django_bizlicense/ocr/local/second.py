"""A second look at doubtful lines, in another light: pale marks and colored ones are taken out first.

Where both looks read the same, the line is sure; where not, the surer reading is kept and the doubt stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.crops import cut
from django_bizlicense.ocr.local.labels import normal
from django_bizlicense.ocr.local.lines import Line
from django_bizlicense.ocr.local.photo import Pixels
from django_bizlicense.ocr.local.quads import cut_across
from django_bizlicense.ocr.local.recognizer import Recognizer, Text

DOUBT = 0.9
"""A line with a character less sure than this is looked at again."""
ROOM = 0.05
"""How much taller the second crop is at top and bottom, as a share of the line's height."""
INK, PAPER = 3, 85
"""Percentiles of a crop's gray levels that are ink and paper."""
PALE = 0.65
"""What is brighter than this share of the way from ink to paper is taken for paper."""


def look_again(
    recognizer: Recognizer, pixels: Pixels, lines: Sequence[Line], *, wanted: Iterable[Line], clock: Clock
) -> list[Line]:
    """Return all lines, the doubtful ones among the wanted as two looks have it."""
    places = {id(line) for line in wanted}
    asked = [line for line in lines if id(line) in places and line.least < DOUBT]
    crops = [without_pale(cut(pixels, cut_across(line.quad, -ROOM, 1 + ROOM))) for line in asked]
    texts = recognizer.read(crops, clock)
    looked = {id(line): _surer(line, text) for line, text in zip(asked, texts, strict=True)}
    return [looked.get(id(line), line) for line in lines]


def without_pale(crop: Pixels) -> Pixels:
    """Stretch a crop from its ink to white, so that pale marks go."""
    ink, paper = np.percentile(crop, (INK, PAPER))
    white = max(ink + PALE * (paper - ink), ink + 1)
    stretched = (crop.astype(np.float32) - ink) * (255 / (white - ink))
    pale_gone: Pixels = np.clip(stretched, 0, 255).astype(np.uint8)
    return pale_gone


def _surer(line: Line, other: Text) -> Line:
    if normal(other.text) == normal(line.text):
        return replace(line, agreed=True, score=max(line.score, other.score), least=max(line.least, other.least))
    if other.least > line.least:
        return replace(line, text=other.text, score=other.score, least=other.least, agreed=False)
    return replace(line, agreed=False)
