"""Paints the pictures of the README from the real window, so that they stay true.

python -m tests.pictures
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.ui.window import Window

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "pictures"
EPOCHS_SHOWN = 7


def main() -> None:
    """Open the window on the classic CNN, train it, and keep what is seen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["LAYERLOOM_HOME"] = tempfile.mkdtemp(prefix="layerloom-pictures-")
    os.environ["QT_SCALE_FACTOR"] = "1.5"

    from studio.project import files
    from studio.resources import path
    from studio.ui import app
    from studio.ui.closing import DESIGN
    from studio.ui.settings import Settings
    from studio.ui.theme import theme
    from studio.ui.window import Window

    application = app.application()
    theme().apply(application, "light")
    window = Window(Settings())
    window.resize(*DESIGN)
    window.show()
    project = files.load(path("graphs", "fashion_cnn.layerloom"))

    def begin() -> None:
        window.document.open(project, None, "Fashion pictures")
        window.canvas.camera.fit()
        window.canvas.select([project.graph.nodes[1].id])

    def keep(name: str) -> None:
        settle(application.processEvents)
        FOLDER.mkdir(parents=True, exist_ok=True)
        window.grab().save(str(FOLDER / f"{name}.png"))
        sys.stdout.write(f"{FOLDER / name}.png\n")

    begin()
    keep("build-light")
    group(window)
    keep("group-light")
    window.actions_table["source"].trigger()
    begin()
    theme().choose("dark")
    keep("build-dark")
    window.run.start()
    trainer = window.run.trainer
    until(
        application.processEvents,
        lambda: trainer.history is not None and len(trainer.history.epochs) >= EPOCHS_SHOWN,
    )
    keep("train-dark")
    window.document.mark_saved(None, window.document.project)
    window.close()


def group(window: Window) -> None:
    """A group of two convolutions, shown in place above the source of the network."""
    window.canvas.select(node.id for node in window.document.project.graph.nodes[1:5])
    for id in ("group", "unfold", "source"):
        window.actions_table[id].trigger()
    window.canvas.setFocus()
    window.canvas.camera.fit()


def settle(process: Callable[[], object], seconds: float = 0.6) -> None:
    """Let the window paint what it has to."""
    import time

    end = time.monotonic() + seconds
    until(process, lambda: time.monotonic() > end)


def until(process: Callable[[], object], done: Callable[[], bool]) -> None:
    """Let the window live until something holds."""
    import time

    while not done():
        process()
        time.sleep(0.005)


if __name__ == "__main__":
    main()
