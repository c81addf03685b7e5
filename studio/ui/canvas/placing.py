"""Placing: new blocks from the palette, carried by mouse or added beside what is selected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF

from studio.graph.definitions import GroupError
from studio.graph.graph import Graph, Node, Wire
from studio.ui import tokens
from studio.ui.canvas.adding import moved
from studio.ui.canvas.faces import WIDTH, card
from studio.ui.canvas.fitting import connection_fits, insertion_fits
from studio.ui.canvas.gap import gap, gap_wires
from studio.ui.canvas.ghost import Ghost
from studio.ui.canvas.new_block import NewBlock
from studio.ui.canvas.room import clear

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

NEAR = 24.0  # pixels of the window between the pointer and a wire that takes the block
COLUMN = 240.0


@dataclass
class _Spot:
    """Where a carried block would go: a graph that is ready for it, the block, and its wires."""

    graph: Graph
    node: Node
    wire: Wire | None = None  # it goes into this
    joins: tuple[Wire, ...] = ()  # or is wired by these to what is above and below


class Placing:
    """Adds blocks to one canvas: into a wire, below a block, or loose."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope
        self._adding = view.adding
        self._new: NewBlock | None = None
        self._fits: dict[int, bool] = {}  # whether the carried block fits into a wire

    def carry(self, id: str, at: QPoint) -> None:
        """Show a block of this kind under the pointer (in global pixels), and where it may go."""
        try:
            self._carry(id, at)
        except GroupError as refusal:
            self.cancel_carry()
            self._view.message.emit(str(refusal))

    def drop(self, id: str, at: QPoint) -> None:
        """Place the carried block: into the lit wire, or loose where it is."""
        try:
            spot = self._carry(id, at)
        except GroupError as refusal:
            self._view.message.emit(str(refusal))
            spot = None
        self.cancel_carry()
        if spot is None:
            return
        if spot.wire is not None:
            self._adding.insert(spot.graph, spot.node, spot.wire)
        else:
            graph = spot.graph.added(spot.node, wires=spot.joins)
            self._adding.add(spot.node, graph, reveal=False)

    def cancel_carry(self) -> bool:
        """Carry nothing any more; False if nothing was carried."""
        carried, self._new = self._new is not None, None
        self._hide()
        return carried

    def add_block(self, id: str) -> None:
        """Add a block of this kind below the selected one, wired to it where that fits."""
        try:
            self._add_block(NewBlock(id, self._graph), self._view.selection)
        except GroupError as refusal:
            self._view.message.emit(str(refusal))

    def _carry(self, id: str, at: QPoint) -> _Spot | None:
        """Show where the block would go; None outside of the canvas."""
        if self._new is None or self._new.id != id or self._new.graph is not self._graph:
            self._new, self._fits = NewBlock(id, self._graph), {}
        point = QPointF(self._view.viewport().mapFromGlobal(at))
        if not self._view.viewport().rect().contains(point.toPoint()):
            self._hide()
            return None
        spot = self._spot(self._new, self._view.camera.to_scene(point))
        face = card(spot.graph, spot.node, None, 0).face
        box = QRectF(spot.node.x, spot.node.y, WIDTH, face.height)
        self._view.sheet.lights.light(spot.wire)
        self._view.overlay.draw(Ghost(self._view, face, box, spot.wire, spot.joins))
        return spot

    def _spot(self, new: NewBlock, at: QPointF) -> _Spot:
        checked = self._scope.checked
        graph, node = new.taking(None)
        height = card(graph, node, None, 0).face.height
        node = moved(node, at, height)
        wire = self._taking(new, at)
        if wire is not None:
            graph, fitted = new.taking(checked.shapes.on(wire))
            return _Spot(graph, fitted.but(x=node.x, y=node.y), wire)
        missing = gap(self._graph, self._view.cards, QRectF(node.x, node.y, WIDTH, height))
        if missing is not None:
            fitting, fitted = new.taking(checked.shapes.on(missing))
            fitted = fitted.but(x=node.x, y=node.y)
            joins = gap_wires(fitting, checked.fields, checked.shapes, fitted, missing)
            if joins:
                return _Spot(fitting, fitted, joins=joins)
        return _Spot(graph, node)

    def _add_block(self, new: NewBlock, chosen: frozenset[str]) -> None:
        graph, node = new.taking(None)
        height = card(graph, node, None, 0).face.height
        if len(chosen) != 1:
            node = moved(node, self._view.camera.seen().center(), height)
            node = clear(self._view.cards, node, height)
            self._adding.add(node, graph.added(node))
            return
        (before,) = chosen
        out = self._graph.out_of.get(before, ())
        if len(out) == 1 and self._insertion_fits(new, out[0]):
            self._adding.insert(*new.taking(self._scope.checked.shapes.on(out[0])), out[0])
            return
        box, gap_below = self._view.cards.rect(before), tokens.sizes().row_gap
        node = node.at(box.left() + (COLUMN if out else 0), box.bottom() + gap_below)
        node = clear(self._view.cards, node, height)
        graph, fitted, wires = self._wired_from(before, new)
        node = fitted.but(x=node.x, y=node.y)
        self._adding.add(node, graph.added(node, wires=wires))

    @property
    def _graph(self) -> Graph:
        return self._scope.graph

    def _hide(self) -> None:
        self._view.sheet.lights.light(None)
        self._view.overlay.draw(None)

    def _taking(self, new: NewBlock, at: QPointF) -> Wire | None:
        """The wire that the pointer is at, if the carried block fits in there."""
        wires = self._view.sheet.wires
        row = wires.at(at, NEAR / self._view.camera.zoom)
        if row is None:
            return None
        wire = wires.rows[row]
        if id(wire) not in self._fits:
            self._fits[id(wire)] = self._insertion_fits(new, wire)
        return wire if self._fits[id(wire)] else None

    def _insertion_fits(self, new: NewBlock, wire: Wire) -> bool:
        checked = self._scope.checked
        graph, node = new.taking(checked.shapes.on(wire))
        return insertion_fits(graph, checked.fields, checked.shapes, node, wire)

    def _wired_from(self, before: str, new: NewBlock) -> tuple[Graph, Node, tuple[Wire, ...]]:
        """The new block, wired to the first output of a block that fits its first input."""
        checked = self._scope.checked
        for output in self._view.cards[before].outputs:
            graph, node = new.taking(checked.shapes.at(before, output.name))
            for port in graph.inputs(node.block)[:1]:
                wire = Wire(source=before, output=output.name, target=node.id, input=port.name)
                if connection_fits(graph.added(node), checked.fields, checked.shapes, wire):
                    return graph, node, (wire,)
        return *new.taking(None), ()
