"""What the history list shows and does. While it is closed it costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from studio.language import tr, tr_count
from studio.ui.actions import Action
from studio.ui.history.model import StepsModel
from studio.ui.history.panel import HistoryPanel

if TYPE_CHECKING:
    from studio.ui.window import Window


class History:
    """Follows the undo steps of one window's document, and jumps among them."""

    def __init__(self, window: Window) -> None:
        self._window, self._document = window, window.document
        self.panel = HistoryPanel(window.canvas)
        self.model = StepsModel(window.document, self.panel)
        self.panel.list.setModel(self.model)
        # Several steps in one turn of the event loop are shown once.
        self._soon = QTimer(self.panel, singleShot=True, interval=0)
        self._soon.timeout.connect(self.renew)

    def connect(self) -> None:
        """Wire panel and document to each other."""
        self._document.undo_stack.indexChanged.connect(self._later)
        self._document.saved_changed.connect(self._later)
        self.panel.list.step_wanted.connect(self.go)
        self.panel.closed.connect(self.close)

    def toggle(self) -> None:
        """Open the list and take the keyboard there; where it is, close it."""
        if self.panel.isVisible() and self.panel.list.hasFocus():
            self.close()
            return
        self.panel.show()
        self.panel.raise_()
        self.renew()
        self.panel.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close(self) -> None:
        """Close it; the keyboard goes to the canvas."""
        self._window.focus.keep(self.panel)
        self.panel.hide()

    def go(self, step: int) -> None:
        """Go to where this many steps are done."""
        self._document.jump(step)
        self.renew()

    def renew(self) -> None:
        """Show the steps as they are now, and where the document is."""
        self._soon.stop()
        if not self.panel.isVisible():
            return
        self.model.renew()
        stack = self._document.undo_stack
        self.panel.facts.say(tr_count("{n} step", "{n} steps", stack.count()))
        self.panel.fit()
        self.panel.list.setCurrentIndex(self.model.index(stack.index()))

    def _later(self) -> None:
        if self.panel.isVisible():
            self._soon.start()


def history_action(window: Window, menu: str) -> Action:
    """The action that opens the list."""
    return Action("history", menu, tr("History"), ("Ctrl+H",), window.history.toggle, "undo-2")
