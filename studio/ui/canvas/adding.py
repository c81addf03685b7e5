"""Adding: the edits that put a new block somewhere. Each is one step of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from studio.graph.definitions import GroupError
from studio.graph.graph import Graph, Node, Wire
from studio.language import tr
from studio.schema.shape import Shape
from studio.ui import tokens
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.faces import WIDTH, card, card_height
from studio.ui.canvas.fitting import joined
from studio.ui.canvas.new_block import NewBlock
from studio.ui.canvas.room import clear, with_room

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Adding:
    """Adds blocks to one canvas and selects them."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope

    def loose(self, id: str, at: QPointF) -> None:
        """Add a block without wires, its middle at a place of the scene, or below what is there."""
        if (made := self._made(id)) is None:
            return
        graph, node = made
        height = card_height(graph, node)
        node = clear(self._view.cards, moved(node, at, height), height)
        self.add(node, graph.added(node))

    def wired(self, id: str, start: PortEnd, at: QPointF) -> None:
        """Add a block whose first port lies at a place of the scene, wired to another port."""
        arriving = None
        if not start.is_input:
            arriving = self._scope.checked.shapes.at(start.block, start.name)
        if (made := self._made(id, arriving)) is None:
            return
        graph, node = made
        face = card(graph, node, None, 0)
        offsets = face.output_offsets if start.is_input else face.input_offsets
        port, offset = next(iter(offsets.items()))
        up = face.height if start.is_input else 0.0
        node = _on_grid(node, at.x() - offset, at.y() - up)
        if not start.is_input:
            node = clear(self._view.cards, node, face.height)
        wire = joined(start, PortEnd(node.id, port, not start.is_input))
        self.add(node, graph.added(node, wires=(wire,)))

    def into(self, id: str, wire: Wire) -> None:
        """Add a block in the middle of a wire."""
        if (made := self._made(id, self._scope.checked.shapes.on(wire))) is not None:
            self.insert(*made, wire)

    def insert(self, graph: Graph, node: Node, wire: Wire) -> None:
        """Put a new node into a wire; what follows moves down if it must."""
        graph, (x, y) = with_room(graph, self._view.cards, wire, card_height(graph, node))
        node = node.at(x, y)
        self.add(node, graph.inserted(node, wire))

    def add(self, node: Node, graph: Graph, *, reveal: bool = True) -> None:
        """Make the edit that brings a new node, select it, and bring it into view."""
        if not self._scope.edit(tr("Add {block}").format(block=node.label), graph):
            return
        self._view.select({node.id})
        if reveal:  # what is dropped lies where it was let go
            self._view.camera.reveal(node.id)

    def _made(self, id: str, arriving: Shape | None = None) -> tuple[Graph, Node] | None:
        try:
            return NewBlock(id, self._scope.graph).taking(arriving)
        except GroupError as refusal:
            self._view.message.emit(str(refusal))
            return None


def moved(node: Node, middle: QPointF, height: float) -> Node:
    """The node with its middle here, on the grid."""
    return _on_grid(node, middle.x() - WIDTH / 2, middle.y() - height / 2)


def _on_grid(node: Node, x: float, y: float) -> Node:
    snap = tokens.sizes().snap
    return node.at(float(round(x / snap) * snap), float(round(y / snap) * snap))
