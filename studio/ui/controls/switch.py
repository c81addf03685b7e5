"""A switch: on or off, with the word beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.language import tr
from studio.ui.controls.outline import painting, rounded
from studio.ui.theme import colours, font

_TRACK = (30, 18)
_KNOB = 14


class Switch(QAbstractButton):
    """On or off. `toggled` tells of every change, `clicked` only of those by a person."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFont(font("body"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        words = max(self.fontMetrics().horizontalAdvance(text) for text in (tr("On"), tr("Off")))
        return QSize(_TRACK[0] + 12 + words, 30)

    def hitButton(self, _position: QPoint) -> bool:
        return True  # the word counts as well

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, on = colours(), self.isChecked()
        with painting(self) as painter:
            track = QRectF(2, (self.height() - _TRACK[1]) / 2, *_TRACK)
            fill = now.accent.fill if on else now.border.control
            if not self.isEnabled():
                fill = now.border.default
            rounded(painter, track, 9, fill)
            left = track.right() - 2 - _KNOB if on else track.left() + 2
            rounded(painter, QRectF(left, track.top() + 2, _KNOB, _KNOB), 7, now.text.on_accent)
            if self.hasFocus():
                ring = track.adjusted(-2, -2, 2, 2)
                rounded(painter, ring, 11, None, now.accent.focus_ring, 1.5)
            painter.setPen(now.text.secondary if self.isEnabled() else now.text.disabled)
            text = tr("On") if on else tr("Off")
            metrics = painter.fontMetrics()
            base = (self.height() + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(track.right() + 8, base), text)
