"""The Outline panel: a head, and the tree of the shown network."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.language import tr
from studio.ui import icons
from studio.ui.controls.button import IconButton
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Hairline, Text
from studio.ui.outline.tree import OutlineTree
from studio.ui.theme import colours

HEAD = 44
LEAST = 160
USUAL = 300


class OutlinePanel(QWidget):
    """Shows what it is told."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = Text("", "small", "muted")
        self.tree = OutlineTree()
        self.close_button = IconButton("x", tr("Close the outline"))
        self.close_button.clicked.connect(self.closed)
        self.setMinimumHeight(LEAST)
        self.hide()
        head = QHBoxLayout()
        head.setContentsMargins(40, 0, 8, 0)
        head.setSpacing(10)
        head.addWidget(Text(tr("Outline"), "strong"))
        head.addWidget(self.facts, 1)
        head.addWidget(self.close_button)
        top = QWidget()
        top.setFixedHeight(HEAD)
        top.setLayout(head)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(Hairline())
        layout.addWidget(self.tree, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.raised)
            painter.fillRect(0, 0, self.width(), 1, colours().border.default)
            icons.paint(painter, "rows-3", QPointF(16, 14), colours().text.secondary, 16)
