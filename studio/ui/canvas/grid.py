"""The grid of dots behind the network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from studio.ui import tokens
from studio.ui.canvas.primitives import Floats, polygon, whole
from studio.ui.theme import colours

LEAST_ZOOM = 0.5


def paint_grid(painter: QPainter, areas: Sequence[QRectF]) -> None:
    """Fill areas of the scene with the paper's colour and its dots."""
    now = colours()
    for area in areas:
        painter.fillRect(area, now.surface.canvas)
    transform = painter.worldTransform()
    zoom = transform.m11()
    if zoom < LEAST_ZOOM:
        return
    points = np.concatenate([_dots(area) for area in areas]) * zoom
    points = whole(points + np.array([transform.dx(), transform.dy()]))
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(
        QPen(now.surface.canvas_dot, round(2 * max(zoom, 0.5)), c=Qt.PenCapStyle.SquareCap)
    )
    painter.drawPoints(polygon(points))
    painter.restore()


def _dots(area: QRectF) -> Floats:
    step = tokens.sizes().grid_step
    x = np.arange(np.floor(area.left() / step), np.ceil(area.right() / step) + 1) * step
    y = np.arange(np.floor(area.top() / step), np.ceil(area.bottom() / step) + 1) * step
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
