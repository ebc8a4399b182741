"""How well a found outline agrees with the true one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np

Point: TypeAlias = Sequence[float]


def overlap(one: Sequence[Point], other: Sequence[Point]) -> float:
    """Return the area that two convex outlines share over the area they cover together (0–1)."""
    first, second = np.array(one, np.float32), np.array(other, np.float32)
    shared = cv2.intersectConvexConvex(first, second)[0]
    return float(shared / (cv2.contourArea(first) + cv2.contourArea(second) - shared))
