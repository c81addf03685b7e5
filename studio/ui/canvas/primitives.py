"""Qt values over the memory of a numpy array, so that one call draws thousands of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRect, QRectF
from PySide6.QtGui import QPainter, QPolygonF

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]


def whole(values: Floats) -> Floats:
    """The nearest whole numbers, halves up: a pan by whole pixels changes nothing about that."""
    return np.asarray(np.floor(values + 0.5))


def draw_lines(painter: QPainter, pieces: Floats) -> None:
    """Draw lines (n, 4), x and y of both ends, in one call and without a value for each."""
    memory = np.ascontiguousarray(pieces, np.float64)
    if len(memory):
        first: Any = shiboken6.wrapInstance(memory.ctypes.data, QLineF)
        painter.drawLines(first, len(memory))


def draw_rectangles(painter: QPainter, edges: NDArray[np.int32]) -> None:
    """Draw rectangles (n, 4), the first and the last pixel each way, in one call."""
    memory = np.ascontiguousarray(edges)
    if len(memory):
        first: Any = shiboken6.wrapInstance(memory.ctypes.data, QRect)
        painter.drawRects(first, len(memory))


def pieces(points: Floats) -> Floats:
    """The straight pieces (n, 4) of courses (courses, points, 2)."""
    return np.asarray(np.concatenate([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 4))


def reaching(pieces: Floats, areas: Sequence[QRectF], margin: float) -> Floats:
    """The pieces that reach into an area, or so far beside it."""
    low, high = np.minimum(pieces[:, :2], pieces[:, 2:]), np.maximum(pieces[:, :2], pieces[:, 2:])
    (left, top), (right, bottom) = low.T, high.T
    seen = np.zeros(len(pieces), np.bool_)
    for area in areas:
        across = (left < area.right() + margin) & (right > area.left() - margin)
        seen |= across & (top < area.bottom() + margin) & (bottom > area.top() - margin)
    return np.asarray(pieces[seen])


def among(parts: Sequence[Indices]) -> Indices:
    """The rows of several parts, each once, in order."""
    if len(parts) == 1:
        return parts[0]
    found: Indices = np.unique(np.concatenate(parts))
    return found


def polygon(points: Floats) -> QPolygonF:
    """Points (n, 2) as a polygon, copied in one go."""
    made = QPolygonF()
    made.resize(len(points))
    if len(points):
        # Its stubs know neither the arguments of VoidPtr nor that it is a buffer.
        memory: Any = shiboken6.VoidPtr(made.data(), len(points) * 16, True)  # type: ignore[call-arg, arg-type]
        np.frombuffer(memory, np.float64).reshape(-1, 2)[:] = points
    return made
