"""The frame of the list of fixes: a popover with a beak that points at the card."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from studio.ui.controls.outline import painting
from studio.ui.controls.popover import Popover
from studio.ui.fixing.fix_list import WIDTH, FixList
from studio.ui.theme import colours

_BEAK = 7
_APART = 10
SPACE = WIDTH + 2 * (_BEAK + 1) + _APART + 6  # that a list needs at the right of a card


class FixPopover(Popover):
    """Shows a list of fixes beside a card, given in global pixels."""

    closed = Signal()

    def __init__(self, content: FixList, parent: QWidget) -> None:
        super().__init__(content, parent)
        self.list = content
        self._beak: QPointF | None = None
        self._left = True
        if (layout := self.layout()) is not None:
            layout.setContentsMargins(1 + _BEAK, 1, 1 + _BEAK, 4)

    def open_beside(self, card: QRectF, room: QRectF) -> None:
        """Open, or lie anew, beside the card and inside the room."""
        self.list.updateGeometry()  # what was added has not been laid out yet
        self.adjustSize()
        at, left = _anchored(card, room, (self.width(), self.height()))
        self._left = left is True
        self._beak = None
        if left is not None:
            y = min(max(card.center().y() - at.y(), 22.0), self.height() - 26.0)
            self._beak = QPointF(0 if left else self.width(), y)
        self.open_at(QPoint(round(at.x()), round(at.y())))
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def frame(self) -> QRectF:
        return super().frame().adjusted(_BEAK, 0, -_BEAK, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._beak is None:
            return
        now, inwards = colours(), _BEAK + 1 if self._left else -_BEAK - 1
        up, down = (self._beak + QPointF(inwards, by) for by in (-_BEAK, _BEAK))
        with painting(self) as painter:
            painter.setPen(QPen(now.surface.raised, 1))
            painter.setBrush(now.surface.raised)
            painter.drawPolygon(QPolygonF([up, self._beak, down]))
            painter.setPen(QPen(now.border.default, 1))
            painter.drawPolyline(QPolygonF([up, self._beak, down]))


def _anchored(card: QRectF, room: QRectF, size: tuple[float, float]) -> tuple[QPointF, bool | None]:
    """Where a list of this size lies beside a card, and whether its beak points left.

    At the right if there is room, else at the left, else over the card's lower edge.
    """
    width, height = size
    y = min(max(card.top() - 2, room.top() + 8), max(room.top() + 8, room.bottom() - height - 8))
    if card.right() + _APART + width <= room.right():
        return QPointF(card.right() + _APART, y), True
    if card.left() - _APART - width >= room.left():
        return QPointF(card.left() - _APART - width, y), False
    x = min(max(card.left(), room.left() + 8), room.right() - width - 8)
    return QPointF(x, min(card.bottom() + 12, room.bottom() - height - 8)), None
