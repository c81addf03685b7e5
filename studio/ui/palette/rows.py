"""How the rows of the palette are painted: families with a tile, blocks with an icon."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from studio.ui import icons, tokens
from studio.ui.controls.rows import Index, RowDelegate, paint_ground, write
from studio.ui.theme import colours, font

FAMILY = Qt.ItemDataRole.UserRole
BLOCK = Qt.ItemDataRole.UserRole + 1  # the block's id; none at a family
ICON = Qt.ItemDataRole.UserRole + 2
COUNT = Qt.ItemDataRole.UserRole + 3
LAST = Qt.ItemDataRole.UserRole + 4
OPEN = Qt.ItemDataRole.UserRole + 5

_BELOW_FAMILY = 6
_RIGHT = 12


class RowPainter(RowDelegate):
    """Paints the rows; what they say comes from the model."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        if not index.data(BLOCK):
            return QSize(120, tokens.sizes().family_row)
        below = _BELOW_FAMILY if index.data(LAST) else 0
        return QSize(120, tokens.sizes().palette_row + below)

    def paint_row(
        self, painter: QPainter, area: QRectF, index: Index, state: QStyle.StateFlag
    ) -> None:
        block = bool(index.data(BLOCK))
        if block and index.data(LAST):
            area.setHeight(area.height() - _BELOW_FAMILY)
        selected = block and bool(state & QStyle.StateFlag.State_Selected)
        paint_ground(painter, area.adjusted(8, 0, -8, 0), state, selected=selected)
        if block:
            self._paint_block(painter, area, index, selected)
        else:
            self._paint_family(painter, area, index)

    def _paint_family(self, painter: QPainter, area: QRectF, index: Index) -> None:
        now, middle = colours(), area.center().y()
        sign = "chevron-down" if index.data(OPEN) else "chevron-right"
        icons.paint(painter, sign, QPointF(10, middle - 7), now.text.muted, 14)
        tile = QRectF(33, round(middle - 11), 22, 22)
        corner = tokens.radius().control_small
        icons.paint_tile(painter, index.data(FAMILY), index.data(ICON), tile, corner)
        title = area.adjusted(64, 0, -24, 0)
        write(painter, title, index.data(), font("body", 500), now.text.primary)
        painter.setFont(font("caption"))
        painter.setPen(now.text.muted)
        right = area.adjusted(0, 0, -_RIGHT, 0)
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(right, place, str(index.data(COUNT)))

    def _paint_block(
        self,
        painter: QPainter,
        area: QRectF,
        index: Index,
        selected: bool,
    ) -> None:
        now, middle = colours(), area.center().y()
        colour = now.family[index.data(FAMILY)]
        icons.paint(painter, index.data(ICON), QPointF(34, round(middle - 8)), colour, 15)
        letters = font("body", 500 if selected else 400)
        ink = now.accent.text if selected else now.text.primary
        write(painter, area.adjusted(58, 0, -10, 0), index.data(), letters, ink)
