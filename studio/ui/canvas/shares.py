"""Shares: how many parameters each card has beside the largest one, in coarse steps.

A bar shows the step. Steps are coarse, and painted beside the pixmaps of the cards: an edit that
changes the largest block repaints the bars that differ, and makes no card anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from studio.ui.canvas.faces import WIDTH, Card
from studio.ui.canvas.pixmaps import Scale
from studio.ui.canvas.primitives import Floats, Indices
from studio.ui.theme import colours

STEPS: Final = 8
_LEFT: Final = {True: 40.0, False: 54.0}  # where the name begins, by whether the card is compact
_RIGHT: Final = WIDTH - 13.0
_ABOVE_EDGE: Final = {True: 5.0, False: 7.5}
_THICK: Final = 2.0


def counted(cards: Sequence[Card], rows: Iterable[int]) -> Floats:
    """The parameters of these cards; a frame has none of its own."""
    each = (cards[row] for row in rows)
    return np.array([c.parameters if c.kind == "card" else 0 for c in each], np.float64)


def steps(parameters: Floats) -> Indices:
    """How long the bar of each card is: from 0, no bar, to `STEPS`."""
    largest = parameters.max(initial=0.0)
    return np.ceil(parameters * (STEPS / largest if largest else 0.0)).astype(np.intp)


def paint(
    painter: QPainter, step: int, face: tuple[bool, float], corner: tuple[float, float], s: Scale
) -> None:
    """The bar of a card.

    Args:
        face: whether the card is compact, and how high it is.
        corner: the card's top left corner on the window.
    """
    now, (compact, height), (x, y) = colours(), face, corner
    left, top = _LEFT[compact] * s.zoom, (height - _ABOVE_EDGE[compact]) * s.zoom
    top = round(top * s.ratio) / s.ratio
    wide, thick = _RIGHT * s.zoom - left, max(1.0, round(_THICK * s.pixels) / s.ratio)
    painter.fillRect(QRectF(x + left, y + top, wide, thick), now.border.subtle)
    painter.fillRect(QRectF(x + left, y + top, wide * step / STEPS, thick), now.border.control)
