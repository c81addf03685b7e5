"""Move a point: a wire is drawn through it wherever it is dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt

from studio.graph.graph import Wire
from studio.graph.paper import on_paper
from studio.graph.ways import Way
from studio.language import tr
from studio.ui import tokens
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.primitives import Floats

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class MovePoint(Gesture):
    """A point of a wire follows the pointer in steps of the grid; Alt moves it freely.

    `merge` joins the edit with the one before it.
    """

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(
        self, view: CanvasView, at: QPointF, wire: Wire, number: int, merge: str = ""
    ) -> None:
        super().__init__(view, at)
        self._wire, self._number, self._merge = wire, number, merge
        self._way: Way = wire.via

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        by = self.view.camera.to_scene(at) - self.begin
        snap = 1.0 if modifiers & Modifiers.AltModifier else float(tokens.sizes().snap)
        x, y = self._wire.via[self._number]
        x, y = x + by.x(), y + by.y()
        place = on_paper(round(x / snap) * snap), on_paper(round(y / snap) * snap)
        self._way = (*self._way[: self._number], place, *self._way[self._number + 1 :])
        self._bend(np.array(self._way))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.move(at, modifiers)
        if self._way == self._wire.via:
            self._bend(None)
        rerouting = self.view.rerouting
        rerouting.reroute(tr("Move a reroute point"), self._wire, self._way, self._merge)
        rerouting.select(self._wire, self._number)

    def cancel(self) -> None:
        self._bend(None)

    def _bend(self, via: Floats | None) -> None:
        row = self.view.sheet.wires.row(self._wire)
        if row is not None:
            self.view.sheet.held.bend(row, via)
