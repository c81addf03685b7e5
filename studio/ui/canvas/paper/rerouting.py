"""Rerouting: the points that wires are drawn through are added, removed and moved."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF

from studio.graph.graph import Wire
from studio.graph.paper import MOST_POINTS, on_paper
from studio.graph.ways import Way, with_point
from studio.language import tr, tr_count
from studio.ui import tokens
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.paper.telling import point_words
from studio.ui.canvas.state import Point

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


_AROUND: Final = 24.0  # what is seen of a point at least


class Rerouting:
    """The commands about points of wires on one canvas. Each is one edit of the document."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope
        self._made = count()  # the points that were added

    def selected(self) -> Wire | None:
        """The selected wire; that of the selected point, or the only one out of a block."""
        state = self._view.sheet.state
        if state.point is not None:
            return self._shown(state.point[0])
        wires = [*state.wires]
        if not wires and len(state.selected) == 1:
            wires += self._scope.graph.out_of.get(next(iter(state.selected)), ())
        return self._shown(wires[0]) if len(wires) == 1 else None

    def next_point(self) -> None:
        """Go to the next point of a wire."""
        view, bent = self._view, self._scope.graph.bent
        points = [(wire, number) for wire in bent for number in range(len(wire.via))]
        if points:
            here = view.sheet.state.point
            at = points.index(here) + 1 if here in points else 0
            wire, number = points[at % len(points)]
            view.select((), point=(wire, number))
            spot = QPointF(*wire.via[number])
            view.camera.reveal_area(
                QRectF(spot, spot).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
            )
            view.setAccessibleDescription(point_words(view.cards, wire, number))

    def add(self) -> None:
        """Add a point in the middle of the longest stretch of the selected wire, and select it."""
        wire = self.selected()
        if wire is None:
            return
        wires = self._view.sheet.wires
        row = wires.row(wire)
        if row is not None:
            self.add_at(wire, QPointF(*wires.middle[row].tolist()))

    def add_at(self, wire: Wire, at: QPointF) -> tuple[Point, str] | None:
        """Add a point to a wire at a place of the scene, and select it.

        Returns:
            The point, and what an edit that is to join this one must be merged by; None, and that
            is told, if the wire has the most points already.
        """
        if len(wire.via) >= MOST_POINTS:
            full = tr("A wire has at most {n} reroute points. Nothing was added.")
            self._view.message.emit(full.format(n=MOST_POINTS))
            return None
        cards = self._view.cards
        begin = cards.port_place(PortEnd(wire.source, wire.output, is_input=False))
        end = cards.port_place(PortEnd(wire.target, wire.input, is_input=True))
        place = on_paper(at.x()), on_paper(at.y())
        way = with_point(wire.via, begin.toTuple(), end.toTuple(), place)
        merge = f"new point {next(self._made)}"
        self.reroute(tr("Add a reroute point"), wire, way, merge)
        self.select(wire, _added(wire.via, way))
        point = self._view.sheet.state.point
        return (point, merge) if point is not None else None

    def remove(self, wire: Wire, number: int) -> None:
        """Remove one point of a wire."""
        way = (*wire.via[:number], *wire.via[number + 1 :])
        self.reroute(tr("Remove a reroute point"), wire, way)

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected point by a step of the grid; nudges in a row are one edit."""
        point, snap = self._view.sheet.state.point, tokens.sizes().snap
        if point is None:
            return
        wire, number = point
        x, y = wire.via[number]
        at = on_paper(x + dx * snap), on_paper(y + dy * snap)
        way = (*wire.via[:number], at, *wire.via[number + 1 :])
        merge = f"nudge {wire} {number}"
        self.reroute(tr("Move a reroute point"), wire, way, merge)

    def bent(self) -> tuple[Wire, ...]:
        """The selected wires that have points; of selected blocks, all of theirs."""
        view, ids = self._view, self._view.selection
        one = {self.selected()}
        return tuple(
            wire
            for wire in self._scope.graph.bent
            if wire in view.selected_wires or wire in one or {wire.source, wire.target} & ids
        )

    def straighten(self) -> None:
        """Remove all points of the selected wires."""
        bent = self.bent()
        if bent:
            text = tr_count("Straighten {n} wire", "Straighten {n} wires", len(bent))
            straight = (wire.but(via=()) for wire in bent)
            self._scope.edit(text, self._scope.graph.rerouted(*straight))

    def reroute(self, text: str, wire: Wire, way: Way, merge: str = "") -> None:
        """Draw a wire through these points."""
        if way != wire.via:
            self._scope.edit(text, self._scope.graph.rerouted(wire.but(via=way)), merge)

    def select(self, wire: Wire, number: int) -> None:
        """Select a point of a wire, whatever this was before an edit."""
        made = self._shown(wire)
        if made is not None and number < len(made.via):
            self._view.select((), point=(made, number))

    def _shown(self, wire: Wire) -> Wire | None:
        """The wire that joins the same, as it is shown."""
        out = self._scope.graph.out_of.get(wire.source, ())
        return next((own for own in out if own.key() == wire.key()), None)


def _added(before: Way, after: Way) -> int:
    """The number of the point that one way has more than another."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((number for number, (one, other) in pairs if one != other), len(before))
