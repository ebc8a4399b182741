"""How boxes of dense print come between those of everything else."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

pytest.importorskip("rapidocr")

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.detector import MAX_BOXES, with_dense
from django_bizlicense.ocr.local.engine import Engine
from tests.specimens.fonts import font

from .sheets import fonts_missing


def box(left: float, top: float, width: float, height: float) -> Quad:
    return (left, top), (left + width, top), (left + width, top + height), (left, top + height)


TITLE = box(100, 20, 300, 60)
ROWS = [box(100, 200 + 14 * row, 400, 11) for row in range(3)]


def test_lines_run_together_are_taken_apart() -> None:
    assert with_dense([TITLE, box(95, 195, 410, 45)], [TITLE, *ROWS]) == [TITLE, *ROWS]


def test_lines_that_were_not_found_are_added() -> None:
    assert with_dense([TITLE], ROWS) == [TITLE, *ROWS]


def test_a_line_found_is_kept_as_it_was() -> None:
    wide = box(95, 195, 410, 20)
    assert with_dense([TITLE, wide], [ROWS[0]]) == [TITLE, wide]


def test_a_standing_word_is_no_dense_print() -> None:
    word = box(100, 200, 36, 210)
    assert with_dense([word], [box(100, 200 + 70 * row, 36, 36) for row in range(3)]) == [word]


def test_there_are_never_more_than_are_read() -> None:
    assert len(with_dense([], [box(0, 12 * row, 300, 10) for row in range(2 * MAX_BOXES)])) == MAX_BOXES


@pytest.mark.engine
@pytest.mark.skipif(fonts_missing(), reason="the fonts of the specimens are not installed")
def test_faint_print_is_found_beside_a_sign_that_alone_is_seen_from_afar() -> None:
    photo = Image.new("L", (2600, 1950), "#c8c8c8")
    draw = ImageDraw.Draw(photo)
    draw.text((300, 300), "出口", font=font("song_bold", 260), fill="black")
    for row in range(9):
        draw.text((1500, 1200 + 60 * row), "法定代表人样本有限公司", font=font("song", 17), fill="#909090")
    found = Engine(threads=2).detector.find(np.asarray(photo))
    assert sum(quad[0][0] > 1400 for quad in found) >= 9
