"""Our canvas as a side of the benchmark."""

from __future__ import annotations

import gc
import statistics

from PySide6.QtCore import QPoint, QPointF

from studio.graph.graph import Node
from studio.project import files
from studio.project.project import Project
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.document import Document
from studio.ui.theme import theme
from tests.benchmarks.canvas.drawn import COLUMNS, pictures, project
from tests.benchmarks.canvas.sides import FEW, NEAR, SIZE, Side, scratch, timed
from tests.wiring import block


class Ours(Side):
    """The canvas of Layerloom over a document, with its checks."""

    def __init__(self, blocks: int) -> None:
        super().__init__()
        theme().apply(self.app, "light")
        self.file = scratch("drawn.layerloom")
        files.save(project(blocks), self.file)
        self.document = Document()
        self.view = CanvasView(self.document)
        self.view.resize(*SIZE)
        self.view.show()
        self.paint()

    def close(self) -> None:
        self.document.open(Project(), None)

    def open(self) -> None:
        self.document.open(files.load(self.file), self.file)

    def open_parsed(self) -> float:
        """Milliseconds from the project as a value to the first paint."""
        parsed = files.load(self.file)
        self.close()
        self.paint()
        gc.collect()
        return timed(lambda: (self.document.open(parsed, self.file), self.paint()))

    def near(self) -> None:
        self.view.camera.zoom_reset()
        self.view.camera.centre(QPointF(*NEAR))

    def far(self) -> None:
        self.view.camera.fit()

    def pan(self, dx: int, dy: int) -> None:
        self.view.camera.pan(QPoint(dx, dy))

    def zoom(self, by: float) -> None:
        self.view.camera.zoom_to(self.view.camera.zoom * by)

    def grip(self) -> QPointF:
        rect = self.view.cards.rect(f"b{3 * COLUMNS + 2}")
        return self.view.camera.to_window(rect.center())

    def edit(self, turn: int) -> None:
        graph = self.view.scope.graph
        target = f"b{3 * COLUMNS + 3 + turn}"
        wire = graph.into[target][0]
        node = Node(id="new", block=block("dropout"), x=500.0, y=400.0)
        self.view.scope.edit("Add", graph.inserted(node, wire))

    def undo_edit(self) -> None:
        self.document.undo_stack.undo()

    def relabel(self) -> float:
        """Milliseconds until every card and wire says what follows from another input."""
        times = []
        for turn in range(FEW):
            changed = self.document.project.with_data(pictures(33 + turn))
            step = lambda changed=changed: (self.document.edit("Data", changed), self.paint())  # noqa: E731
            times.append(timed(step))
        return statistics.median(times)

    def more(self) -> dict[str, float]:
        """What only ours can do."""
        gc.collect()
        self.near()
        self.paint()
        relabelled = self.relabel()
        return {
            "relabel": relabelled,
            "open_parsed": statistics.median(self.open_parsed() for _ in range(5)),
        }
