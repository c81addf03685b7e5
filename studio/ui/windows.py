"""The windows that are open. Each has a document, undo steps and training of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt

from studio.ui import closing
from studio.ui.settings import Settings

if TYPE_CHECKING:
    from studio.ui.window import Window

_ASIDE: Final = QPoint(32, 32)  # between a window and the next one


class Windows:
    """Knows the windows of this process, in the order in which they were opened."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: list[Window] = []

    def create(self) -> Window:
        """One more window, with an empty document."""
        from studio.ui.window import Window  # each window knows the others

        before = self._open[-1] if self._open else None
        window = Window(self._settings, self)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if before is not None:
            window.resize(before.size())
            room = before.screen().availableGeometry()
            place = before.pos() + _ASIDE
            window.move(place if room.contains(place) else room.topLeft())
        window.estimate.watch()
        window.show()
        return window

    def add(self, window: Window) -> None:
        """Count a window that has been made."""
        self._open.append(window)

    def remove(self, window: Window) -> None:
        """Forget a window that is closed."""
        self._open.remove(window)

    def others(self, window: Window) -> list[Window]:
        """The windows beside this one."""
        return [each for each in self._open if each is not window]

    def after(self, window: Window) -> Window:
        """The window that was opened after this one; after the last comes the first."""
        return self._open[(self._open.index(window) + 1) % len(self._open)]

    def having(self, path: Path) -> Window | None:
        """The window whose document is in this file."""
        wanted = path.resolve()
        paths = ((window, window.document.path) for window in self._open)
        return next((w for w, own in paths if own and own.resolve() == wanted), None)

    def close_all(self) -> None:
        """Close one after the other, and ask about unsaved work; Cancel keeps what is left."""
        if self._open:
            window = self._open[-1]
            to_front(window)
            closing.close(window, self.close_all)


def to_front(window: Window) -> None:
    """Show a window above the others, with the keyboard in it."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
