"""Rubber band: select what lies in a rectangle. A click on empty canvas selects nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.theme import colours, mixed

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class RubberBand(Gesture):
    """Selects while it grows; with Shift it adds to what was selected."""

    def __init__(self, view: CanvasView, at: QPointF, modifiers: Modifiers) -> None:
        super().__init__(view, at)
        self._before = view.selection, view.selected_wires, view.selected_pieces
        adding = bool(modifiers & Modifiers.ShiftModifier)
        self._kept = view.selection if adding else frozenset[str]()
        self._kept_pieces = view.selected_pieces if adding else frozenset[PieceId]()
        self._at = at
        view.select(self._kept, pieces=self._kept_pieces)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        self._at = at
        area = QRectF(self.begin, self.view.camera.to_scene(at)).normalized()
        cards = self.view.cards
        inside = {cards.cards[row].node.id for row in cards.inside(area, 0.0)}
        papers = self.view.sheet.papers
        pieces = {id for id, row in papers.index.items() if area.contains(papers.rect(row))}
        self.view.select(self._kept | inside, pieces=self._kept_pieces | pieces)

    def cancel(self) -> None:
        self.view.select(*self._before)

    def area(self) -> QRectF:
        return self._band().adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter) -> None:
        now = colours().accent.focus_ring
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(now, 1, Qt.PenStyle.SolidLine))
        painter.setBrush(mixed(now, 0.08))
        painter.drawRect(self._band())

    def _band(self) -> QRectF:
        return QRectF(self.view.camera.to_window(self.begin), self._at).normalized()
