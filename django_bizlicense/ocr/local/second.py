"""A second look at doubtful lines, in another light: pale marks and colored ones are taken out first.

Where both looks read the same, the line is sure. Where not, the doubt stays, and the second reading is taken only if
every measure speaks for it: taking pale marks out takes thin strokes and stops out, too.
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
    looked = {id(line): surer_of(line, text) for line, text in zip(asked, texts, strict=True)}
    return [looked.get(id(line), line) for line in lines]


def without_pale(crop: Pixels) -> Pixels:
    """Stretch a crop from its ink to white, so that pale marks go."""
    ink, paper = np.percentile(crop, (INK, PAPER))
    white = max(ink + PALE * (paper - ink), ink + 1)
    stretched = (crop.astype(np.float32) - ink) * (255 / (white - ink))
    pale_gone: Pixels = np.clip(stretched, 0, 255).astype(np.uint8)
    return pale_gone


def surer_of(line: Line, other: Text) -> Line:
    """Return the line as two looks at it have it: what they agree on, or the surer one, not agreed."""
    if normal(other.text) == normal(line.text):
        return replace(line, agreed=True, score=max(line.score, other.score), least=max(line.least, other.least))
    surer = other.least > line.least and other.score > line.score
    if surer and len(normal(other.text)) >= len(normal(line.text)):
        return replace(line, text=other.text, score=other.score, least=other.least, agreed=False)
    return replace(line, agreed=False)
