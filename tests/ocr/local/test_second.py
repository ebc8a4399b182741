from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidocr")

from django_bizlicense.ocr.local.second import without_pale


def test_pale_marks_go_and_print_stays() -> None:
    crop = np.full((40, 200), 230, dtype=np.uint8)
    crop[:, 20:40] = 170
    crop[10:30, 100:120] = 40
    cleaned = without_pale(crop)
    assert (cleaned[:, 20:40] == 255).all()
    assert (cleaned[10:30, 100:120] < 40).all()


def test_an_even_crop_is_no_trouble() -> None:
    assert without_pale(np.full((40, 200), 128, dtype=np.uint8)).shape == (40, 200)
