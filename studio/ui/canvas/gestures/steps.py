"""Steps: how far cards that are dragged have come, on the grid or freely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from studio.ui import tokens
from studio.ui.canvas.gestures.gesture import Modifiers
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.canvas.primitives import Floats

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Steps:
    """What is grabbed lies on the grid, the others keep to it; Alt moves them freely.

    A frame goes by steps of the grid: so its blocks stay on it.
    """

    def __init__(self, view: CanvasView, at: QPointF, grabbed: str | PieceId) -> None:
        self._view = view
        self._from = view.camera.to_scene(at)
        # A frame's inside has a grid of its own.
        origin = view.scope.chosen(view.selection, view.selected_pieces).by
        self._off = _place(view, grabbed) - (origin.x(), origin.y())
        if isinstance(grabbed, PieceId) and grabbed.kind == "frame":
            self._off = np.zeros(2)

    def by(self, at: QPointF, modifiers: Modifiers) -> Floats:
        """How far, for a pointer at a point of the window."""
        step = self.free(at)
        if not modifiers & Modifiers.AltModifier:
            snap = tokens.sizes().snap
            step = np.round((self._off + step) / snap) * snap - self._off
        return step

    def free(self, at: QPointF) -> Floats:
        """How far without the grid."""
        by = self._view.camera.to_scene(at) - self._from
        return np.array([by.x(), by.y()])


def _place(view: CanvasView, grabbed: str | PieceId) -> Floats:
    papers, cards = view.sheet.papers, view.cards
    if isinstance(grabbed, PieceId):
        return papers.box[papers.index[grabbed], :2].copy()
    return cards.box[cards.index[grabbed], :2].copy()
