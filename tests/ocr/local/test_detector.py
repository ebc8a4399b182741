"""How boxes of dense print come between those of everything else."""

from __future__ import annotations

import pytest

pytest.importorskip("rapidocr")

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.detector import MAX_BOXES, with_dense


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
