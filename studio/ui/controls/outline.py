"""Rounded shapes with hairlines that stay sharp, and the ring of the keyboard focus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from studio.ui.theme import colours


@contextmanager
def painting(widget: QWidget) -> Iterator[QPainter]:
    """A painter on this widget with smooth edges, ended in any case."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.end()


def rounded(
    painter: QPainter,
    area: QRect | QRectF,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded rectangle whose border lies inside `area`, on half pixels."""
    inset = width / 2 if border else 0.0
    painter.setPen(QPen(border, width) if border else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
    shape = QRectF(area).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(shape, radius - inset, radius - inset)


def focus_ring(painter: QPainter, area: QRect | QRectF, radius: float) -> None:
    """The ring of the keyboard focus, just inside `area`."""
    rounded(painter, area, radius, None, colours().accent.focus_ring, 2.0)
