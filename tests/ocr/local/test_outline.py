"""Where the sheet lies, on small pictures of a sheet with a printed border and rows of text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

pytest.importorskip("rapidocr")

from django_bizlicense.license.fields import Point, Quad
from django_bizlicense.ocr.local.outline import find_outline
from django_bizlicense.ocr.local.photo import Pixels
from tests.specimens.outlines import overlap

WIDTH, HEIGHT = 840, 600
PAPER, INK, DESK = 235, 60, 150


@dataclass
class Scene:
    """A sheet of WIDTH x HEIGHT on a desk; `rows` are the boxes of its text."""

    size: tuple[int, int] = (1200, 900)
    degrees: float = 0.0
    desk: int = DESK
    bordered: bool = True
    pixels: Pixels = field(init=False)
    sheet: Quad = field(init=False)
    rows: list[Quad] = field(init=False)

    def __post_init__(self) -> None:
        self.pixels = np.full(self.size[::-1], self.desk, np.uint8)
        self.sheet = self.box(0, 0, WIDTH, HEIGHT)
        self.fill(self.sheet, PAPER)
        if self.bordered:
            for place in range(45):
                self.fill(self.box(30, 30 + 12 * place, WIDTH - 60, 6), 190)
            self.fill(self.box(48, 48, WIDTH - 96, HEIGHT - 96), PAPER)
        self.rows = [self.box(110, 110 + 38 * row, 620, 20) for row in range(12)]
        for row in range(12):
            for column in range(31):
                self.fill(self.box(110 + 20 * column, 110 + 38 * row, 5, 20), INK)

    def box(self, left: float, top: float, width: float, height: float) -> Quad:
        right, bottom = left + width, top + height
        points = [self._placed(*point) for point in ((left, top), (right, top), (right, bottom), (left, bottom))]
        return points[0], points[1], points[2], points[3]

    def fill(self, quad: Sequence[Point], light: int) -> None:
        cv2.fillConvexPoly(self.pixels, np.round(quad).astype(np.int32), light)

    def found(self, *, others: Sequence[Quad] = ()) -> float:
        """Return how well the outline found agrees with the sheet."""
        return overlap(find_outline(self.pixels, [*self.rows, *others], self.rows), self.sheet)

    def _placed(self, x: float, y: float) -> Point:
        x, y, angle = x - WIDTH / 2, y - HEIGHT / 2, math.radians(self.degrees)
        turned = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
        return turned[0] + self.size[0] / 2, turned[1] + self.size[1] / 2


def level(left: float, top: float, width: float, height: float) -> Quad:
    return (left, top), (left + width, top), (left + width, top + height), (left, top + height)


@pytest.mark.parametrize("degrees", [-11, -3, 0, 6])
@pytest.mark.parametrize("desk", [40, DESK, 215, 255])
def test_the_edge_of_the_paper_is_found_and_not_its_printed_border(degrees: float, desk: int) -> None:
    assert Scene(degrees=degrees, desk=desk).found() > 0.97


def test_a_time_written_into_the_corner_of_the_picture_is_not_on_the_sheet() -> None:
    scene = Scene(size=(1200, 1400))
    stamps = [level(30, top, 250, 24) for top in (1280, 1320, 1360)]
    for stamp in stamps:
        scene.fill(stamp, 250)
    assert scene.found(others=stamps) > 0.97


def test_a_finger_over_an_edge_hides_it_only_there() -> None:
    scene = Scene(degrees=4)
    scene.fill(level(820, 350, 380, 130), 175)
    assert scene.found() > 0.96


def test_joints_of_a_floor_are_no_edges_of_a_sheet() -> None:
    scene = Scene(size=(1600, 1200), degrees=3)
    joints = scene.pixels == DESK
    joints[:, 20:1600:260] &= False
    joints[20:1200:260] &= False
    scene.pixels[(scene.pixels == DESK) & ~joints] = 95
    assert scene.found() > 0.96


def test_a_frame_around_the_sheet_is_no_part_of_it() -> None:
    scene = Scene(size=(1300, 1000), desk=225)
    frame = scene.pixels == PAPER
    scene.fill(scene.box(-60, -60, WIDTH + 120, HEIGHT + 120), 90)
    scene.pixels[frame] = PAPER
    scene.fill(scene.sheet, PAPER)
    assert scene.found() > 0.96


def test_a_picture_that_is_all_sheet_is_taken_whole() -> None:
    assert Scene(size=(WIDTH, HEIGHT)).found() > 0.98


def test_where_no_edge_is_seen_the_outline_stays_near_the_text() -> None:
    scene = Scene(size=(2000, 1600), desk=PAPER, bordered=False)
    assert scene.found() > 0.8


def test_one_line_of_text_is_enough_for_an_answer() -> None:
    scene = Scene(size=(300, 200))
    assert len(find_outline(scene.pixels, [level(100, 90, 90, 12)])) == 4
