"""Placing: new blocks from the palette, carried by mouse or added beside what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF

from studio.blocks.block import blocks
from studio.graph.graph import Graph, Node, Wire
from studio.language import tr
from studio.ui import tokens
from studio.ui.canvas.faces import WIDTH, card
from studio.ui.canvas.fitting import connection_fits, insertion_fits
from studio.ui.canvas.gap import gap_wires
from studio.ui.canvas.ghost import Ghost
from studio.ui.canvas.room import clear, with_room

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

NEAR = 24.0  # pixels of the window between the pointer and a wire that takes the block
COLUMN = 240.0


class Placing:
    """Adds blocks to one canvas: into a wire, below a block, or loose."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope
        self._node: Node | None = None
        self._wire: Wire | None = None  # the carried block goes into this
        self._joins: tuple[Wire, ...] = ()  # or is wired by these to what is above and below
        self._fits: dict[int, bool] = {}

    def carry(self, id: str, at: QPoint) -> None:
        """Show a block of this kind under the pointer (in global pixels), and where it may go."""
        if self._node is None or self._node.block.kind != id:
            self._node, self._fits = self._new(id), {}
        point = QPointF(self._view.viewport().mapFromGlobal(at))
        if not self._view.viewport().rect().contains(point.toPoint()):
            self._hide()
            return
        face, spot = card(self._graph, self._node, None, 0).face, self._view.camera.to_scene(point)
        self._node = self._moved(self._node, spot, face.height)
        box, checked = (
            QRectF(self._node.x, self._node.y, WIDTH, face.height),
            self._scope.checked,
        )
        self._wire, self._joins = self._taking(self._node, spot), ()
        if self._wire is None:
            self._joins = gap_wires(
                self._graph,
                checked.fields,
                checked.shapes,
                self._view.cards,
                self._node,
                face.height,
            )
        self._view.sheet.light(self._wire)
        self._view.overlay.draw(Ghost(self._view, face, box, self._wire, self._joins))

    def drop(self, id: str, at: QPoint) -> None:
        """Place the carried block: into the lit wire, or loose where it is."""
        self.carry(id, at)
        node, wire, joins = self._node, self._wire, self._joins
        inside = self._view.viewport().rect().contains(self._view.viewport().mapFromGlobal(at))
        self.cancel_carry()
        if node is None or not inside:
            return
        if wire is not None:
            self._insert(node, wire)
        else:
            self._add(node, self._graph.added(node, wires=joins), reveal=False)

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
        return self._scope.graph

    def _new(self, id: str) -> Node:
        return Node(id=self._graph.free_id(id), block=blocks[id]())

    def _moved(self, node: Node, middle: QPointF, height: float) -> Node:
        snap = tokens.sizes().snap
        x, y = middle.x() - WIDTH / 2, middle.y() - height / 2
        return node.but(x=float(round(x / snap) * snap), y=float(round(y / snap) * snap))

    def _hide(self) -> None:
        self._wire, self._joins = None, ()
        self._view.sheet.light(None)
        self._view.overlay.draw(None)

    def _taking(self, node: Node, at: QPointF) -> Wire | None:
        """The wire that the pointer is at, if the carried block fits in there."""
        wires = self._view.sheet.wires
        row = wires.at(at, NEAR / self._view.camera.zoom)
        if row is None or not self._insertion_fits(node, wires.rows[row]):
            return None
        return wires.rows[row]

    def _insertion_fits(self, node: Node, wire: Wire) -> bool:
        if id(wire) not in self._fits:
            checked = self._scope.checked
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
        checked, trial = self._scope.checked, self._graph.added(node)
        for output in self._view.cards[before].outputs:
            wire = Wire(source=before, output=output.name, target=node.id, input=ports[0].name)
            if connection_fits(trial, checked.fields, checked.shapes, wire):
                return wire
        return None

    def _add(self, node: Node, graph: Graph, *, reveal: bool = True) -> None:
        if not self._scope.edit(tr("Add {block}").format(block=node.label), graph):
            return
        self._view.select({node.id})
        if reveal:  # what is dropped lies where it was let go
            self._view.camera.reveal(node.id)
