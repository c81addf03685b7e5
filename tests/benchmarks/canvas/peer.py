"""nodeeditor-qtpy as a side of the benchmark: the same graph, the same hands."""

from __future__ import annotations

import contextlib
import io

from nodeeditor.node_edge import EDGE_TYPE_BEZIER, Edge
from nodeeditor.node_editor_widget import NodeEditorWidget
from nodeeditor.node_node import Node
from PySide6.QtCore import QPointF, QRectF, qInstallMessageHandler

from tests.benchmarks.canvas.drawn import COLUMNS, drawn
from tests.benchmarks.canvas.sides import NEAR, SIZE, Side, scratch


class Peer(Side):
    """The editor widget of nodeeditor-qtpy. It knows no shapes and checks nothing."""

    def __init__(self, blocks: int) -> None:
        super().__init__()
        qInstallMessageHandler(lambda *_said: None)  # it asks for what this platform has not
        self.widget = NodeEditorWidget()
        self.widget.resize(*SIZE)
        self.view, self.scene = self.widget.view, self.widget.scene
        what = drawn(blocks)
        for n, kind in enumerate(what.kinds):
            ports = [0, 0] if kind == "add" else [0]
            made = Node(self.scene, kind, inputs=ports if n else [], outputs=[0])
            made.setPos(*what.place(n))
        nodes = self.scene.nodes
        for source, target, port in what.wires:
            ends = nodes[source].outputs[0], nodes[target].inputs[port]
            Edge(self.scene, *ends, edge_type=EDGE_TYPE_BEZIER)
        self.file = str(scratch("drawn.json"))
        with contextlib.redirect_stdout(io.StringIO()):
            self.scene.saveToFile(self.file)
        self.widget.show()
        self.paint()

    def close(self) -> None:
        self.scene.clear()  # it would read a file into the nodes that are there

    def open(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            self.scene.loadFromFile(self.file)

    def near(self) -> None:
        self.view.resetTransform()
        self.view.centerOn(*NEAR)

    def far(self) -> None:
        box = QRectF()
        for node in self.scene.nodes:
            box = box.united(node.grNode.sceneBoundingRect())
        scale = min(SIZE[0] / box.width(), SIZE[1] / box.height())
        self.view.resetTransform()
        self.view.scale(scale, scale)
        self.view.centerOn(box.center())

    def pan(self, dx: int, dy: int) -> None:
        across, down = self.view.horizontalScrollBar(), self.view.verticalScrollBar()
        across.setValue(across.value() - dx)
        down.setValue(down.value() - dy)

    def zoom(self, by: float) -> None:
        self.view.scale(by, by)
        self.view.centerOn(*NEAR)  # left alone, it drifts out of the graph

    def grip(self) -> QPointF:
        item = self.scene.nodes[3 * COLUMNS + 2].grNode
        box = item.sceneBoundingRect()
        return QPointF(self.view.mapFromScene(QPointF(box.center().x(), box.top() + 12)))

    def edit(self, turn: int) -> None:
        source = self.scene.nodes[3 * COLUMNS + 2 + turn]
        self.made = Node(self.scene, "dropout", inputs=[0], outputs=[0])
        self.made.setPos(500.0, 400.0)
        ends = source.outputs[0], self.made.inputs[0]
        Edge(self.scene, *ends, edge_type=EDGE_TYPE_BEZIER)

    def undo_edit(self) -> None:
        self.made.remove()
