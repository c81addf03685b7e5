"""Resize: drag an edge or a corner of a frame, or the right edge of a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, Qt

from studio.graph.paper import LEAST_NOTE, LEAST_SIDE, MOST_NOTE, Frame, Note
from studio.graph.paper_edits import with_pieces
from studio.language import tr
from studio.ui import tokens
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.paper.extent import extent
from studio.ui.canvas.paper.pieces import Grip, PieceId

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_Shape = Qt.CursorShape
CURSORS: Final = {
    "left": _Shape.SizeHorCursor,
    "right": _Shape.SizeHorCursor,
    "top": _Shape.SizeVerCursor,
    "bottom": _Shape.SizeVerCursor,
    "left top": _Shape.SizeFDiagCursor,
    "right bottom": _Shape.SizeFDiagCursor,
    "right top": _Shape.SizeBDiagCursor,
    "left bottom": _Shape.SizeBDiagCursor,
}


class ResizePiece(Gesture):
    """The edge follows the pointer in steps of the grid; Alt moves it freely."""

    def __init__(self, view: CanvasView, at: QPointF, piece: PieceId, grip: Grip) -> None:
        super().__init__(view, at)
        self.cursor = CURSORS[grip]
        self._id, self._edges = piece, grip.split()
        self._row = view.sheet.papers.index[piece]
        self._before = view.sheet.papers[piece]
        self._now = self._before

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        by = self.view.camera.to_scene(at) - self.begin
        snap = 1.0 if modifiers & Modifiers.AltModifier else float(tokens.sizes().snap)
        self._show(self._resized(by, snap))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.move(at, modifiers)
        scope, now = self.view.scope, self._now
        if now != self._before:
            text = tr("Resize a frame") if isinstance(now, Frame) else tr("Resize a note")
            scope.edit(text, with_pieces(scope.graph, now))

    def cancel(self) -> None:
        self._show(self._before)

    def _resized(self, by: QPointF, snap: float) -> Frame | Note:
        before = self._before
        if isinstance(before, Note):
            wide = round((before.x + before.width + by.x()) / snap) * snap - before.x
            return before.but(width=min(max(wide, LEAST_NOTE), MOST_NOTE))
        left, top, right, bottom = before.box
        if "left" in self._edges:
            left = min(round((left + by.x()) / snap) * snap, right - LEAST_SIDE)
        if "right" in self._edges:
            right = max(round((right + by.x()) / snap) * snap, left + LEAST_SIDE)
        if "top" in self._edges:
            top = min(round((top + by.y()) / snap) * snap, bottom - LEAST_SIDE)
        if "bottom" in self._edges:
            bottom = max(round((bottom + by.y()) / snap) * snap, top + LEAST_SIDE)
        return before.fitted((left, top, right, bottom))

    def _show(self, piece: Frame | Note) -> None:
        self._now, sheet = piece, self.view.sheet
        box = np.array([extent(piece).getRect()])
        sheet.papers.pieces[self._row] = piece
        sheet.held.place_pieces(np.array([self._row], np.intp), box)
