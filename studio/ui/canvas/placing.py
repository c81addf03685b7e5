"""Placing: new blocks from the palette, carried by mouse or added beside what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF

from studio.blocks.block import blocks
from studio.graph.graph import Graph, Node, Wire
from studio.language import tr
from studio.ui import tokens
from studio.ui.canvas.faces import WIDTH, card
from studio.ui.canvas.fitting import connection_fits, insertion_fits
from studio.ui.canvas.ghost import Ghost
from studio.ui.canvas.room import clear, with_room

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

NEAR = 112.0  # pixels of the window between a carried block and a wire that takes it
COLUMN = 240.0


class Placing:
    """Adds blocks to one canvas: into a wire, below a block, or loose."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._document = view.document
        self._node: Node | None = None
        self._wire: Wire | None = None
        self._fits: dict[int, bool] = {}

    def carry(self, id: str, at: QPoint) -> None:
        """Show a block of this kind under the pointer (in global pixels), and where it may go."""
        if self._node is None or self._node.block.kind != id:
            self._node, self._fits = self._new(id), {}
        point = QPointF(self._view.viewport().mapFromGlobal(at))
        if not self._view.viewport().rect().contains(point.toPoint()):
            self._hide()
            return
        face = card(self._graph, self._node, None, 0).face
        self._node = self._moved(self._node, self._view.camera.to_scene(point), face.height)
        box = QRectF(self._node.x, self._node.y, WIDTH, face.height)
        self._wire = self._taking(box)
        self._view.sheet.light(self._wire)
        self._view.overlay.draw(Ghost(self._view, face, box, self._wire))

    def drop(self, id: str, at: QPoint) -> None:
        """Place the carried block: into the lit wire, or loose where it is."""
        self.carry(id, at)
        node, wire = self._node, self._wire
        inside = self._view.viewport().rect().contains(self._view.viewport().mapFromGlobal(at))
        self.cancel_carry()
        if node is None or not inside:
            return
        if wire is not None:
            self._insert(node, wire)
        else:
            self._add(node, self._graph.added(node))

    def cancel_carry(self) -> bool:
        """Carry nothing any more; False if nothing was carried."""
        carried, self._node = self._node is not None, None
        self._hide()
        return carried

    def add_block(self, id: str) -> None:
        """Add a block of this kind below the selected one, wired to it where that fits."""
        node, chosen = self._new(id), self._view.selection
        height = card(self._graph, node, None, 0).face.height
        if len(chosen) != 1:
            self._add_loose(node, height)
            return
        (before,) = chosen
        out = self._graph.out_of.get(before, ())
        if len(out) == 1 and self._insertion_fits(node, out[0]):
            self._insert(node, out[0])
            return
        box, gap = self._view.cards.rect(before), tokens.sizes().row_gap
        node = node.but(x=box.left() + (COLUMN if out else 0), y=box.bottom() + gap)
        node = clear(self._view.cards, node, height)
        wire = self._wire_from(before, node)
        self._add(node, self._graph.added(node, wires=[wire] if wire else []))

    @property
    def _graph(self) -> Graph:
        return self._document.project.graph

    def _new(self, id: str) -> Node:
        return Node(id=self._graph.free_id(id), block=blocks[id]())

    def _moved(self, node: Node, middle: QPointF, height: float) -> Node:
        snap = tokens.sizes().snap
        x, y = middle.x() - WIDTH / 2, middle.y() - height / 2
        return node.but(x=float(round(x / snap) * snap), y=float(round(y / snap) * snap))

    def _hide(self) -> None:
        self._wire = None
        self._view.sheet.light(None)
        self._view.overlay.draw(None)

    def _taking(self, box: QRectF) -> Wire | None:
        """The wire nearest to a carried block, if it fits in there."""
        wires, reach = self._view.sheet.wires, NEAR / self._view.camera.zoom
        rows = wires.inside(box.adjusted(-reach, -reach, reach, reach))
        if not len(rows):
            return None
        x, y = wires.points[rows, :, 0], wires.points[rows, :, 1]
        off_x = np.maximum(np.maximum(box.left() - x, x - box.right()), 0)
        off_y = np.maximum(np.maximum(box.top() - y, y - box.bottom()), 0)
        distance = np.hypot(off_x, off_y).min(axis=1)
        middle = wires.middle[rows] - (box.center().x(), box.center().y())
        for index in np.lexsort((np.hypot(*middle.T), distance)):
            wire: Wire = wires.rows[rows[index]]
            if distance[index] <= reach and self._node and self._insertion_fits(self._node, wire):
                return wire
        return None

    def _insertion_fits(self, node: Node, wire: Wire) -> bool:
        if id(wire) not in self._fits:
            checked = self._document.checked
            self._fits[id(wire)] = insertion_fits(
                self._graph, checked.fields, checked.shapes, node, wire
            )
        return self._fits[id(wire)]

    def _insert(self, node: Node, wire: Wire) -> None:
        height = card(self._graph, node, None, 0).face.height
        graph, (x, y) = with_room(self._graph, self._view.cards, wire, height)
        node = node.but(x=x, y=y)
        self._add(node, graph.inserted(node, wire))

    def _add_loose(self, node: Node, height: float) -> None:
        node = self._moved(node, self._view.camera.seen().center(), height)
        node = clear(self._view.cards, node, height)
        self._add(node, self._graph.added(node))

    def _wire_from(self, before: str, node: Node) -> Wire | None:
        """From the first output of a block that fits the new block's first input."""
        ports = node.block.inputs()
        if not ports:
            return None
        checked, trial = self._document.checked, self._graph.added(node)
        for output in self._view.cards[before].outputs:
            wire = Wire(source=before, output=output.name, target=node.id, input=ports[0].name)
            if connection_fits(trial, checked.fields, checked.shapes, wire):
                return wire
        return None

    def _add(self, node: Node, graph: Graph) -> None:
        self._document.edit_graph(tr("Add {block}").format(block=node.label), graph)
        self._view.select({node.id})
        self._view.camera.reveal(node.id)
