from __future__ import annotations

import pytest

pytest.importorskip("rapidocr")

import numpy as np

from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.ends import reread_ends, with_end, with_start
from django_bizlicense.ocr.local.lines import Line
from django_bizlicense.ocr.local.recognizer import Text


@pytest.mark.parametrize(
    ("text", "after", "whole"),
    [
        ("方可开展经营活动)", "营活动)。", "方可开展经营活动)。"),
        ("会议及展览服务", "览服务;", "会议及展览服务;"),
        ("会议及展览服务", "览服务X", "会议及展览服务"),
        ("会议及展览服务", "", "会议及展览服务"),
    ],
)
def test_only_punctuation_is_taken_from_a_look_at_the_end(text: str, after: str, whole: str) -> None:
    assert with_end(text, after) == whole


@pytest.mark.parametrize(
    ("text", "before", "whole"),
    [
        ("依法须经批准的项目", "(依法须", "(依法须经批准的项目"),
        ("会议及展览服务", "1会议及", "会议及展览服务"),
        ("会议及展览服务", "", "会议及展览服务"),
    ],
)
def test_only_brackets_are_taken_from_a_look_at_the_beginning(text: str, before: str, whole: str) -> None:
    assert with_start(text, before) == whole


class Reader:
    """Reads what it is given, one list for each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def read(self, crops: list[object], clock: Clock) -> list[Text]:
        return [Text(text=text, score=1.0, least=1.0) for text in self.answers.pop(0)]


@pytest.mark.parametrize(
    ("text", "answers", "whole"),
    [
        ("会议及展览服务项目策划与咨询", [["与咨询;"]], "会议及展览服务项目策划与咨询;"),
        ("依法须经批准的项目可开展活动", [["展活动)"], ["(依法须"]], "(依法须经批准的项目可开展活动)"),
        ("“名优产品”的销售及售后服务", [["后服务"]], "“名优产品”的销售及售后服务"),
    ],
)
def test_beginnings_are_looked_at_where_something_closes_that_was_not_opened(text, answers, whole) -> None:
    line = Line(
        text=text,
        score=1.0,
        least=1.0,
        quad=((100, 100), (700, 100), (700, 140), (100, 140)),
        left=100,
        top=100,
        right=700,
        bottom=140,
    )
    reader = Reader(*answers)
    [read] = reread_ends(reader, np.full((200, 900), 255, np.uint8), [line], wanted=[line], clock=Clock(10))
    assert (read.text, reader.answers) == (whole, [])
