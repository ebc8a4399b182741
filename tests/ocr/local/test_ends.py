from __future__ import annotations

import pytest

pytest.importorskip("rapidocr")

from django_bizlicense.ocr.local.ends import with_ends


@pytest.mark.parametrize(
    ("text", "before", "after", "whole"),
    [
        ("方可开展经营活动)", "方可开展", "营活动)。", "方可开展经营活动)。"),
        ("依法须经批准的项目", "(依法须", "的项目", "(依法须经批准的项目"),
        ("会议及展览服务", "会议及", "览服务;", "会议及展览服务;"),
        ("会议及展览服务", "会议及", "览服务X", "会议及展览服务"),
        ("会议及展览服务", "1会议及", "览服务", "会议及展览服务"),
        ("会议及展览服务", "", "", "会议及展览服务"),
    ],
)
def test_only_punctuation_is_taken_from_the_second_look(text: str, before: str, after: str, whole: str) -> None:
    assert with_ends(text, before=before, after=after) == whole
