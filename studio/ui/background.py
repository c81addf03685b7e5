"""Work beside the window: a function runs on a thread, its result comes back to this one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Signal


class Job(QObject):
    """One function on a thread of its own. It is kept alive by its parent until it is done."""

    _ended = Signal(object, object)

    def __init__(
        self,
        parent: QObject,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
    ) -> None:
        super().__init__(parent)
        self._work, self._done, self._failed = work, done, failed
        self._ended.connect(self._deliver)
        threading.Thread(target=self._run, name="layerloom-job").start()

    def _run(self) -> None:
        result, error = None, None
        try:
            result = self._work()
        except Exception as failure:  # noqa: BLE001  (the window shows it, whatever it is)
            error = failure
        with suppress(RuntimeError):  # who asked for it may be gone by now, and this job with it
            self._ended.emit(result, error)

    def _deliver(self, result: object, error: Exception | None) -> None:
        # Signals to a QObject's own method cross threads; one to a bare function would not.
        if error is None:
            self._done(result)
        else:
            self._failed(error)
        self.deleteLater()
