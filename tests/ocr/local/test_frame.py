from __future__ import annotations

import math

import pytest

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.frame import find_frame, place_lines
from django_bizlicense.ocr.local.recognizer import Text


def box(x: float, y: float, width: float, height: float, *, degrees: float = 0.0) -> Quad:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    points = [(x + dx * cos - dy * sin, y + dx * sin + dy * cos) for dx, dy in corners]
    return (points[0], points[1], points[2], points[3])


@pytest.mark.parametrize("degrees", [-8, 0, 5])
def test_tilted_text_runs_level_in_the_frame(degrees: float) -> None:
    rad = math.radians(degrees)
    quads = [
        box(100 - 50 * k * math.sin(rad), 100 + 50 * k * math.cos(rad), 600, 30, degrees=degrees) for k in range(5)
    ]
    frame = find_frame(quads)
    for quad in quads:
        assert abs(frame.place(quad[0])[1] - frame.place(quad[1])[1]) < 6


def test_watermarks_across_the_text_are_left_out() -> None:
    quads = [box(100, 50 * row, 600, 30) for row in range(5)]
    texts = [Text(text="展览服务")] * 5 + [Text(text="仅供平台使用")]
    lines = place_lines(texts, [*quads, box(200, 100, 300, 40, degrees=25)])
    assert [line.text for line in lines] == ["展览服务"] * 5


def test_a_watermark_tiled_over_the_picture_is_left_out_where_it_is_longer_than_the_text() -> None:
    rows = ["展览服务", "杭州样本餐饮管理有限公司", "类型", "个体工商户", "2016年4月19日"]
    quads = [box(100, 50 * row, 300, 30) for row in range(5)]
    tiles = [box(60 * tile, 90 * tile, 400, 40, degrees=25) for tile in range(6)]
    texts = [Text(text=row) for row in rows] + [Text(text=tile) for tile in ["仅供平台使用"] * 5 + ["供平台使用"]]
    assert [line.text for line in place_lines(texts, [*quads, *tiles])] == rows


def test_no_box_no_line() -> None:
    assert place_lines([], []) == []
