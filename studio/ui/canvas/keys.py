"""Keys: arrows, Enter, Esc and the space bar. Commands have their own shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from shiboken6 import isValid

from studio.ui.canvas.walking import Walk

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

Key = Qt.Key
_STEPS: Final[dict[int, tuple[int, int]]] = {
    Key.Key_Left: (-1, 0),
    Key.Key_Right: (1, 0),
    Key.Key_Up: (0, -1),
    Key.Key_Down: (0, 1),
}


_REMOVES: Final = (Key.Key_Delete, Key.Key_Backspace)
_TAP: Final = 400  # milliseconds


class Keys(QObject):
    """What the keyboard does on one canvas."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.space_held = False
        self._tapped = QElapsedTimer()  # since the space bar is down, until it is used to pan
        self.walk = Walk(view)
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = QEvent.Type
        match event.type():
            case kind.ShortcutOverride if self._view.pointer.gesture is not None:
                # What is typed now is meant for the gesture, not for a shortcut.
                key = cast(QKeyEvent, event)
                if key.key() in _REMOVES or _letters(key):
                    event.accept()
                    return True
            case kind.KeyPress:
                self._view.overlay.dismiss()
                return self._press(cast(QKeyEvent, event))
            case kind.KeyRelease:
                key = cast(QKeyEvent, event)
                if key.key() == Key.Key_Space and not key.isAutoRepeat():
                    self._let_space_go()
            case kind.FocusIn:
                by_tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
                self.show_focus(cast(QFocusEvent, event).reason() in by_tab)
            case kind.FocusOut if isValid(self._view):  # the last one comes while it is taken apart
                self._hold_space(False)
                self.show_focus(False)
                if self._view.pointer.waits:
                    self._view.pointer.cancel()
            case kind.ContextMenu:
                self._ask_for_menu()
                return True
        return False

    def show_focus(self, shown: bool) -> None:
        """Show where the keyboard is, or not while the mouse is used."""
        state = self._view.sheet.state
        self._view.sheet.focus(state.focused, shown, state.piece_focused)

    def _press(self, event: QKeyEvent) -> bool:
        view, key = self._view, event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Key.Key_Escape:
            if view.pointer.cancel():
                view.key_wiring.back()
                return True
            return view.placing.cancel_carry() or self._let_go() or view.scope.leave()
        if key == Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold_space(True)
                self._tapped.start()
            return True
        if view.pointer.gesture is not None and self._into_gesture(event):
            return True
        step = _STEPS.get(key)
        if step is not None and control:
            view.editing.nudge(*step)
            return True
        if key in (Key.Key_Return, Key.Key_Enter) and view.paper.selected():
            view.paper.edit()
            return True
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.walk.to(*step)
            return True
        if key in (Key.Key_Return, Key.Key_Enter) and len(view.selection) == 1:
            view.groups.open_block(next(iter(view.selection)))
            return True
        return False

    def tab(self, forward: bool) -> bool:
        """To the next block, or while a wire is drawn to the next port; False past the last."""
        return self._view.key_wiring.next_port(1 if forward else -1) or self.walk.step(forward)

    def use_space(self) -> None:
        """The space bar was held for something else than to be tapped."""
        self._tapped.invalidate()

    def _into_gesture(self, event: QKeyEvent) -> bool:
        key, wiring = event.key(), self._view.key_wiring
        if key in _REMOVES:
            self._view.pointer.delete()
            wiring.back()
            return True
        if key in _STEPS and not event.modifiers():
            return wiring.choose(sum(_STEPS[key]))
        if key in (Key.Key_Return, Key.Key_Enter):
            return wiring.connect()
        letters = _letters(event)
        return bool(letters) and self._view.pointer.type(letters)

    def _let_space_go(self) -> None:
        """A tap opens the search at the pointer, or for the wire that is being drawn."""
        self._hold_space(False)
        pointer, tapped = self._view.pointer, self._tapped
        tap = tapped.isValid() and tapped.elapsed() < _TAP
        tapped.invalidate()
        if tap and not pointer.type("") and pointer.gesture is None:
            self._view.quick_add.here(pointer.place)

    def _ask_for_menu(self) -> None:
        """The menu key: at the block where the keyboard is."""
        view, state = self._view, self._view.sheet.state
        block, papers = state.focused, view.sheet.papers
        at = view.cards.rect(block).center() if block else view.camera.seen().center()
        if state.piece_focused is not None:
            at = papers.rect(papers.index[state.piece_focused]).topLeft() + QPointF(24, 24)
        spot = view.viewport().mapToGlobal(view.camera.to_window(at).toPoint())
        view.context_menu.emit(spot, block)

    def _let_go(self) -> bool:
        had = any(self._view.sheet.state.marked)
        self._view.select(())
        return had

    def _hold_space(self, held: bool) -> None:
        self.space_held = held
        if self._view.pointer.gesture is None:
            shape = Qt.CursorShape.OpenHandCursor if held else Qt.CursorShape.ArrowCursor
            self._view.viewport().setCursor(shape)


def _letters(event: QKeyEvent) -> str:
    """What a key types, if that is text to search for."""
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    text = event.text()
    return text if text.isalpha() and not event.modifiers() & command else ""
