"""Stretches: the areas that courses cover, of long ones in parts, as they cross little."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QRectF

from studio.ui.canvas.curves import POINTS
from studio.ui.canvas.primitives import Floats, Mask

_WIDE: Final = 30_000.0  # square units around a course
_PIECES: Final = 6  # straight pieces in each stretch


def bounds_of(points: Floats) -> Floats:
    """Left, top, right and bottom of each course (courses, points, 2)."""
    return np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1)


def wide(bounds: Floats) -> Mask:
    """Which courses cover little of the area around them."""
    left, top, right, bottom = bounds.T
    return np.asarray((right - left) * (bottom - top) > _WIDE)


def stretches(points: Floats) -> Floats:
    """The bounds of all stretches of these courses."""
    starts = range(0, POINTS - 1, _PIECES)
    return np.concatenate([bounds_of(points[:, at : at + _PIECES + 1]) for at in starts])


def rectangles(bounds: Floats, edge: float) -> list[QRectF]:
    """Areas with so much around them."""
    return [
        QRectF(left - edge, top - edge, right - left + 2 * edge, bottom - top + 2 * edge)
        for left, top, right, bottom in bounds.tolist()
    ]
