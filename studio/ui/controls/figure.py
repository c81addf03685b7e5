"""A figure: a large number under its caption."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.ui.controls.text import Text


class Figure(QWidget):
    """One number of a summary."""

    def __init__(self, caption: str, value: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        self._caption = Text(caption, "caption", "muted")
        self._value = Text(value, "figure")
        layout.addWidget(self._caption)
        layout.addWidget(self._value)
        layout.addStretch(1)
        self.say(value)

    def say(self, value: str) -> None:
        """Show this number."""
        self._value.say(value)
        self.setAccessibleName(f"{self._caption.text()}: {value}")

    def value(self) -> str:
        return self._value.text()
