"""What the rows of lists have in common: how they are begun, their ground, and their words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle

from studio.ui import tokens
from studio.ui.controls.outline import focus_ring, rounded
from studio.ui.theme import colours


@contextmanager
def row_painting(painter: QPainter) -> Iterator[None]:
    """Paint one row with smooth edges, and leave the painter as it was."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield
    finally:
        painter.restore()


def paint_ground(
    painter: QPainter, area: QRectF, state: QStyle.StateFlag, *, selected: bool
) -> None:
    """The ground of a row that is selected or under the pointer, and the ring of the focus."""
    now, corner = colours(), tokens.radius().control
    if selected:
        rounded(painter, area, corner, now.surface.selected)
    elif state & QStyle.StateFlag.State_MouseOver:
        rounded(painter, area, corner, now.surface.hover)
    if state & QStyle.StateFlag.State_HasFocus:
        focus_ring(painter, area, corner)


def write(painter: QPainter, area: QRectF, text: str, letters: QFont, ink: QColor) -> None:
    """Write from the left edge; what has no room is elided."""
    painter.setFont(letters)
    painter.setPen(ink)
    metrics = QFontMetricsF(letters)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
