"""Gliding: cards, frames and notes move to where an edit has put them, for the eye to follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEasingCurve, QVariantAnimation

from studio.ui import motion
from studio.ui.canvas.primitives import Floats, Indices

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

MOST: Final = 200  # things that move; to bend the wires of more takes longer than a frame


class Gliding:
    """Moves what one canvas shows. The document knows nothing of it: it is at the end already."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._none: Indices = np.zeros(0, np.intp)
        self._cards, self._pieces = self._none, self._none  # the rows of what moves
        self._ways: tuple[Floats, Floats, Floats, Floats] | None = None
        self._animation = QVariantAnimation(view)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._step)

    def show(self, edit: Callable[[], object]) -> None:
        """Make an edit, and let what it moves go there."""
        self.finish()
        cards, papers = self._view.cards, self._view.sheet.papers
        before = dict(zip(cards.index, cards.box[[*cards.index.values()]], strict=True))
        lay = dict(zip(papers.ids, papers.box.copy(), strict=True))
        edit()
        rows = [r for id, r in cards.index.items() if _differ(before.get(id), cards.box[r])]
        others = [r for id, r in papers.index.items() if _differ(lay.get(id), papers.box[r])]
        time = motion.duration("panel")
        if not time or not 0 < len(rows) + len(others) <= MOST:
            return
        ids = [cards.cards[row].node.id for row in rows]
        self._cards, self._pieces = np.array(rows, np.intp), np.array(others, np.intp)
        self._ways = (
            np.array([before[id][:2] for id in ids]).reshape(-1, 2),
            cards.box[self._cards, :2].copy(),
            np.array([lay[papers.ids[row]] for row in others]).reshape(-1, 4),
            papers.box[self._pieces].copy(),
        )
        self._animation.setDuration(time)
        self._step(0.0)
        self._animation.start()

    def finish(self) -> None:
        """Everything is where it belongs at once."""
        self._animation.stop()
        if self._ways is not None:
            self._step(1.0)

    def _step(self, along: float) -> None:
        if self._ways is None:
            return
        begin, end, lay, lie = self._ways
        sheet = self._view.sheet
        if along >= 1.0:
            self._ways = None
        if len(self._cards):
            sheet.held.place(self._cards, _between(begin, end, along))
        if len(self._pieces):
            sheet.held.place_pieces(self._pieces, _between(lay, lie, along))


def _between(begin: Floats, end: Floats, along: float) -> Floats:
    """Whole units of the scene on the way, and exactly the end at the end."""
    return end if along >= 1.0 else np.round(begin + (end - begin) * along)


def _differ(one: Floats | None, other: Floats) -> bool:
    return one is not None and bool((one != other).any())
