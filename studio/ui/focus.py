"""Where the keyboard is: in which part of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from studio.ui.window import Window


class Focus:
    """Takes the keyboard from part to part, and out of parts that go."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def keep(self, *leaving: QWidget | None) -> None:
        """Take the keyboard to the canvas if it is in a part that is about to go or be locked."""
        focus = QApplication.focusWidget()
        if focus is not None and any(part and part.isAncestorOf(focus) for part in leaving):
            self._window.canvas.setFocus()

    def next_part(self, by: int) -> None:
        """Take the keyboard into the next part of the window, or with -1 into the one before."""
        parts, focus = self._parts(), QApplication.focusWidget()
        here = next(
            (i for i, p in enumerate(parts) if focus and (p is focus or p.isAncestorOf(focus))), 0
        )
        _focusable(parts[(here + by) % len(parts)]).setFocus(Qt.FocusReason.TabFocusReason)

    def _parts(self) -> list[QWidget]:
        window = self._window
        history = [window.history.panel.list] if window.history.panel.isVisible() else []
        if window.steps.current == "train":
            return [window.topbar.menu_button, window.canvas, *history, window.setup, window.dock]
        outline = [window.outline_panel.tree] if window.outline_panel.isVisible() else []
        source = [window.source_panel.code] if window.source_panel.isVisible() else []
        before = [window.topbar.menu_button, window.palette_panel, window.canvas]
        return [*before, *history, *outline, *source, window.inspector]


def _focusable(part: QWidget) -> QWidget:
    """What takes the keyboard in a part of the window: the part itself, or the first inside."""
    inside = (w for w in part.findChildren(QWidget) if w.isVisible() and w.isEnabled())
    ready = (w for w in (part, *inside) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return next(ready, part)
