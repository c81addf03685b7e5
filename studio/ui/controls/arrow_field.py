"""A line to type in, with two arrows at its right to step, and perhaps dots that open a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui import icons, tokens
from studio.ui.controls.outline import painting, rounded
from studio.ui.theme import colours, font

_ARROWS = 24
_DOTS = 20


class ArrowField(QLineEdit):
    """Tells `stepped(up)` and `opened()`; `mark` frames it as wrong."""

    stepped = Signal(bool)
    opened = Signal()

    def __init__(self, name: str, has_list: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_list = has_list
        self._wrong = False
        self.setAccessibleName(name)
        self.setFont(font("body"))
        self.setFixedHeight(tokens.sizes().control)
        self.setTextMargins(0, 0, _ARROWS - 8 + (_DOTS if has_list else 0), 0)

    def is_wrong(self) -> bool:
        return self._wrong

    def mark(self, wrong: bool) -> None:
        """Frame the field in the colour of errors, or no longer."""
        self._wrong = wrong
        self.update()

    def event(self, event: QEvent) -> bool:
        # Undo belongs to the document, which already has every number that was typed.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if event.matches(undo) or event.matches(redo):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_Down and alt and self._has_list:
            self.opened.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(key == Qt.Key.Key_Up)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the form; a number under the pointer must not change

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._arrows().contains(event.position().toPoint()):
            self.stepped.emit(event.position().y() < self.height() / 2)
        elif self._has_list and self._dots().contains(event.position().toPoint()):
            self.opened.emit()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        over = self._arrows().contains(at) or (self._has_list and self._dots().contains(at))
        self.setCursor(Qt.CursorShape.ArrowCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        now = colours()
        ink = now.text.muted if self.isEnabled() else now.text.disabled
        left, middle = self.width() - _ARROWS, self.height() / 2
        with painting(self) as painter:
            if self._wrong:
                rounded(painter, self.rect(), tokens.radius().control, None, now.error.text, 2)
            icons.paint(painter, "chevron-up", QPointF(left + 5, middle - 11), ink, 12)
            icons.paint(painter, "chevron-down", QPointF(left + 5, middle - 1), ink, 12)
            if self._has_list:
                icons.paint(painter, "ellipsis", QPointF(left - _DOTS + 4, middle - 7), ink, 14)

    def _dots(self) -> QRect:
        return self._arrows().translated(-_DOTS, 0)

    def _arrows(self) -> QRect:
        return QRect(self.width() - _ARROWS, 0, _ARROWS, self.height())
