"""Boxes cut out of a photo and straightened."""

from __future__ import annotations

import math

import cv2
import numpy as np

from django_bizlicense.license.fields import Quad
from django_bizlicense.ocr.local.photo import Pixels

STANDING = 1.5
"""A box this much taller than wide holds characters one above the other, or a line on its side."""


def cut(pixels: Pixels, quad: Quad) -> Pixels:
    """Cut a box out and straighten it; a box taller than wide is laid on its side, as the recognizer wants it."""
    width = int(max(math.dist(quad[0], quad[1]), math.dist(quad[2], quad[3]), 2))
    height = int(max(math.dist(quad[0], quad[3]), math.dist(quad[1], quad[2]), 2))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(quad, dtype=np.float32), corners)
    straight = cv2.warpPerspective(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    crop: Pixels = np.asarray(straight, dtype=np.uint8)
    return np.ascontiguousarray(np.rot90(crop)) if height >= width * STANDING else crop
