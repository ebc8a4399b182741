from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("rapidocr")

from django_bizlicense.ocr.local.recognizer import Text
from django_bizlicense.ocr.local.second import surer_of, without_pale

from .sheets import line


def test_pale_marks_go_and_print_stays() -> None:
    crop = np.full((40, 200), 230, dtype=np.uint8)
    crop[:, 20:40] = 170
    crop[10:30, 100:120] = 40
    cleaned = without_pale(crop)
    assert (cleaned[:, 20:40] == 255).all()
    assert (cleaned[10:30, 100:120] < 40).all()


def test_an_even_crop_is_no_trouble() -> None:
    assert without_pale(np.full((40, 200), 128, dtype=np.uint8)).shape == (40, 200)


@pytest.mark.parametrize(
    ("text", "score", "least", "kept"),
    [
        ("零售;代理", 0.99, 0.95, "零售;代理"),
        ("零售,代理", 0.97, 0.9, "零售:代理"),
        ("零售代理", 0.99, 0.95, "零售:代理"),
        ("零售.代理", 0.99, 0.6, "零售:代理"),
    ],
)
def test_the_second_look_wins_where_every_measure_speaks_for_it(
    text: str, score: float, least: float, kept: str
) -> None:
    first = replace(line("零售:代理", 100, 100), score=0.98, least=0.7)
    both = surer_of(first, Text(text=text, score=score, least=least))
    assert (both.text, both.agreed) == (kept, False)


def test_what_two_looks_read_alike_is_agreed() -> None:
    first = replace(line("零售:代理", 100, 100), score=0.98, least=0.7)
    both = surer_of(first, Text(text="零售:代理", score=0.97, least=0.9))
    assert (both.agreed, both.score, both.least) == (True, 0.98, 0.9)
