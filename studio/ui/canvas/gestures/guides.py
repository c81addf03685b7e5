"""Guides: what is dragged keeps to the edges and middles of the cards around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from studio.ui.canvas.primitives import Floats, Indices
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

REACH: Final = 5.0  # pixels of the window, within which a line pulls
_BEYOND: Final = 12.0  # a line reaches so far beyond the cards


class Guides:
    """Lines from a dragged card to one that is in view, in the same network and lies still."""

    def __init__(self, view: CanvasView, moving: Indices, lead: str) -> None:
        cards, row = view.cards, view.cards.index[lead]
        still = np.setdiff1d(cards.inside(view.camera.seen(), 0.0), moving)
        still = still[cards.visible[still] & (cards.home[still] == cards.home[row])]
        self._view = view
        self._lead, self._still = cards.box[row].copy(), cards.box[still]
        self._edges = [_edges(self._still, axis) for axis in (0, 1)]
        self._lines: list[QRectF] = []  # in the scene, without a width or a height

    def pulled(self, free: Floats, step: Floats) -> Floats:
        """The step, or that to a line which is near to where the card is held freely."""
        step, lines = step.copy(), []
        reach, caught = REACH / self._view.camera.zoom, []
        for axis in (0, 1) if len(self._still) else ():
            off = self._edges[axis] - _edges(self._lead[None], axis) - free[axis]
            best = np.unravel_index(np.abs(off).argmin(), off.shape)
            if abs(off[best]) <= reach:
                step[axis] = free[axis] + off[best]
                caught.append((axis, int(best[1]), off[best]))
        for axis, edge, by in caught:
            lines.append(self._line(axis, edge, float(by), free, step))
        self._show(lines)
        return step

    def hide(self) -> None:
        """Nothing is pulled any more."""
        self._show([])

    def paint(self, painter: QPainter) -> None:
        """Paint the lines over the canvas, in the window's units."""
        to_window = self._view.camera.to_window
        painter.setPen(QPen(colours().accent.focus_ring, 1))
        for line in self._lines:
            begin, end = to_window(line.topLeft()), to_window(line.bottomRight())
            painter.drawLine(_sharp(begin), _sharp(end))

    def _line(self, axis: int, edge: int, by: float, free: Floats, step: Floats) -> QRectF:
        """From the card to the nearest of those whose edges or middles lie on the line."""
        across = 1 - axis
        own = _edges(self._lead[None], axis)[0, edge] + free[axis]
        on = np.flatnonzero(np.abs(self._edges[axis][:, edge] - own - by) < 0.01)
        begin = float(self._lead[across] + step[across])
        end = begin + float(self._lead[across + 2])
        others = self._still[on]
        begins, ends = others[:, across], others[:, across] + others[:, across + 2]
        nearest = int(np.maximum(begins - end, begin - ends).argmin())
        low = min(begin, float(begins[nearest])) - _BEYOND
        high = max(end, float(ends[nearest])) + _BEYOND
        at = own + by
        ends_of_it = ((at, low), (at, high)) if axis == 0 else ((low, at), (high, at))
        return QRectF(QPointF(*ends_of_it[0]), QPointF(*ends_of_it[1]))

    def _show(self, lines: list[QRectF]) -> None:
        """Show these lines; what is painted anew is no more than they cover."""
        if lines == self._lines:
            return
        to_window, viewport = self._view.camera.to_window, self._view.viewport()
        for line in (*self._lines, *lines):
            area = QRectF(to_window(line.topLeft()), to_window(line.bottomRight()))
            viewport.update(area.toAlignedRect().adjusted(-2, -2, 2, 2))
        self._lines = lines


def _edges(boxes: Floats, axis: int) -> Floats:
    """The first edge, the middle and the last edge of each box: (boxes, 3)."""
    begin, size = boxes[:, axis], boxes[:, axis + 2]
    return np.stack([begin, begin + size / 2, begin + size], axis=1)


def _sharp(point: QPointF) -> QPointF:
    return QPointF(round(point.x()) + 0.5, round(point.y()) + 0.5)
