"""The menu of the window: every action, with the recent files and the examples as lists in it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu

from studio.language import tr
from studio.ui.examples import examples, title

if TYPE_CHECKING:
    from studio.ui.window import Window


class Menu:
    """The lists are filled whenever they open."""

    def __init__(self, window: Window) -> None:
        self._opening, self._settings = window.opening, window.settings
        self._recent = QMenu(tr("Recent files"), window)
        self._examples = QMenu(tr("Examples"), window)
        self._recent.aboutToShow.connect(self._list_recent)
        self._examples.aboutToShow.connect(self._list_examples)
        lists = {"open": (self._recent, self._examples)}
        self.whole = window.actions_table.menus(window, lists)

    def offer_examples(self) -> None:
        """Open the list of examples where the mouse is."""
        self._examples.popup(QCursor.pos())

    def _list_recent(self) -> None:
        menu = self._recent
        menu.clear()
        for path in self._settings.recent():
            menu.addAction(path.name, partial(self._open, path)).setToolTip(str(path))
        if menu.isEmpty():
            menu.addAction(tr("Files you save will be listed here.")).setEnabled(False)

    def _open(self, path: Path) -> None:
        shift = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        (self._opening.open_elsewhere if shift else self._opening.open)(path)

    def _list_examples(self) -> None:
        self._examples.clear()
        for path in examples():
            self._examples.addAction(title(path), partial(self._opening.open_example, path))
