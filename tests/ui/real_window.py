"""A real window for test_real_window: tells in JSON lines where things are and what happens."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QPoint, QPointF, QTimer
from PySide6.QtWidgets import QWidget

from studio.ui import app
from studio.ui.settings import Settings
from studio.ui.theme import theme
from studio.ui.window import Window

SETTLE_MS = 400


def tell(**news: object) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


def on_screen(widget: QWidget, point: QPoint) -> tuple[int, int]:
    """A point of a widget, on the screen."""
    return widget.mapToGlobal(point).toTuple()


def places(window: Window) -> dict[str, tuple[int, int]]:
    """Where the test presses and lets go."""
    canvas, listed = window.canvas, window.palette_panel.panel.list
    index = listed.index_of("dropout")
    listed.expand(index.parent())
    listed.scrollTo(index)
    (wire,) = [w for w in window.document.project.graph.wires if w.target == "class_output_1"]
    middle = (canvas.cards.rect(wire.source).center() + canvas.cards.rect(wire.target).center()) / 2
    return {
        "dropout": on_screen(listed.viewport(), listed.visualRect(index).center()),
        "wire": on_screen(canvas.viewport(), canvas.mapFromScene(QPointF(middle))),
        "train": on_screen(window.topbar.action, window.topbar.action.rect().center()),
    }


def main() -> None:
    """Open the window on the first example with two epochs, and tell."""
    application = app.application()
    theme().apply(application, "light")
    window = Window(Settings())
    window.show()
    app.begin(window)

    def ready() -> None:
        project = window.document.project
        if not project.graph.nodes:
            QTimer.singleShot(50, ready)
            return
        window.document.open(project.but(training=project.training.but(epochs=2)), None)
        window.canvas.camera.fit()
        QTimer.singleShot(SETTLE_MS, lambda: tell(places=places(window)))

    window.document.changed.connect(
        lambda _before, after: tell(
            blocks=[node.block.kind for node in after.graph.nodes],
            wires=[str(wire) for wire in after.graph.wires],
        )
    )
    trainer = window.run.trainer
    trainer.state_changed.connect(
        lambda: tell(state=trainer.state, says=window.dock.bar.headline.text())
    )
    QTimer.singleShot(SETTLE_MS, ready)
    application.exec()


if __name__ == "__main__":
    main()
