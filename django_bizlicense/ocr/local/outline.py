"""Where the sheet lies on the photo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from django_bizlicense.license.fields import Quad

WORKING_SIDE = 600
LEAST_SHARE = 0.2
CONTRASTS = (30, 15)
"""Gray levels by which an edge stands out at least, and a faint one."""
WHOLE = 0.96
"""What covers more of the picture than this is the picture itself: a screenshot, or a scan to its edges …"""
FRAME = 0.86
"""… and what covers more than this inside it is the printed frame of a scan."""
MARGIN = 0.06
"""A sheet's margin around its text, as a share of the text's extent."""


def find_outline(gray: Any, quads: Sequence[Quad]) -> Quad:
    """Return the corners of the sheet: of the contour that holds its text, else of the text with the usual margin."""
    scale = WORKING_SIDE / max(gray.shape)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    points = np.array([point for quad in quads for point in quad], dtype=np.float32) * scale
    best = _largest(_candidates(small, points), small.size)
    corners = _around(points, small.shape) if best is None else best
    return _quad(_in_order(corners) / scale)


def _largest(candidates: Sequence[Any], pixels: int) -> Any:
    """The largest candidate; the whole picture only where none inside is clearly smaller, as a scan's frame is not."""
    inner = [corners for corners in candidates if cv2.contourArea(corners) < WHOLE * pixels]
    best = max(inner, key=cv2.contourArea, default=None)
    if best is not None and (len(inner) == len(candidates) or cv2.contourArea(best) < FRAME * pixels):
        return best
    return max(candidates, key=cv2.contourArea, default=None)


def _candidates(small: Any, points: Any) -> list[Any]:
    found = []
    for mask in _masks(small):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            corners = _four_corners(contour)
            if corners is not None and _holds(corners, points, small.size):
                found.append(corners)
    return found


def _masks(small: Any) -> list[Any]:
    """The bright sheet on a darker ground, the edges of any, and the faint ones of paper on a scanner's white."""
    calm = cv2.medianBlur(small, 7)
    _, bright = cv2.threshold(calm, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    kernel = np.ones((9, 9), np.uint8)
    edges, faint = (cv2.dilate(cv2.Canny(calm, low, 3 * low), np.ones((3, 3), np.uint8)) for low in CONTRASTS)
    return [cv2.morphologyEx(bright, cv2.MORPH_CLOSE, kernel), edges, faint]


def _four_corners(contour: Any) -> Any:
    if cv2.contourArea(contour) < 1000:
        return None
    hull = cv2.convexHull(contour)
    for share in (0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, share * cv2.arcLength(hull, True), True)
        if len(corners) == 4:
            return corners.reshape(4, 2).astype(np.float32)
    return None


def _holds(corners: Any, points: Any, pixels: int) -> bool:
    if cv2.contourArea(corners) < LEAST_SHARE * pixels:
        return False
    inside = sum(cv2.pointPolygonTest(corners, (float(x), float(y)), True) > -4 for x, y in points)
    return inside >= 0.95 * len(points)


def _around(points: Any, shape: tuple[int, ...]) -> Any:
    center, size, angle = cv2.minAreaRect(points)
    wider = (size[0] * (1 + 2 * MARGIN), size[1] * (1 + 2 * MARGIN))
    corners = cv2.boxPoints((center, wider, angle))
    return np.clip(corners, 0, [shape[1] - 1, shape[0] - 1]).astype(np.float32)


def _in_order(corners: Any) -> Any:
    """Sort to left-top, right-top, right-bottom, left-bottom."""
    sums, differences = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    order = [sums.argmin(), differences.argmax(), sums.argmax(), differences.argmin()]
    return corners[order]


def _quad(corners: Any) -> Quad:
    return tuple((float(x), float(y)) for x, y in corners)  # type: ignore[return-value]
