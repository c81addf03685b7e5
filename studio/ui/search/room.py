"""Where the search popup stands in the window, and how high it is there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.ui.search.choice_list import ChoiceList

WIDTH: Final = 332
_HIGHEST: Final = 440  # of the list
_LEAST: Final = 260  # of all, before it is opened elsewhere
CHOICE: Final = 38  # the height of one
EDGE: Final = 8  # from the window's edges, and from what it is opened at
ASIDE: Final = 40  # how far it reaches to the left of that


class Room:
    """Finds room for the popup, whose parts stand in a column with the list of rows among them."""

    def __init__(self, popup: QWidget, column: QVBoxLayout, rows: ChoiceList, width: int) -> None:
        self._popup, self._column, self._list = popup, column, rows
        self._width = width
        self._room = 0  # how high it may be

    def place(self, at: QPoint, below: int, aside: int) -> None:
        """Below a place of the window, else above it, else where there is room."""
        window = self._popup.window()
        x = max(EDGE, min(at.x() - aside, window.width() - self._width - EDGE))
        y, full = at.y() + below, _HIGHEST + self._beside_list()
        if window.height() - EDGE - y < _LEAST:
            y = max(EDGE, at.y() - below - full)
            full = max(at.y() - below - y, _LEAST)
        y = max(EDGE, min(y, window.height() - EDGE - _LEAST))
        self._room = min(full, window.height() - EDGE - y)
        self._popup.move(x, y)

    def fit(self) -> None:
        """As high as what is found, as long as there is room for it."""
        most = max(CHOICE, self._room - self._beside_list())
        self._list.setFixedHeight(min(self._list.height_of_rows(), _HIGHEST, most))
        self._popup.resize(self._width, self._needed())

    def _needed(self) -> int:
        column = self._column
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for part in self._popup.findChildren(QWidget, options=direct):
            part.updateGeometry()  # it would tell of its new size later
        wraps = column.hasHeightForWidth()
        return column.totalHeightForWidth(self._width) if wraps else column.totalSizeHint().height()

    def _beside_list(self) -> int:
        """How high all but the list is."""
        return self._needed() - (0 if self._list.isHidden() else self._list.minimumHeight())
