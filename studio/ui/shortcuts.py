"""The list of keyboard shortcuts, read from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from studio.language import tr
from studio.ui.controls.button import Button
from studio.ui.controls.chip import Chip
from studio.ui.controls.text import Text

if TYPE_CHECKING:
    from studio.ui.window import Window


class Shortcuts(QDialog):
    """Every action with its keys, by menu."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.resize(520, 640)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(0, 1)
        self._fill(grid, window)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        close = Button(tr("Close"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 20, 20)
        layout.setSpacing(14)
        layout.addWidget(Text(tr("Keyboard shortcuts"), "title"))
        layout.addWidget(scroll, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignLeft)

    def _fill(self, grid: QGridLayout, window: Window) -> None:
        menu, row = "", 0
        for action in window.actions_table.table:
            if action.menu != menu:
                menu = action.menu
                grid.setRowMinimumHeight(row, 8 if row else 0)
                grid.addWidget(Text(menu, "strong"), row + 1, 0)
                row += 2
            grid.addWidget(Text(action.text.rstrip("…"), "body", "secondary"), row, 0)
            for column, key in enumerate(action.keys):
                native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                grid.addWidget(Chip(native, "key"), row, 1 + column)
            row += 1
