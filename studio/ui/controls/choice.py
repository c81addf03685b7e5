"""A field with a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate, QWidget

from studio.ui import icons, tokens
from studio.ui.controls.outline import focus_ring, painting, rounded
from studio.ui.theme import colours, font


class Choice(QComboBox):
    """One of several values, each with a title. `changed` tells of a person's choice."""

    changed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFont(font("body"))
        self.setFixedHeight(tokens.sizes().control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # The list's own delegate ignores the style sheet on some systems; this one keeps to it.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.activated.connect(lambda index: self.changed.emit(self.itemData(index)))

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Offer these values with their titles."""
        if options != [(self.itemData(i), self.itemText(i)) for i in range(self.count())]:
            self.clear()
            for value, title in options:
                self.addItem(title, value)

    def set_value(self, value: object) -> None:
        """Show this value, even one that is not offered."""
        if (index := self._index(value)) < 0:
            self.addItem(str(value), value)
            index = self.count() - 1
        self.setCurrentIndex(index)

    def value(self) -> object:
        return self.currentData()

    def sizeHint(self) -> QSize:
        return QSize(120, tokens.sizes().control)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, tokens.sizes().control)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the form; a choice under the pointer must not change

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, corner = colours(), tokens.radius().control
        with painting(self) as painter:
            if self.isEnabled():
                fill = now.surface.hover if self.underMouse() else now.surface.raised
                rounded(painter, self.rect(), corner, fill, now.border.default)
            else:
                rounded(painter, self.rect(), corner, now.surface.sunken, now.border.subtle)
            if self.hasFocus():
                focus_ring(painter, self.rect(), corner)
            painter.setPen(now.text.primary if self.isEnabled() else now.text.disabled)
            room = self.width() - 38.0
            text = QFontMetricsF(self.font()).elidedText(
                self.currentText(), Qt.TextElideMode.ElideRight, room
            )
            area = QRectF(10, 0, room, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            ink = now.text.muted if self.isEnabled() else now.text.disabled
            corner_at = QPointF(self.width() - 24, self.height() / 2 - 7)
            icons.paint(painter, "chevron-down", corner_at, ink, 14)

    def _index(self, value: object) -> int:
        return next((i for i in range(self.count()) if self.itemData(i) == value), -1)
