"""A wire with a loose end: dashed from a port to a point, with the shape that it carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from studio.schema.shape import Shape
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.curves import curves
from studio.ui.canvas.marks import badge_pixmap, dashed
from studio.ui.canvas.pixmaps import Scale
from studio.ui.canvas.primitives import polygon
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


@dataclass(frozen=True)
class LooseWire:
    """From a port to a place of the scene; `ring` marks the end that waits for a block."""

    view: CanvasView
    start: PortEnd
    end: QPointF
    shape: Shape | None
    ring: bool = False

    def area(self) -> QRectF:
        begin, end = self._ends()
        area = QRectF(begin, end).normalized()
        return area.adjusted(-48, -130, 48, 130).united(self._badge_area(begin))

    def paint(self, painter: QPainter) -> None:
        now, (begin, end) = colours(), self._ends()
        colour = now.accent.focus_ring
        paint_dashes(painter, self.view, *((end, begin) if self.start.is_input else (begin, end)))
        if self.ring:
            painter.setPen(QPen(colour, 2))
            painter.setBrush(now.surface.canvas)
            painter.drawEllipse(end, 5, 5)
        if self.shape is not None:
            ratio = self.view.viewport().devicePixelRatioF()
            pixmap = badge_pixmap(self.shape.text(), "carried", Scale(1.0, ratio))
            painter.drawPixmap(self._badge_area(begin).topLeft(), pixmap)

    def _ends(self) -> tuple[QPointF, QPointF]:
        """The port and the loose end, in the window."""
        to_window = self.view.camera.to_window
        return to_window(self.view.cards.port_place(self.start)), to_window(self.end)

    def _badge_area(self, begin: QPointF) -> QRectF:
        return QRectF(round(begin.x() + 14), round(begin.y() + 8), 140, 22)


def paint_dashes(painter: QPainter, view: CanvasView, above: QPointF, below: QPointF) -> None:
    """A wire that there is not yet, between two points of the window."""
    ends = np.array([[above.x(), above.y(), below.x(), below.y()]])
    points = curves(ends, np.full((1, 3), np.nan))[0]
    painter.setPen(dashed(colours().accent.focus_ring, 2 * max(view.camera.zoom, 0.5)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(polygon(points))
