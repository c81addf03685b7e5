"""The desktop app: from the command line to the first painted window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from studio import __version__
from studio.language import tr
from studio.ui import preload
from studio.ui.examples import first_example
from studio.ui.settings import Settings
from studio.ui.theme import theme

if TYPE_CHECKING:
    from studio.ui.window import Window


def run(files: Sequence[Path] = ()) -> int:
    """Open a window for each file, or one on an example, and stay until all are closed."""
    app = application()
    settings = Settings()
    theme().apply(app, settings.theme())
    from studio.ui.windows import Windows

    begin(Windows(settings).create(), files)
    return app.exec()


def begin(window: Window, files: Sequence[Path] = ()) -> None:
    """Open files or the first example, once the window is on the screen."""
    window.canvas.empty_state.hide()  # not to be seen for a moment only

    def open_first() -> None:
        if files:
            window.opening.load(files[0])
        else:
            window.opening.load_example(first_example())
        for file in files[1:]:
            window.windows.create().opening.load(file)
        preload.start()
        # What was made until now stays; without it, collecting garbage is ten times quicker.
        gc.freeze()
        gc.enable()

    window.at_first_paint = open_first


def application() -> QApplication:
    """The Qt application; where Qt cannot start, one sentence on stderr and exit status 2."""
    said: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        said.append(message)
        if kind == QtMsgType.QtFatalMsg:  # Qt aborts the process when this returns
            sys.stderr.write(f"layerloom: {no_window(said, os.environ)}\n")
            sys.stderr.flush()
            os._exit(2)

    before = qInstallMessageHandler(listen)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(sys.argv[:1])
    qInstallMessageHandler(before)
    app.setApplicationName("layerloom")
    app.setApplicationDisplayName("Layerloom")
    app.setApplicationVersion(__version__)
    return app


def no_window(said: list[str], environment: Mapping[str, str]) -> str:
    """Why Qt found no place for a window, in one sentence with what to do."""
    text = " ".join(said)
    if sys.platform.startswith("linux") and not (
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    ):
        return tr(
            "there is no display to open a window on;"
            " the commands check, train and export work without one"
        )
    if "could not connect to display" in text:
        return tr("the display {name} does not answer; check the variable DISPLAY").format(
            name=environment.get("DISPLAY", "")
        )
    # Qt names this package whenever the plugin fails, so what else it said comes first.
    if "libxcb-cursor" in text or "cursor0" in text:
        return tr(
            "a system package that Qt needs is missing, perhaps libxcb-cursor0;"
            " README.md lists them all"
        )
    return tr(
        "Qt cannot open a window here, perhaps a system package is missing;"
        " README.md lists the packages that it needs"
    )
