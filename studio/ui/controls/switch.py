"""A switch: on or off, with the word beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.language import tr
from studio.ui.controls.outline import focus_ring, painting, rounded
from studio.ui.theme import colours, font

_TRACK = (30, 18)


class Switch(QAbstractButton):
    """On or off. `toggled` tells of every change, `changed` only of those by a person."""

    changed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFont(font("body"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda on: self.changed.emit(on))

    def set_value(self, value: bool) -> None:
        """Show on or off."""
        self.setChecked(value)

    def sizeHint(self) -> QSize:
        words = max(self.fontMetrics().horizontalAdvance(text) for text in (tr("On"), tr("Off")))
        return QSize(_TRACK[0] + 12 + words, 30)

    def hitButton(self, _position: QPoint) -> bool:
        return True  # the word counts as well

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, on = colours(), self.isChecked()
        with painting(self) as painter:
            track = QRectF(0, (self.height() - _TRACK[1]) / 2, *_TRACK)
            word = track.right() + 8
            if self.hasFocus():
                focus_ring(painter, track.adjusted(0, -2, 2, 2), 11)
                track.adjust(3, 1, -1, -1)
            knob = track.height() - 4
            fill = now.accent.fill if on else now.border.control
            if not self.isEnabled():
                fill = now.border.default
            rounded(painter, track, track.height() / 2, fill)
            left = track.right() - 2 - knob if on else track.left() + 2
            disc = QRectF(left, track.top() + 2, knob, knob)
            rounded(painter, disc, knob / 2, now.text.on_accent)
            painter.setPen(now.text.secondary if self.isEnabled() else now.text.disabled)
            text = tr("On") if on else tr("Off")
            metrics = painter.fontMetrics()
            base = (self.height() + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(word, base), text)
