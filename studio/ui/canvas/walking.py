"""Walking from block to block: along the wires, to neighbours, and in the order of computation.

Frames and notes come after the last block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studio.ui.canvas import accessible
from studio.ui.canvas.paper.pieces import PieceId

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Walk:
    """Selects the next block, and takes the keyboard there."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def step(self, forward: bool) -> bool:
        """Go on to the next block in the order of computation; False past the last piece."""
        state, pieces = self._view.sheet.state, self._view.sheet.papers.listed()
        ids: list[str | PieceId] = [*self._view.scope.shown.order, *pieces]
        here = state.piece_focused or state.focused
        if here in ids:
            at = ids.index(here) + (1 if forward else -1)
        else:
            at = 0 if forward else len(ids) - 1
        if not 0 <= at < len(ids):
            return False
        there = ids[at]
        if isinstance(there, PieceId):
            self.to_piece(there)
        else:
            self.go(there)
        return True

    def to_piece(self, piece: PieceId) -> None:
        """Select a frame or note, and take the keyboard there."""
        view, papers = self._view, self._view.sheet.papers
        view.select((), pieces={piece})
        view.sheet.focus("", shown=True, piece=piece)
        view.camera.reveal_area(papers.rect(papers.index[piece]))
        accessible.tell_focus(view, piece)

    def to(self, dx: int, dy: int) -> None:
        """Along the wires up and down, to the neighbours left and right."""
        view = self._view
        here = view.sheet.state.focused or next(iter(sorted(view.selection)), "")
        if here not in view.cards:
            self.step(True)
            return
        along = self._along(here, dy)
        there = self._nearest(here, along) if along else self._neighbour(here, dx, dy)
        if there:
            self.go(there)

    def _along(self, here: str, dy: int) -> list[str]:
        """The blocks at the other ends of the wires up or down; the way out of a frame is it."""
        graph, view = self._view.scope.graph, self._view
        ids: list[str] = []
        if dy > 0:
            ids = [wire.target for wire in graph.out_of.get(here, ())]
        elif dy < 0:
            ids = [wire.source for wire in graph.into.get(here, ())]
        ends = (view.cards[id].kind == "end" for id in ids)
        return [view.sheet.within[id] if end else id for id, end in zip(ids, ends, strict=True)]

    def _nearest(self, here: str, ids: list[str]) -> str:
        rect = self._view.cards.rect
        middle = rect(here).center().x()
        return min(ids, key=lambda id: abs(rect(id).center().x() - middle))

    def _neighbour(self, here: str, dx: int, dy: int) -> str:
        """The nearest card in a direction; what lies aside of it counts double."""
        cards = self._view.cards
        middles = cards.box[:, :2] + cards.box[:, 2:] / 2
        off = middles - middles[cards.index[here]]
        along = off @ np.array([dx, dy], float)
        aside = np.abs(off @ np.array([dy, dx], float))
        distance = np.where((along > 1.0) & cards.visible, along + 2 * aside, np.inf)
        best = int(distance.argmin())
        return cards.cards[best].node.id if np.isfinite(distance[best]) else ""

    def go(self, id: str) -> None:
        """Select a block, and take the keyboard there."""
        self._view.select({id})
        self._view.sheet.focus(id, shown=True)
        self._view.camera.reveal(id)
        accessible.tell_focus(self._view, id)
