"""Keys: walking among blocks, nudging, Esc and the space bar. Commands have their own shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from shiboken6 import isValid

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
            case kind.ContextMenu:
                self._ask_for_menu()
                return True
        return False

    def show_focus(self, shown: bool) -> None:
        """Show where the keyboard is, or not while the mouse is used."""
        self._view.sheet.focus(self._view.sheet.state.focused, shown)

    def step(self, forward: bool) -> bool:
        """Go on to the next block in the order of computation; False past the last one."""
        ids, here = self._view.scope.shown.order, self._view.sheet.state.focused
        if here in ids:
            at = ids.index(here) + (1 if forward else -1)
        else:
            at = 0 if forward else len(ids) - 1
        if not 0 <= at < len(ids):
            return False
        self._go(ids[at])
        return True

    def _press(self, event: QKeyEvent) -> bool:
        view, key = self._view, event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Key.Key_Escape:
            cancelled = view.pointer.cancel() or view.placing.cancel_carry()
            return cancelled or self._let_go() or view.scope.leave()
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
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._walk(*step)
            return True
        if key in (Key.Key_Return, Key.Key_Enter) and len(view.selection) == 1:
            view.groups.open_block(next(iter(view.selection)))
            return True
        return False

    def use_space(self) -> None:
        """The space bar was held for something else than to be tapped."""
        self._tapped.invalidate()

    def _into_gesture(self, event: QKeyEvent) -> bool:
        if event.key() in _REMOVES:
            self._view.pointer.delete()
            return True
        letters = _letters(event)
        return bool(letters) and self._view.pointer.type(letters)

    def _let_space_go(self) -> None:
        """A tap opens the search at the pointer."""
        self._hold_space(False)
        if self._tapped.isValid() and self._tapped.elapsed() < _TAP:
            self._view.quick_add.here(self._view.pointer.place)
        self._tapped.invalidate()

    def _ask_for_menu(self) -> None:
        """The menu key: at the block where the keyboard is."""
        view, block = self._view, self._view.sheet.state.focused
        at = view.cards.rect(block).center() if block else view.camera.seen().center()
        spot = view.viewport().mapToGlobal(view.camera.to_window(at).toPoint())
        view.context_menu.emit(spot, block)

    def _let_go(self) -> bool:
        had = bool(self._view.selection or self._view.selected_wires)
        self._view.select(())
        return had

    def _hold_space(self, held: bool) -> None:
        self.space_held = held
        if self._view.pointer.gesture is None:
            shape = Qt.CursorShape.OpenHandCursor if held else Qt.CursorShape.ArrowCursor
            self._view.viewport().setCursor(shape)

    def _walk(self, dx: int, dy: int) -> None:
        """Along the wires up and down, to the neighbours left and right."""
        view = self._view
        here = view.sheet.state.focused or next(iter(sorted(view.selection)), "")
        if here not in view.cards:
            self.step(True)
            return
        along = self._along(here, dy)
        there = self._nearest(here, along) if along else self._neighbour(here, dx, dy)
        if there:
            self._go(there)

    def _along(self, here: str, dy: int) -> list[str]:
        """The blocks at the other ends of the wires up or down; the way out of a frame is it."""
        graph, view = self._view.scope.graph, self._view
        ids: list[str] = []
        if dy > 0:
            ids = [wire.target for wire in graph.out_of.get(here, ())]
        elif dy < 0:
            ids = [wire.source for wire in graph.into.get(here, ())]
        ends = (view.cards[id].kind == "end" for id in ids)
        return [view.sheet.within[id] if end else id for id, end in zip(ids, ends, strict=True)]

    def _nearest(self, here: str, ids: list[str]) -> str:
        rect = self._view.cards.rect
        middle = rect(here).center().x()
        return min(ids, key=lambda id: abs(rect(id).center().x() - middle))

    def _neighbour(self, here: str, dx: int, dy: int) -> str:
        """The nearest card in a direction; what lies aside of it counts double."""
        cards = self._view.cards
        middles = cards.box[:, :2] + cards.box[:, 2:] / 2
        off = middles - middles[cards.index[here]]
        along = off @ np.array([dx, dy], float)
        aside = np.abs(off @ np.array([dy, dx], float))
        distance = np.where((along > 1.0) & cards.visible, along + 2 * aside, np.inf)
        best = int(distance.argmin())
        return cards.cards[best].node.id if np.isfinite(distance[best]) else ""

    def _go(self, id: str) -> None:
        self._view.select({id})
        self._view.sheet.focus(id, shown=True)
        self._view.camera.reveal(id)
        self._view.setAccessibleDescription(self._view.sheet.described(id))


def _letters(event: QKeyEvent) -> str:
    """What a key types, if that is text to search for."""
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    text = event.text()
    return text if text.isalpha() and not event.modifiers() & command else ""
