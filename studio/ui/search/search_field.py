"""The field of a search: in the palette, and in the popup."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui import icons, tokens
from studio.ui.controls.outline import painting
from studio.ui.theme import colours, font


class SearchField(QLineEdit):
    """Text to search for. Down goes on into the list, Enter takes what was found, Esc empties."""

    down = Signal()
    entered = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_hint(hint)
        self.setFont(font("body"))
        self.setFixedHeight(tokens.sizes().control)
        self.setTextMargins(20, 0, 20, 0)

    def set_hint(self, hint: str) -> None:
        """Say this while there is no text."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.down.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.text() and self._clear_area().contains(event.position().toPoint()):
            self.clear()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        now = colours()
        with painting(self) as painter:
            icons.paint(painter, "search", QPointF(10, 7), now.text.muted, 15)
            if self.text():
                at = QPointF(self._clear_area().left() + 6, 8)
                icons.paint(painter, "x", at, now.text.muted, 14)

    def _clear_area(self) -> QRect:
        return QRect(self.width() - 28, 0, 28, self.height())
