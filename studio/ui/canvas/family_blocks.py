"""Cards from far out: plain rectangles in the colours of their families."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from studio.ui.canvas.cards import Cards
from studio.ui.canvas.faces import families
from studio.ui.canvas.primitives import Indices, draw_rectangles, whole
from studio.ui.theme import colours


def paint_blocks(
    painter: QPainter, cards: Cards, rows: Indices, zoom: float, corner: tuple[float, float]
) -> None:
    """Paint these cards at this zoom, the scene's origin at `corner`: a call for each family."""
    rows = rows[np.argsort(cards.family[rows], kind="stable")]
    box = cards.box[rows] * zoom
    box[:, :2] += corner
    box[:, 2:] = np.maximum(box[:, :2] + box[:, 2:] - 1, box[:, :2] + 1)
    edges = whole(box).astype(np.int32)
    bounds = np.searchsorted(cards.family[rows], np.arange(len(families()) + 1)).tolist()
    smooth = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    for family, begin, end in zip(families(), bounds[:-1], bounds[1:], strict=True):
        if begin < end:
            painter.setBrush(colours().family[family])
            draw_rectangles(painter, edges[begin:end])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
