"""The points of wires: small discs on them."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from studio.graph.graph import Wire
from studio.ui.canvas.primitives import Indices, polygon
from studio.ui.canvas.state import State
from studio.ui.canvas.wires import Wires
from studio.ui.theme import colours

REACH: Final = 9.0  # pixels of the window
_IDLE: Final = 7.0
_RAISED: Final = 11.0


def paint_points(
    painter: QPainter, wires: Wires, rows: Indices, state: State, transform: QTransform
) -> None:
    """All points of these wires by one call; then those that are pointed at or selected."""
    owners, at = wires.bends.handles()
    seen = at[np.isin(owners, rows)] * transform.m11() + (transform.dx(), transform.dy())
    if not len(seen):
        return
    now, zoom = colours(), min(transform.m11(), 1.5)
    painter.setPen(
        QPen(now.wire.idle, max(5.0, _IDLE * zoom), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    )
    painter.drawPoints(polygon(seen))
    hover = state.hover
    if hover.wire is not None and hover.point is not None:
        _paint_raised(painter, wires, (hover.wire, hover.point), now.wire.hover, transform)
    if state.point is not None:
        _paint_raised(painter, wires, state.point, now.accent.focus_ring, transform)


def _paint_raised(
    painter: QPainter,
    wires: Wires,
    point: tuple[Wire, int],
    ring: QColor,
    transform: QTransform,
) -> None:
    row = wires.row(point[0])
    if row is None or row not in wires.bends:
        return
    side = _RAISED * min(max(transform.m11(), 0.7), 1.5)
    painter.setPen(QPen(ring, 2.0))
    painter.setBrush(colours().surface.raised)
    at = transform.map(QPointF(*wires.bends.points[row][point[1]].tolist()))
    painter.drawEllipse(at, side / 2, side / 2)
