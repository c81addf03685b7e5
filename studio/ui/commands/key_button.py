"""A button that shows the keys of an action, and records another one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.language import tr
from studio.ui import tokens
from studio.ui.commands.keys_of import Keys, plain, shown
from studio.ui.controls.outline import focus_ring, painting, rounded
from studio.ui.theme import colours, font

_WIDE: Final = 190
_HIGH: Final = 26
Key = Qt.Key
_MODIFIERS: Final = frozenset(
    {Key.Key_Control, Key.Key_Shift, Key.Key_Alt, Key.Key_Meta, Key.Key_AltGr, Key.Key_unknown}
)


class KeyButton(QAbstractButton):
    """A click begins recording; the next key ends it and is told, Esc gives it up."""

    recorded = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._keys: Keys = ()
        self.recording = False
        self.setFont(font("small", 500))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(tr("Press it, then the key that is to run this"))
        self.clicked.connect(lambda: self._record(True))

    def show_keys(self, keys: Keys) -> None:
        """Show these keys."""
        self._keys = keys
        self._record(False)

    def event(self, event: QEvent) -> bool:
        if self.recording and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Key.Key_Return, Key.Key_Enter):
            self.click()  # else the dialog would take it
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._record(False)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, corner = colours(), tokens.radius().control_small
        with painting(self) as painter:
            fill = now.surface.hover if self.underMouse() else now.surface.raised
            rounded(painter, self.rect(), corner, fill, now.border.control)
            painter.setPen(now.accent.text if self.recording else now.text.secondary)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
            if self.hasFocus():
                focus_ring(painter, self.rect(), corner)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() in _MODIFIERS:
            return
        self._record(False)
        if event.key() != Key.Key_Escape:
            self.recorded.emit(_pressed(event))

    def _record(self, on: bool) -> None:
        self.recording = on
        keys = tr(" or ").join(map(shown, self._keys)) or tr("no key")
        self.setText(tr("Press a key…") if on else keys)
        self.setAccessibleName(f"{self._name}: {self.text()}")
        self.update()


def _pressed(event: QKeyEvent) -> str:
    """The key as a shortcut writes it: what Shift made of a sign stands for Shift."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    sign = event.text()
    if sign.isprintable() and sign.strip() and not sign.isalpha():
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return plain(QKeySequence(QKeyCombination(modifiers, Key(event.key()))).toString())
