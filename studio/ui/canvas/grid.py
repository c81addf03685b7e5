"""The grid of dots behind the network."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from studio.ui import tokens
from studio.ui.canvas.primitives import polygon
from studio.ui.theme import colours

LEAST_ZOOM = 0.5


def paint_grid(painter: QPainter, area: QRectF) -> None:
    """Fill an area of the scene with the paper's colour and its dots."""
    now, step = colours(), tokens.sizes().grid_step
    painter.fillRect(area, now.surface.canvas)
    transform = painter.worldTransform()
    zoom = transform.m11()
    if zoom < LEAST_ZOOM:
        return
    x = np.arange(np.floor(area.left() / step), np.ceil(area.right() / step) + 1) * step
    y = np.arange(np.floor(area.top() / step), np.ceil(area.bottom() / step) + 1) * step
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2) * zoom
    points = np.round(points + np.array([transform.dx(), transform.dy()]))
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(
        QPen(now.surface.canvas_dot, round(2 * max(zoom, 0.5)), c=Qt.PenCapStyle.SquareCap)
    )
    painter.drawPoints(polygon(points))
    painter.restore()
