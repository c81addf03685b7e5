"""Opening a model of ONNX beside the window, with a way to give up, and what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressDialog, QWidget

from studio.language import tr
from studio.ui import messages
from studio.ui.background import Job
from studio.ui.controls.button import Button

if TYPE_CHECKING:
    from studio.exchange.onnx_import import Imported
    from studio.project.with_weights import Trained

SUFFIX = ".onnx"
SHOWN_AFTER_MS = 400


class ModelOpening:
    """Reads one model on a thread. Once a person gives up, it ends soon and opens nothing."""

    def __init__(
        self, window: QWidget, path: Path, opened: Callable[[Imported, Trained], object]
    ) -> None:
        self._window, self._path, self._opened = window, path, opened
        text = tr('Opening "{name}": its operators become blocks, its answers are compared.')
        self.progress = QProgressDialog(
            text.format(name=path.name), tr("Give up"), 0, 0, window, Qt.WindowType.Dialog
        )
        self.progress.setWindowTitle(tr("Open a model"))
        self.progress.setWindowModality(Qt.WindowModality.WindowModal)
        self.progress.setMinimumDuration(SHOWN_AFTER_MS)
        self.progress.setCancelButton(Button(tr("Give up")))
        self.progress.setValue(0)
        self._given_up = threading.Event()
        self.progress.canceled.connect(self._given_up.set)
        Job(window, self._work, self._done, self._failed)

    def _work(self) -> tuple[Imported, Trained]:
        from studio.exchange.onnx_import import imported  # brings in torch and onnx
        from studio.project.with_weights import learned

        made = imported(self._path, self._given_up.is_set)
        return made, learned(made.project, made.weights)

    def _done(self, result: tuple[Imported, Trained]) -> None:
        if self._over():
            self._opened(*result)

    def _failed(self, error: Exception) -> None:
        from studio.exchange.not_imported import NotImported

        if not self._over():
            return
        what = tr('"{name}" could not be opened.').format(name=self._path.name)
        if isinstance(error, NotImported):
            messages.tell(self._window, what, f"{error.what} {error.why} {error.remedy}")
        else:
            messages.explain(self._window, what, error)

    def _over(self) -> bool:
        """Whether the result is still wanted."""
        self.progress.reset()
        self.progress.deleteLater()
        return not self._given_up.is_set()
