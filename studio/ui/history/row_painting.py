"""How a step of the history is painted: a knot on a thread, which ends where one is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from studio.language import tr
from studio.ui.controls.rows import Index, RowDelegate, paint_ground, write
from studio.ui.history.model import STEP, Step
from studio.ui.theme import colours, font

_ROW: Final = 30
_THREAD: Final = 21.0  # from the edge to the thread
_LEAD: Final = 36.0  # to the text
_EDGE: Final = 16.0


class StepPainter(RowDelegate):
    """Done steps are knots on the thread, undone ones are faint rings."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, _ROW)

    def paint_row(
        self, painter: QPainter, area: QRectF, index: Index, state: QStyle.StateFlag
    ) -> None:
        step, last = index.data(STEP), index.row() == index.model().rowCount() - 1
        paint_ground(painter, area.adjusted(6, 0, -6, 0), state, selected=step.current)
        _paint_knot(painter, area, step, first=index.row() == 0, last=last)
        _paint_text(painter, area, step)


def _paint_knot(painter: QPainter, area: QRectF, step: Step, *, first: bool, last: bool) -> None:
    now, middle = colours(), QPointF(area.left() + _THREAD, area.center().y())
    done, faint = QPen(now.accent.text, 1.5), QPen(now.border.default, 1.5)
    painter.setPen(faint if step.undone else done)
    if not first:
        painter.drawLine(QPointF(middle.x(), area.top()), middle - QPointF(0, 4))
    if not last:
        painter.setPen(faint if step.undone or step.current else done)
        painter.drawLine(middle + QPointF(0, 4), QPointF(middle.x(), area.bottom()))
    radius = 5.0 if step.current else 3.5
    painter.setPen(QPen(now.border.control, 1.5) if step.undone else Qt.PenStyle.NoPen)
    painter.setBrush(now.surface.raised if step.undone else now.accent.text)
    painter.drawEllipse(middle, radius, radius)


def _paint_text(painter: QPainter, area: QRectF, step: Step) -> None:
    now, right = colours(), area.right() - _EDGE
    if step.saved:
        word, letters = tr("Saved"), font("caption")
        wide = QFontMetricsF(letters).horizontalAdvance(word)
        right -= wide
        place = QRectF(right, area.top(), wide + 1, area.height())
        write(painter, place, word, letters, now.success.text)
        right -= 8
    letters = font("small", 600 if step.current else 400)
    ink = now.text.muted if step.undone else now.text.primary
    room = QRectF(area.left() + _LEAD, area.top(), right - area.left() - _LEAD, area.height())
    write(painter, room, step.text, letters, now.accent.text if step.current else ink)
