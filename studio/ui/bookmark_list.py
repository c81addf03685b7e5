"""The list of bookmarks: each can be gone to, renamed and removed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.graph.bookmarks import LONGEST_NAME, Bookmark
from studio.language import tr
from studio.ui.commands.keys_of import shown
from studio.ui.controls.button import Button, IconButton
from studio.ui.controls.chip import Chip
from studio.ui.controls.text import Text

if TYPE_CHECKING:
    from studio.ui.window import Window


class BookmarkList(QDialog):
    """A row for each bookmark. What is written counts at once."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._marks = window, window.canvas.bookmarking
        self.setWindowTitle(tr("Bookmarks"))
        self.setMinimumWidth(420)
        self.rows: dict[int, BookmarkRow] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        for mark in self._marks.marks:
            self._add(mark)
        close = Button(tr("Close"))
        close.setAutoDefault(False)  # Enter in a name is about the name
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 20, 20)
        layout.setSpacing(14)
        layout.addWidget(Text(tr("Bookmarks"), "title"))
        layout.addLayout(self._column)
        layout.addStretch(1)
        layout.addLayout(foot)

    def _add(self, mark: Bookmark) -> None:
        keys = self._window.actions_table.keys(f"go_bookmark_{mark.number}")
        row = self.rows[mark.number] = BookmarkRow(mark, shown(keys[0]) if keys else "")
        row.name.editingFinished.connect(partial(self._rename, mark.number))
        row.go.clicked.connect(partial(self._go, mark.number))
        row.remove.clicked.connect(partial(self._remove, mark.number))
        self._column.addWidget(row)

    def _rename(self, number: int) -> None:
        self._marks.rename(number, self.rows[number].name.text())
        mark = self._marks.find(number)
        self.rows[number].name.setText(mark.name if mark else "")

    def _go(self, number: int) -> None:
        self.accept()
        self._window.actions_table[f"go_bookmark_{number}"].trigger()

    def _remove(self, number: int) -> None:
        self._marks.remove(number)
        row = self.rows.pop(number)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        if not self.rows:
            self.accept()


class BookmarkRow(QWidget):
    """One bookmark: its keys, its name, and what can be done with it."""

    def __init__(self, mark: Bookmark, keys: str) -> None:
        super().__init__()
        self.name = QLineEdit(mark.name, maxLength=LONGEST_NAME)
        self.name.setAccessibleName(tr("Name of bookmark {n}").format(n=mark.number))
        self.go = IconButton("eye", tr("Go to bookmark {n}").format(n=mark.number))
        self.remove = IconButton("x", tr("Remove bookmark {n}").format(n=mark.number))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(Chip(keys or str(mark.number), "key"))
        line.addWidget(self.name, 1)
        line.addWidget(self.go)
        line.addWidget(self.remove)
