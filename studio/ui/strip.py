"""A strip over the canvas: one notice, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui import icons
from studio.ui.controls.button import Button
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Text
from studio.ui.theme import colours

Tone: TypeAlias = Literal["warning", "success"]
ICONS: Final[dict[Tone, str]] = {"warning": "info", "success": "circle-check"}


class Strip(QWidget):
    """Says one thing and offers up to three buttons; hidden when there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(40)
        self.text = Text("", "small", "primary")
        self.buttons = (
            Button("", small=True),
            *(Button("", small=True, role="quiet") for _ in range(2)),
        )
        self.tone: Tone = "warning"
        self._runs: list[Callable[[], object]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(40, 0, 12, 1)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        for index, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, i=index: self._runs[i]())
            row.addWidget(button)
        self.hide()

    def say(
        self, text: str, *offers: tuple[str, Callable[[], object]], tone: Tone = "warning"
    ) -> None:
        """Show a notice; each offer is a button's text and what it does."""
        self.tone = tone
        self._runs = [run for _, run in offers]
        self.text.say(text)
        for index, button in enumerate(self.buttons):
            button.setVisible(index < len(offers))
            if index < len(offers):
                button.setText(offers[index][0])
                button.updateGeometry()
        self.update()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground, ink = self._colours()
        with painting(self) as painter:
            painter.fillRect(self.rect(), ground)
            painter.fillRect(0, self.height() - 1, self.width(), 1, colours().border.subtle)
            icons.paint(painter, ICONS[self.tone], QPointF(14, 11), ink, 16)

    def _colours(self) -> tuple[QColor, QColor]:
        """The ground, and the ink of the icon."""
        now = colours()
        look = now.success if self.tone == "success" else now.warning
        return look.subtle, look.text
