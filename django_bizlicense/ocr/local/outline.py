"""Where the sheet lies on the photo."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.edges import Floats, Side, find_edge
from django_bizlicense.ocr.local.frame import find_frame
from django_bizlicense.ocr.local.photo import Pixels

Hull: TypeAlias = NDArray[np.float32]
"""Left, top, right and bottom."""

WORKING_SIDE = 320
ROOM = 40
"""Pixels around the picture, so that a sheet may end where the picture ends."""
NEAR = 0.15
"""Text nearer to the license's than this share of its extent is on the sheet too; a camera's time is not."""
LEAST = 6
"""Where fewer boxes are surely the license's, all are."""


def find_outline(gray: Pixels, quads: Sequence[Quad], license_quads: Sequence[Quad] = ()) -> Quad:
    """Return the corners of the sheet the text is on: those of the most likely edge on each side of it.

    `quads` are all boxes of text on the upright photo, at least one; `license_quads` are surely the license's.
    """
    turn = _leveling(gray, quads)
    boxes = [_moved(quad, turn) for quad in quads]
    certain = [_moved(quad, turn) for quad in license_quads] if len(license_quads) >= LEAST else boxes
    corners = _corners(_edges(gray, turn, _hull(certain), _grown(_hull(certain), boxes)))
    height, width = gray.shape
    found = np.clip(_moved(corners, np.asarray(cv2.invertAffineTransform(turn))), 0, [width, height])
    return tuple((float(x), float(y)) for x, y in found)  # type: ignore[return-value]


def _leveling(gray: Pixels, quads: Sequence[Quad]) -> Floats:
    """Return the turn after which the text runs level, in a picture WORKING_SIDE long with ROOM around."""
    height, width = gray.shape
    angle, scale = math.atan(find_frame(quads).slope), WORKING_SIDE / max(height, width)
    turn = cv2.getRotationMatrix2D((0, 0), math.degrees(angle), scale)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) @ turn[:, :2].T
    turn[:, 2] = ROOM - corners.min(axis=0)
    return np.asarray(turn, np.float32)


def _moved(points: Sequence[Sequence[float]] | Floats, matrix: Floats) -> Floats:
    return np.asarray(np.asarray(points, np.float32) @ matrix[:, :2].T + matrix[:, 2], np.float32)


def _hull(boxes: Sequence[Floats]) -> Hull:
    points = np.concatenate(boxes)
    return np.concatenate([points.min(axis=0), points.max(axis=0)])


def _grown(hull: Hull, boxes: Sequence[Floats]) -> Hull:
    """Return the hull with every box near it, and near what was so added."""
    room = NEAR * float((hull[2:] - hull[:2]).max())
    far = [_hull([box]) for box in boxes]
    while near := [box for box in far if _is_near(box, hull, room)]:
        far = [box for box in far if not _is_near(box, hull, room)]
        all_ = np.array([hull, *near])
        hull = np.concatenate([all_[:, :2].min(axis=0), all_[:, 2:].max(axis=0)])
    return hull


def _is_near(box: Hull, hull: Hull, room: float) -> bool:
    return bool((box[:2] >= hull[:2] - room).all() and (box[2:] <= hull[2:] + room).all())


def _edges(gray: Pixels, turn: Floats, certain: Hull, hull: Hull) -> list[Floats]:
    """Return the lines at the top, right, bottom and left, each found with its side turned to the top."""
    pictures = _leveled(gray, turn)
    edges = []
    for transposed, flipped in ((False, False), (True, True), (False, True), (True, False)):
        view = _view(pictures[0].shape, transposed=transposed, flipped=flipped)
        (left, first, right, last), (_, start, _, _) = (_hull([_moved(_ends(each), view)]) for each in (hull, certain))
        left, right, last = max(0, math.floor(left)), math.ceil(right), math.ceil(last)
        light, paper, seen = (
            _viewed(picture, transposed=transposed, flipped=flipped)[: last + 1, left : right + 1]
            for picture in pictures
        )
        view[0, 2] -= left
        side = Side(light=light, paper=paper, seen=seen, start=start, first=first, extent=max(1, last - first))
        edges.append(find_edge(side) @ np.vstack([view, (0, 0, 1)]))
    return edges


def _leveled(gray: Pixels, turn: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the brightness with fine print closed, with all print closed, and where the picture is."""
    scale = WORKING_SIDE / max(gray.shape)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rest = np.column_stack([turn[:, :2] / scale, turn[:, 2]])
    corners = _moved([(x, y) for x in (0, gray.shape[1]) for y in (0, gray.shape[0])], turn)
    width, height = (math.ceil(length) + ROOM for length in corners.max(axis=0))
    level, seen = (
        cv2.warpAffine(picture, rest, (width, height), flags=flags)
        for picture, flags in ((small, cv2.INTER_LINEAR), (np.ones_like(small), cv2.INTER_NEAREST))
    )
    light, paper = (
        cv2.morphologyEx(cv2.medianBlur(level, calm), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
        for calm, size in ((3, 3), (5, 7))
    )
    return np.log(light + np.float32(10)), np.log(paper + np.float32(10)), seen.astype(np.float32)


def _view(shape: tuple[int, ...], *, transposed: bool, flipped: bool) -> Floats:
    """Return how points move when the picture is seen so."""
    view = np.array([[0, 1, 0], [1, 0, 0]] if transposed else [[1, 0, 0], [0, 1, 0]], np.float32)
    if flipped:
        view[1] = -view[1] + (0, 0, shape[1 if transposed else 0] - 1)
    return view


def _viewed(picture: Floats, *, transposed: bool, flipped: bool) -> Floats:
    turned = picture.T if transposed else picture
    return np.ascontiguousarray(turned[::-1] if flipped else turned)


def _ends(hull: Hull) -> Floats:
    return hull.reshape(2, 2)


def _corners(edges: Sequence[Floats]) -> Floats:
    """Return where each edge meets the one before it."""
    crossings = np.array([np.cross(edges[place - 1], edge) for place, edge in enumerate(edges)])
    return np.asarray(crossings[:, :2] / crossings[:, 2:], np.float32)
