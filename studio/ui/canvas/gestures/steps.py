"""Steps: how far cards that are dragged have come, on the grid or freely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from studio.ui import tokens
from studio.ui.canvas.gestures.gesture import Modifiers
from studio.ui.canvas.primitives import Floats

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Steps:
    """The grabbed card lies on the grid, the others keep to it; Alt moves them freely."""

    def __init__(self, view: CanvasView, at: QPointF, grabbed: str) -> None:
        self._view = view
        self._first = view.cards.box[view.cards.index[grabbed], :2].copy()
        self._from = view.camera.to_scene(at)
        origin = view.scope.chosen(view.selection).by  # a frame's inside has a grid of its own
        self._grid = np.array([origin.x(), origin.y()])

    def by(self, at: QPointF, modifiers: Modifiers) -> Floats:
        """How far, for a pointer at a point of the window."""
        by = self._view.camera.to_scene(at) - self._from
        step = np.array([by.x(), by.y()])
        if not modifiers & Modifiers.AltModifier:
            snap = tokens.sizes().snap
            first = self._first - self._grid
            step = np.round((first + step) / snap) * snap - first
        return step
