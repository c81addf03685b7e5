"""A panel's scrolling sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class SheetScroll(QScrollArea):
    """Scrolls a sheet up and down; the bar lies over its margin, so that nothing moves."""

    def __init__(self, sheet: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(sheet)
        self._making_room = False
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

    def _make_room(self, _low: int, high: int) -> None:
        """Let the bar lie over the margin, unless its coming and going decides if it is needed."""
        if self._making_room:
            return
        self._making_room = True
        bar = self.verticalScrollBar()
        self.setViewportMargins(0, 0, -bar.sizeHint().width() if high else 0, 0)
        if high and not bar.maximum():
            self.setViewportMargins(0, 0, 0, 0)
        self._making_room = False
