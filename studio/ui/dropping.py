"""Files dropped on the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from studio.project.files import SUFFIX
from studio.project.with_weights import RUN_PROJECT
from studio.ui import model_opening

Opens: TypeAlias = Callable[[Path], object]


class Dropping(QObject):
    """Opens the one project or model that is dropped anywhere on a window; with Shift elsewhere."""

    def __init__(self, window: QWidget, opening: Opens, elsewhere: Opens) -> None:
        super().__init__(window)
        self._opening, self._elsewhere = opening, elsewhere
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):  # entering and moving are drops, too
            return False
        path = dropped(event)
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self._elsewhere if shift else self._opening)(path)
        return True


def dropped(event: QDropEvent) -> Path | None:
    """The file, or the folder of a run, that the window can open, if it is the only one."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    known = path.suffix.lower() in (SUFFIX, model_opening.SUFFIX)
    return path if known or (path / RUN_PROJECT).is_file() else None
