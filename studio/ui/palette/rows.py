"""How the rows of the palette are painted: families with a tile, blocks with an icon."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.ui import icons, tokens
from studio.ui.controls.outline import focus_ring, rounded
from studio.ui.theme import colours, font

FAMILY = Qt.ItemDataRole.UserRole
BLOCK = Qt.ItemDataRole.UserRole + 1  # the block's id; none at a family
ICON = Qt.ItemDataRole.UserRole + 2
COUNT = Qt.ItemDataRole.UserRole + 3
LAST = Qt.ItemDataRole.UserRole + 4
OPEN = Qt.ItemDataRole.UserRole + 5

_BELOW_FAMILY = 6
_RIGHT = 12


class RowPainter(QStyledItemDelegate):
    """Paints the rows; what they say comes from the model."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        if not index.data(BLOCK):
            return QSize(120, tokens.sizes().family_row)
        below = _BELOW_FAMILY if index.data(LAST) else 0
        return QSize(120, tokens.sizes().palette_row + below)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        if index.data(BLOCK) and index.data(LAST):
            area.setHeight(area.height() - _BELOW_FAMILY)
        state = option.state
        self._paint_back(painter, area, state, bool(index.data(BLOCK)))
        if index.data(BLOCK):
            self._paint_block(painter, area, index, bool(state & QStyle.StateFlag.State_Selected))
        else:
            self._paint_family(painter, area, index)
        painter.restore()

    def _paint_back(
        self, painter: QPainter, area: QRectF, state: QStyle.StateFlag, block: bool
    ) -> None:
        now, corner = colours(), tokens.radius().control
        pill = area.adjusted(8, 0, -8, 0)
        if block and state & QStyle.StateFlag.State_Selected:
            rounded(painter, pill, corner, now.surface.selected)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, pill, corner, now.surface.hover)
        if state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, pill, corner)

    def _paint_family(
        self, painter: QPainter, area: QRectF, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        now, middle = colours(), area.center().y()
        sign = "chevron-down" if index.data(OPEN) else "chevron-right"
        icons.paint(painter, sign, QPointF(10, middle - 7), now.text.muted, 14)
        tile = QRectF(33, round(middle - 11), 22, 22)
        corner = tokens.radius().control_small
        icons.paint_tile(painter, index.data(FAMILY), index.data(ICON), tile, corner)
        painter.setFont(font("body", 500))
        painter.setPen(now.text.primary)
        self._paint_title(painter, area, 64, 24, index.data())
        painter.setFont(font("caption"))
        painter.setPen(now.text.muted)
        right = area.adjusted(0, 0, -_RIGHT, 0)
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(right, place, str(index.data(COUNT)))

    def _paint_block(
        self,
        painter: QPainter,
        area: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        selected: bool,
    ) -> None:
        now, middle = colours(), area.center().y()
        colour = now.family[index.data(FAMILY)]
        icons.paint(painter, index.data(ICON), QPointF(34, round(middle - 8)), colour, 15)
        painter.setFont(font("body", 500 if selected else 400))
        painter.setPen(now.accent.text if selected else now.text.primary)
        self._paint_title(painter, area, 58, 10, index.data())

    def _paint_title(
        self, painter: QPainter, area: QRectF, left: float, right: float, text: str
    ) -> None:
        room = QRectF(left, area.top(), area.width() - left - right, area.height())
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
