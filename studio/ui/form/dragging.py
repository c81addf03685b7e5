"""Dragging a label to the left or right changes the number beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from studio.ui.controls.number_field import NumberField
from studio.ui.form.editors import Editor, NumberOrChoice, SideFields

_PIXELS: Final = 4  # for a step; with Shift it is ten steps


class Dragging(QObject):
    """Listens to a label. Without a number beside it nothing can be dragged."""

    def __init__(self, label: QWidget, editor: Editor) -> None:
        super().__init__(label)
        self._field = _number(editor)
        self._from = 0.0  # where the steps are counted from
        if self._field is not None:
            label.setCursor(Qt.CursorShape.SizeHorCursor)
            label.installEventFilter(self)

    def eventFilter(self, _label: QObject, event: QEvent) -> bool:
        kind, field = QEvent.Type, self._field() if self._field is not None else None
        if field is None or not field.isEnabled():
            return False
        match event.type():
            case kind.MouseButtonPress if _left(event):
                self._from = cast(QMouseEvent, event).position().x()
                return True
            case kind.MouseMove if _left(event):
                at = cast(QMouseEvent, event)
                steps = int((at.position().x() - self._from) / _PIXELS)
                if steps:
                    self._from += steps * _PIXELS
                    many = at.modifiers() & Qt.KeyboardModifier.ShiftModifier
                    field.step_by(steps * 10 if many else steps)
                return True
        return False


def _left(event: QEvent) -> bool:
    mouse = cast(QMouseEvent, event)
    return bool((mouse.buttons() | mouse.button()) & Qt.MouseButton.LeftButton)


def _number(editor: Editor) -> Callable[[], NumberField | None] | None:
    """The number that an editor shows now; of several sides the first, which others follow."""
    match editor:
        case NumberField():
            return lambda: editor
        case SideFields():
            return lambda: editor.fields[0]
        case NumberOrChoice():
            return lambda: editor.number if editor.number.isVisible() else None
    return None
