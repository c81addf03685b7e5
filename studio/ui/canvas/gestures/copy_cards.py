"""Copy: cards dragged with Ctrl leave themselves behind; their copies are let go elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.ui import tokens
from studio.ui.canvas.card_pixmaps import kept_card, margin
from studio.ui.canvas.cards import MARGIN
from studio.ui.canvas.detail import detail
from studio.ui.canvas.gestures.along import along
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.gestures.steps import Steps
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.canvas.pixmaps import Scale
from studio.ui.controls.outline import rounded
from studio.ui.theme import colours, mixed

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_DRAWN = 60  # cards; of more, only the outlines follow the pointer


class CopyCards(Gesture):
    """Copies of what is selected follow the pointer, with the wires among them."""

    cursor = Qt.CursorShape.DragCopyCursor

    def __init__(self, view: CanvasView, at: QPointF, grabbed: str | PieceId) -> None:
        super().__init__(view, at)
        blocks, pieces = along(view)
        self._rows = view.cards.rows(blocks)
        papers = view.sheet.papers
        self._sheets = [papers.rect(papers.index[piece]) for piece in pieces]
        self._steps = Steps(view, at, grabbed)
        self._by = np.zeros(2)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        self._by = self._steps.by(at, modifiers)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.move(at, modifiers)
        if self._by.any():
            self.view.editing.copy_by(QPointF(*self._by.tolist()))

    def area(self) -> QRectF:
        area = QRectF()
        for box in (*self._outlines(), *(box for _, box in self._boxes())):
            area = area.united(box)
        edge = MARGIN * self.view.camera.zoom + 2
        return area.adjusted(-edge, -edge, edge, edge)

    def paint(self, painter: QPainter) -> None:
        view, zoom = self.view, self.view.camera.zoom
        scale = Scale(zoom, view.viewport().devicePixelRatioF())
        level, edge = detail(zoom), margin(scale) / scale.ratio
        now, corner = colours(), tokens.radius().card * zoom
        few = len(self._rows) <= _DRAWN
        for box in self._outlines():
            rounded(painter, box, corner, mixed(now.accent.focus_ring, 0.08), now.accent.focus_ring)
        for row, box in self._boxes():
            made = view.cards.cards[row]
            if few and made.kind == "card":
                at = QPointF(round(box.left()) - edge, round(box.top()) - edge)
                pixmap = kept_card(made.face, level, scale, view.sheet.pixmaps)
                painter.drawPixmap(at, pixmap)
            fill = None if few and made.kind == "card" else mixed(now.accent.focus_ring, 0.08)
            rounded(painter, box, corner, fill, now.accent.focus_ring, 2.0)

    def _outlines(self) -> list[QRectF]:
        """The copies of frames and notes, in the window."""
        transform, by = self.view.viewportTransform(), QPointF(*self._by.tolist())
        return [transform.mapRect(sheet.translated(by)) for sheet in self._sheets]

    def _boxes(self) -> list[tuple[int, QRectF]]:
        """The copies in the window, by the rows of what they are copies of."""
        transform, by = self.view.viewportTransform(), self._by.tolist()
        boxes = self.view.cards.box[self._rows].tolist()
        return [
            (int(row), transform.mapRect(QRectF(x + by[0], y + by[1], w, h)))
            for row, (x, y, w, h) in zip(self._rows, boxes, strict=True)
        ]
