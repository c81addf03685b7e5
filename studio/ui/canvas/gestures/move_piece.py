"""Move frames and notes, with all that is selected and what lies in the frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt

from studio.graph.graph import Wire
from studio.graph.paper_edits import shifted
from studio.language import tr, tr_count
from studio.ui.canvas.gestures.along import along
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.gestures.steps import Steps
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.canvas.primitives import Floats

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class MovePieces(Gesture):
    """What is selected follows the pointer in steps of the grid; Alt moves it freely."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, view: CanvasView, at: QPointF, grabbed: str | PieceId) -> None:
        super().__init__(view, at)
        self._chosen = view.scope.chosen(view.selection, view.selected_pieces)
        self._steps = Steps(view, at, grabbed)
        self._step = np.zeros(2)
        papers, (blocks, pieces) = view.sheet.papers, along(view)
        self._rows = view.cards.with_insides(blocks)
        moving = frozenset(view.cards.cards[row].node.id for row in self._rows.tolist())
        inside = {piece for piece, around in papers.within.items() if around in moving}
        shown = pieces | inside
        self._papers = papers.rows(shown)
        self._begin = view.cards.box[self._rows, :2].copy()
        self._boxes = papers.box[self._papers].copy()
        self._pulled = self._points_in(shown, moving)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        self._place(self._steps.by(at, modifiers))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.move(at, modifiers)
        dx, dy = self._step.tolist()
        if dx or dy:
            place, ids, pieces = self._chosen.place, self._chosen.ids, self._chosen.pieces
            graph = shifted(place.graph, (dx, dy), ids, pieces)
            self.view.scope.edit(self._title(), graph, at=place)
        else:
            self.cancel()

    def cancel(self) -> None:
        self._place(np.zeros(2))
        for row in self._pulled:
            self.view.sheet.held.bend(row, None)

    def _place(self, step: Floats) -> None:
        self._step, sheet = step, self.view.sheet
        for row, (via, inside) in self._pulled.items():
            sheet.wires.bends.hold(row, via + inside * step)
        sheet.held.place(self._rows, self._begin + step)
        boxes = self._boxes.copy()
        boxes[:, :2] += step
        sheet.held.place_pieces(self._papers, boxes)

    def _points_in(
        self, pieces: frozenset[PieceId], moving: frozenset[str]
    ) -> dict[int, tuple[Floats, Floats]]:
        """The points in frames whose wires do not move as a whole, by row; and which move."""
        papers, wires = self.view.sheet.papers, self.view.sheet.wires
        frames = [papers.rect(papers.index[p]) for p in pieces if p.kind == "frame"]
        found: dict[int, tuple[Floats, Floats]] = {}
        for row in wires.bends.rows.tolist():
            wire: Wire = wires.rows[row]
            via = wires.bends.points[row]
            held = [any(f.contains(QPointF(*at)) for f in frames) for at in via.tolist()]
            if any(held) and not {wire.source, wire.target} <= moving:
                found[row] = via.copy(), np.array(held, np.float64)[:, None]
        return found

    def _title(self) -> str:
        ids, pieces = self._chosen.ids, self._chosen.pieces
        if ids or len(pieces) > 1:
            return tr_count("Move {n} thing", "Move {n} things", len(ids) + len(pieces))
        return tr("Move a frame") if pieces.frames else tr("Move a note")
