"""Landing: a loose block that is dragged goes into a wire, if it fits there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.graph.graph import Graph, Wire
from studio.graph.shapes import Fields, Shapes, shapes
from studio.language import tr
from studio.ui.canvas.fitting import insertion_fits
from studio.ui.canvas.ghost import note_about
from studio.ui.canvas.marks import draw_plus_ring
from studio.ui.canvas.note import Note
from studio.ui.canvas.placing import NEAR
from studio.ui.canvas.room import with_room
from studio.ui.canvas.wires import middle_of
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Landing:
    """For one block of a graph in which it has no wires."""

    def __init__(self, view: CanvasView, graph: Graph, block: str) -> None:
        self._view, self._graph, self._id = view, graph, block
        self._wires = frozenset(map(id, graph.wires))
        self._fits: dict[int, bool] = {}

    def wire(self, at: QPointF) -> Wire | None:
        """The wire that the block fits into, near a point of the window or under its middle."""
        view, wires = self._view, self._view.sheet.wires
        for place in (view.camera.to_scene(at), view.cards.rect(self._id).center()):
            row = wires.at(place, NEAR / view.camera.zoom)
            if row is not None and self._takes(wires.rows[row]):
                return wires.rows[row]
        return None

    def put_in(self, wire: Wire) -> Graph:
        """The graph with the block in a wire; what follows moves down if it must."""
        graph, id = self._graph, self._id
        rest, (x, y) = with_room(self._rest, self._view.cards, wire, self._view.cards[id].height)
        landed = rest.inserted(graph.by_id[id].at(x, y), wire)
        # The block keeps its place in the order of the file.
        nodes = (landed.by_id[node.id] for node in graph.nodes)
        ends = [w for w in landed.wires if id in (w.source, w.target)]
        return graph.replaced(*nodes).disconnected(wire).connected(*ends)

    @cached_property
    def _rest(self) -> Graph:
        """The graph without the block: only needed once it comes near a wire."""
        return self._graph.removed([self._id])

    @cached_property
    def _known(self) -> tuple[Fields, Shapes]:
        fields, found = self._view.scope.checked.fields, self._view.scope.checked.shapes
        return fields, shapes(self._rest, fields, found)

    def _takes(self, wire: Wire) -> bool:
        within = self._view.sheet.within
        if id(wire) not in self._wires or within.get(wire.source) != within.get(self._id):
            return False
        if id(wire) not in self._fits:
            node = self._graph.by_id[self._id]
            self._fits[id(wire)] = insertion_fits(self._rest, *self._known, node, wire)
        return self._fits[id(wire)]


def landing_area(view: CanvasView, wire: Wire, id: str) -> QRectF:
    """What `paint_landing` paints over, in the window."""
    ring, window = _ring(view, wire), QRectF(view.viewport().rect())
    area = _note(view, wire, id).covers(window)
    return area.united(QRectF(ring, ring).adjusted(-14, -14, 14, 14))


def paint_landing(painter: QPainter, view: CanvasView, wire: Wire, id: str) -> None:
    """A ring on the wire, above the card that covers it, and what will happen."""
    draw_plus_ring(painter, _ring(view, wire), colours().wire.compatible)
    _note(view, wire, id).paint(painter, QRectF(view.viewport().rect()))


def _ring(view: CanvasView, wire: Wire) -> QPointF:
    middle = middle_of(view.sheet.wires, wire)
    return view.camera.to_window(middle) if middle is not None else QPointF()


def _note(view: CanvasView, wire: Wire, id: str) -> Note:
    box = view.viewportTransform().mapRect(view.cards.rect(id))
    at = QPointF(box.center().x(), box.bottom() + 2)
    text = tr("Release to place it between {source} and {target}")
    return note_about(view, at, text, wire, wire)
