"""What an empty canvas says, with its two ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.language import tr
from studio.ui.controls.button import Button
from studio.ui.controls.text import Text

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class EmptyState(QWidget):
    """Lies in the middle of a canvas without blocks."""

    input_requested = Signal()
    examples_requested = Signal()

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        title = Text(tr("Start with your data."), "panelTitle")
        text = Text(tr("Drag an Input block here, or open an example."), "body", "secondary")
        self.add_input = Button(tr("Add an input"), icon="plus")
        self.examples = Button(tr("Examples"), icon="folder-open")
        self.add_input.clicked.connect(self.input_requested)
        self.examples.clicked.connect(self.examples_requested)
        column = QVBoxLayout(self)
        column.setSpacing(6)
        for line in (title, text):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self.add_input)
        row.addWidget(self.examples)
        row.addStretch()
        column.addLayout(row)
        self.adjustSize()
