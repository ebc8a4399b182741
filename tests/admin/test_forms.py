from __future__ import annotations

import pytest

from django_bizlicense.admin.forms import spread_marks
from django_bizlicense.models import ReviewReason

NAME = ReviewReason(code="name_mismatch", fields=["enterprise_name"])
NUMBER = ReviewReason(code="number_invalid", fields=["reg_num"])
BLURRED = ReviewReason(code="image_blurry", fields=[])


@pytest.mark.parametrize(
    ("reasons", "marked", "expected"),
    [
        ([NAME, BLURRED], [], {"name_mismatch": ["enterprise_name"], "image_blurry": []}),
        ([NAME, BLURRED], ["enterprise_name"], {"name_mismatch": ["enterprise_name"], "image_blurry": []}),
        (
            [NAME, BLURRED],
            ["enterprise_name", "address"],
            {"name_mismatch": ["enterprise_name"], "image_blurry": ["address"]},
        ),
        ([NAME], ["enterprise_name", "address"], {"name_mismatch": ["enterprise_name", "address"]}),
        ([NAME], ["address"], {"name_mismatch": ["address"]}),
        (
            [NAME, NUMBER],
            ["reg_num", "serial"],
            {"name_mismatch": ["serial"], "number_invalid": ["reg_num", "serial"]},
        ),
    ],
)
def test_marked_fields_find_their_reason(
    reasons: list[ReviewReason], marked: list[str], expected: dict[str, list[str]]
) -> None:
    assert spread_marks(reasons, marked) == expected
