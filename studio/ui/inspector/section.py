"""A part of the inspector: a title, something at its right, content, and the line above it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui import icons, tokens
from studio.ui.controls.outline import painting, rounded
from studio.ui.controls.text import Text
from studio.ui.theme import colours

_SIDE = 16


class Section(QWidget):
    """Content goes into `column`; the title row can have one widget at its right."""

    def __init__(
        self, title: str = "", right: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        self.column.setSpacing(6)
        if title:
            head = QHBoxLayout()
            head.setSpacing(8)
            head.addWidget(Text(title, "small", weight=600), 1)
            if right is not None:
                head.addWidget(right, 0, Qt.AlignmentFlag.AlignVCenter)
            self.column.addLayout(head)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(0, 0, self.width(), 1, colours().border.subtle)


class Note(QWidget):
    """A note in a tinted frame: an error of the block that is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(36, 10, 12, 10)
        self.text = Text("", "small", "secondary", wrap=True, line=17)
        layout.addWidget(self.text)

    def say(self, lead: str, text: str) -> None:
        """Show this, `lead` in bold."""
        self.text.say(text, lead)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours()
        with painting(self) as painter:
            rounded(painter, QRectF(self.rect()), tokens.radius().tile, now.error.subtle)
            icons.paint(painter, "circle-alert", QPointF(12, 11), now.error.text, 15, 2.0)
