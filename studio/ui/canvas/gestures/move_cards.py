"""Move: drag cards freely; the document learns of it once, when they are let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt

from studio.language import tr, tr_count
from studio.ui import tokens
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class MoveCards(Gesture):
    """The selected cards follow the pointer in steps of the grid; Alt moves them freely."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, view: CanvasView, at: QPointF, grabbed: str) -> None:
        super().__init__(view, at)
        self._rows = view.cards.with_insides(view.selection)
        self._lead = view.cards.index[grabbed]
        self._begin = view.cards.box[self._rows, :2].copy()
        self._first = view.cards.box[self._lead, :2].copy()
        self._from = view.camera.to_scene(at)
        origin = view.scope.chosen(view.selection).by  # a frame's inside has a grid of its own
        self._grid = np.array([origin.x(), origin.y()])

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        by = self.view.camera.to_scene(at) - self._from
        step = np.array([by.x(), by.y()])
        if not modifiers & Modifiers.AltModifier:
            snap = tokens.sizes().snap  # the grabbed card lies on the grid, the others keep to it
            first = self._first - self._grid
            step = np.round((first + step) / snap) * snap - first
        self.view.sheet.place(self._rows, self._begin + step)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.move(at, modifiers)
        cards, scope = self.view.cards, self.view.scope
        if not len(self._rows):
            return
        dx, dy = (cards.box[self._rows[0], :2] - self._begin[0]).tolist()
        if not dx and not dy:
            return
        nodes = [scope.graph.by_id[id] for id in sorted(self.view.selection)]
        text = tr("Move {name}").format(name=nodes[0].label)
        if len(nodes) > 1:
            text = tr_count("Move {n} block", "Move {n} blocks", len(nodes))
        places = {node.id: (node.x + dx, node.y + dy) for node in nodes}
        scope.edit(text, scope.graph.moved(places))

    def cancel(self) -> None:
        self.view.sheet.place(self._rows, self._begin)
