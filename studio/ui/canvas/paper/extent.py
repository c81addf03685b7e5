"""Extent: how much of the paper a frame or a note takes."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from studio.graph.paper import Frame, Note
from studio.ui.canvas.paper.words import note_height


def extent(piece: Frame | Note) -> QRectF:
    """Where it lies in its network."""
    high = piece.height if isinstance(piece, Frame) else note_height(piece.text, piece.width)
    return QRectF(piece.x, piece.y, piece.width, high)
