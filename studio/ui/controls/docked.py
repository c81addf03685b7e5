"""A panel below the canvas: a head with its name and what can be done, over what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui import icons
from studio.ui.controls.button import IconButton
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Hairline, Text
from studio.ui.theme import colours

_HEAD: Final = 44
_LEAST: Final = 160  # the height of all


class DockedPanel(QWidget):
    """Has an icon, a name, facts beside it, and a button that closes it."""

    closed = Signal()

    def __init__(self, icon: str, name: str, close: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.name, self.facts = Text(name, "strong"), Text("", "small", "muted")
        self.close_button = IconButton("x", close)
        self.close_button.clicked.connect(self.closed)
        self.setMinimumHeight(_LEAST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.raised)
            painter.fillRect(0, 0, self.width(), 1, colours().border.default)
            icons.paint(painter, self._icon, QPointF(16, 14), colours().text.secondary, 16)

    def _lay_out(self, tools: Sequence[QWidget], *below: QWidget) -> None:
        """Put tools into the head, and these widgets below it; the last one takes the room."""
        top = QWidget()
        top.setFixedHeight(_HEAD)
        head = QHBoxLayout(top)
        head.setContentsMargins(40, 0, 8, 0)
        head.setSpacing(6)
        head.addWidget(self.name)
        head.addSpacing(4)
        head.addWidget(self.facts, 1)
        for tool in (*tools, self.close_button):
            head.addWidget(tool)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(Hairline())
        for part in below:
            layout.addWidget(part, part is below[-1])
