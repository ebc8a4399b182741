"""Where a sheet ends beyond its text, on one side of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

SLOPES = np.linspace(-0.12, 0.12, 17, dtype=np.float32)
"""How an edge may run against the text: perspective, curl."""
STEP = 0.08
"""Brightness that differs by this share differs altogether."""
SHARP, SHARPER = 1.0, 0.4
"""One that differs by so much more counts so much more: the edge is where it differs most."""
ENDS = 0.2
"""The end of the picture counts as so much of a step."""
BAND = 0.25
"""So much of the text's extent, next to the edge, shows how bright the paper is there."""
NEAR, REACH = 3, 0.1
"""Paper is looked for beyond an edge from so many pixels to this share of the text's extent: a border has a margin."""
USUAL = 0.15
"""A margin wider than this share of the text's extent gets less and less likely."""
UNLIKE_INSIDE, TOO_WIDE, CUTS, TILTED = 0.15, 2.7, 5.0, 4.0
"""What counts against an edge, each as a share of its length or of the text's extent. A full step counts 1 for it, and
so does no paper beyond: fitted on two sets of drawn photos, and alike on both."""
LEAST, NOMINAL = 0.6, 0.13
"""Where no edge is more likely than this, the margin is taken to be so much of the text's extent."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """The columns over which the text of a sheet extends, with one side of the sheet turned to the top.

    `light` is the logarithm of the brightness with fine print closed, `paper` the same with all print closed; `seen` is
    1 where the picture is, 0 around it. `start` is the row where text begins that is surely the license's, `first` that
    of any text on the sheet, `extent` the text's, down.
    """

    light: Floats
    paper: Floats
    seen: Floats
    start: float
    first: float
    extent: float


def find_edge(side: Side) -> Floats:
    """Return the most likely edge above the text, the line ax + by + c = 0 as (a, b, c).

    There is a step in brightness along it, and no more paper beyond. Where the picture ends there is neither.
    """
    rows = max(1, int(side.start) + NEAR)
    step, beyond, within = _along(side, rows)
    margin = (side.first - np.arange(rows)) / side.extent
    against = TOO_WIDE * np.clip(margin - USUAL, 0, None) + CUTS * np.clip(-margin, 0, None)
    score = np.abs(step) + beyond - UNLIKE_INSIDE * within - against - TILTED * np.abs(SLOPES)[:, None]
    slope, row = np.unravel_index(score.argmax(), score.shape)
    if score.max() < LEAST:
        slope, row = len(SLOPES) // 2, round(side.first - NOMINAL * side.extent)
    return np.array([-SLOPES[slope], 1, SLOPES[slope] * side.light.shape[1] / 2 - row], np.float32)


def _along(side: Side, rows: int) -> tuple[Floats, Floats, Floats]:
    """Return for each slope and row: the mean step, how unlike paper all beyond is, and how unlike what is inside."""
    maps, width = _maps(side), side.light.shape[1]
    means = []
    for slope in SLOPES:
        shear = np.array([[1, 0, 0], [slope, 1, -slope * width / 2]], np.float32)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        sheared = cv2.warpAffine(maps, shear, (width, rows), flags=flags, borderValue=(0, 1, 0))
        means.append(cv2.reduce(sheared, 1, cv2.REDUCE_AVG)[:, 0])
    step, unlike, within = np.moveaxis(np.asarray(means, np.float32), 2, 0)
    return step, _least_beyond(unlike, max(2 * NEAR, round(REACH * side.extent))), within


def _least_beyond(unlike: Floats, reach: int) -> Floats:
    padded = np.pad(unlike, ((0, 0), (reach, 0)), constant_values=1.0)
    windows = sliding_window_view(padded, reach - NEAR + 1, axis=1)
    return np.asarray(windows[:, : unlike.shape[1]].min(axis=2), np.float32)


def _maps(side: Side) -> Floats:
    """Return for each pixel the step from outside in, how unlike paper it is, and how unlike what is inside of it."""
    light: Any = cv2.blur(side.light, (1, 3))
    seen: Any = cv2.erode(side.seen, np.ones((3, 1), np.uint8))
    inside, outside = _below(seen, 2), _below(seen, -2)
    rise: Floats = _below(light, 2) - _below(light, -2)
    step: Floats = (np.clip(rise / STEP, -1, 1) + SHARPER * np.clip(rise / SHARP, -1, 1)) * inside * outside
    step += ENDS * inside * (1 - _below(side.seen, -1))
    away = side.paper - _paper(side)
    unlike, within = (np.clip(np.abs(cv2.blur(away, (1, rows))) / STEP, 0, 1) for rows in (3, 5))
    return np.dstack([step, np.where(seen > 0, unlike, 1), _below(within * seen, 4)]).astype(np.float32)


def _paper(side: Side) -> Floats:
    """Return the paper's brightness in each column."""
    top = max(0, int(side.start))
    band = side.paper[top : top + max(3, int(BAND * side.extent))]
    level = np.percentile(band, 80, axis=0).astype(np.float32)
    return np.asarray(cv2.blur(level[None], (15, 1)), np.float32)


def _below(values: NDArray[Any], rows: int) -> Floats:
    """Return for each pixel the value so many rows below it; the outermost row goes on."""
    index = np.clip(np.arange(len(values)) + rows, 0, len(values) - 1)
    return np.asarray(values[index], np.float32)
