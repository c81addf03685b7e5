"""What the rows of lists have in common: how they are painted, their ground, and their words."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.ui import tokens
from studio.ui.controls.outline import focus_ring, rounded
from studio.ui.theme import colours

Index: TypeAlias = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paints rows with smooth edges, each by `paint_row`, and leaves the painter as it was."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            self.paint_row(painter, QRectF(option.rect), index, option.state)
        finally:
            painter.restore()

    def paint_row(
        self, painter: QPainter, area: QRectF, index: Index, state: QStyle.StateFlag
    ) -> None:
        """Paint one row of the model."""
        raise NotImplementedError


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
