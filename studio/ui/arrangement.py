"""Where the parts of the window stand, and which of them are seen in a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout

from studio.ui import tokens
from studio.ui.outline.panel import USUAL as OUTLINE
from studio.ui.source.panel import USUAL as SOURCE

if TYPE_CHECKING:
    from studio.ui.window import Window

NARROW: Final = 1360


class Arrangement:
    """The bars at top and bottom; between them the palette, the canvas and the settings."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._training = False
        self._right = QStackedWidget()
        self._right.addWidget(window.inspector)
        self._right.addWidget(window.setup)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(window.palette_panel)
        body.addLayout(self._centre(), 1)
        body.addWidget(self._right)
        whole = QVBoxLayout(window)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(window.topbar)
        whole.addLayout(body, 1)
        whole.addWidget(window.statusbar)

    def show_step(self, step: str) -> None:
        """Show the parts that belong to a step."""
        window, self._training = self._window, step == "train"
        window.dock.setVisible(self._training)
        self._right.setCurrentWidget(window.setup if self._training else window.inspector)
        self.fit_width()

    def fit_width(self) -> None:
        """Give the parts at both sides the room that there is."""
        window, narrow = self._window, self._window.width() < NARROW
        window.palette_panel.setVisible(not self._training)
        window.palette_panel.set_narrow(narrow)
        window.inspector.set_narrow(narrow)
        window.setup.set_narrow(narrow)
        self._right.setFixedWidth(window.inspector.width())

    def _centre(self) -> QVBoxLayout:
        window = self._window
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.setHandleWidth(1)
        middle.setChildrenCollapsible(False)
        middle.addWidget(window.canvas)
        middle.addWidget(window.dock)
        middle.addWidget(window.outline_panel)
        middle.addWidget(window.source_panel)
        middle.setStretchFactor(0, 1)
        middle.setSizes([500, tokens.sizes().train_dock, OUTLINE, SOURCE])
        centre = QVBoxLayout()
        centre.setSpacing(0)
        centre.addWidget(window.strip)
        centre.addWidget(middle, 1)
        return centre
