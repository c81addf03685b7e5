"""The palette over the canvas, beside its rail."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from studio.ui import tokens
from studio.ui.palette.panel import PalettePanel


class Flyout:
    """Shows the panel over the window, as high as the rail's owner and just right of the rail."""

    def __init__(self, panel: PalettePanel, owner: QWidget) -> None:
        self._panel = panel
        self._owner = owner

    def open(self) -> None:
        """Show the panel and give it the keyboard."""
        if not self._panel.isVisible():
            self.place()
            self._panel.show()
            self._panel.raise_()
            self._panel.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """Stand beside the rail, whatever the size of the window."""
        self._panel.resize(self._panel.width(), self._owner.height())
        corner = QPoint(tokens.sizes().palette_rail, 0)
        self._panel.move(self._owner.mapTo(self._owner.window(), corner))

    def step_aside(self) -> None:
        """Go out of sight without being hidden: a hidden widget would lose the mouse."""
        self._panel.move(-2 * self._panel.width(), self._panel.y())
