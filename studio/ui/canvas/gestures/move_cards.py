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
        self._rows = view.cards.rows(view.selection)
        self._lead = view.cards.index[grabbed]
        self._begin = view.cards.box[self._rows, :2].copy()
        self._first = view.cards.box[self._lead, :2].copy()
        self._from = view.camera.to_scene(at)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        by = self.view.camera.to_scene(at) - self._from
        step = np.array([by.x(), by.y()])
        if not modifiers & Modifiers.AltModifier:
            snap = tokens.sizes().snap  # the grabbed card lies on the grid, the others keep to it
            step = np.round((self._first + step) / snap) * snap - self._first
        self.view.sheet.place(self._rows, self._begin + step)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.move(at, modifiers)
        cards, graph = self.view.cards, self.view.document.project.graph
        places = {
            cards.cards[row].node.id: (x, y)
            for row, (x, y) in zip(
                self._rows.tolist(), cards.box[self._rows, :2].tolist(), strict=True
            )
        }
        if np.array_equal(self._begin, cards.box[self._rows, :2]):
            return
        text = tr("Move {name}").format(name=graph.by_id[next(iter(places))].label)
        if len(places) > 1:
            text = tr_count("Move {n} block", "Move {n} blocks", len(places))
        self.view.document.edit_graph(text, graph.moved(places))

    def cancel(self) -> None:
        self.view.sheet.place(self._rows, self._begin)
