"""Previewing: what a fix changes, worked out for the picture that the canvas shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from studio.blocks.group import Inlet, Outlet
from studio.graph.graph import Graph, Node, Wire
from studio.project.fixes import Fix
from studio.project.place import Path, Place, trail
from studio.ui.canvas.cards import Cards
from studio.ui.canvas.faces import Card, card
from studio.ui.canvas.preview import Preview
from studio.ui.canvas.primitives import Floats, Indices

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Previewing:
    """Shows on one canvas what a fix would do, and takes it back."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._before: tuple[int, Indices, Floats] | None = None  # what to put back

    def show(self, fix: Fix) -> None:
        """Show this fix; cards make room for new ones until it is hidden."""
        self.hide()
        now = trail(fix.project, fix.checked, fix.path)[-1]
        seen = _Seen.of(self._view, fix.path, now.graph)
        if seen is None:
            return  # what it changes is not shown
        known = set(map(id, seen.graph.wires))  # quicker than by value
        kept = set(map(id, now.graph.wires))
        added = [wire for wire in now.graph.wires if id(wire) not in known]
        filled = {(wire.target, wire.input) for wire in added}
        lost = [wire for wire in seen.graph.wires if id(wire) not in kept]
        lost = [wire for wire in lost if {wire.source, wire.target} <= now.graph.by_id.keys()]
        news = [node for node in now.graph.nodes if _differs(seen.graph, node)]
        self._make_room(seen, now.graph)
        self._view.sheet.lights.hide(
            seen.there(wire) for wire in lost if (wire.target, wire.input) in filled
        )
        self._view.overlay.draw(
            Preview(
                self._view,
                tuple(_card(now, node, seen) for node in news),
                tuple((seen.wire(wire), _carried(now, wire)) for wire in added),
                tuple(seen.id(n.id) for n in seen.graph.nodes if n.id not in now.graph.by_id),
                tuple(seen.there(w) for w in lost if (w.target, w.input) not in filled),
                tuple(
                    (seen.there(wire), _carried(now, wire))
                    for node in news
                    for wire in now.graph.out_of.get(node.id, ())
                    if id(wire) in known
                ),
            )
        )

    def hide(self) -> None:
        """Show the document as it is."""
        if self._before is not None:
            (layout, rows, boxes), self._before = self._before, None
            if len(rows) and layout == self._view.cards.layout:
                self._view.sheet.held.place(rows, boxes)
            self._view.sheet.lights.hide(())
            self._view.overlay.draw(None)

    def _make_room(self, seen: _Seen, after: Graph) -> None:
        """Put the cards where they will lie, what is inside of a frame along with it."""
        cards = self._view.cards
        boxes = cards.box.copy()
        for node in after.nodes:
            old = seen.graph.by_id.get(node.id)
            if old is None or old is node or cards[seen.id(node.id)].kind == "end":
                continue
            if (old.x, old.y) != (node.x, node.y):
                inner = cards.with_insides([seen.id(node.id)])
                boxes[inner, :2] += (node.x - old.x, node.y - old.y)
        lower = max(0.0, _lowest(after) - _lowest(seen.graph))
        for frame in seen.frames() if lower else ():
            _let_down(cards, boxes, cards.index[frame], lower)
        moved = np.flatnonzero((boxes != cards.box).any(axis=1))
        self._before = cards.layout, moved, cards.box[moved].copy()
        if len(moved):
            self._view.sheet.held.place(moved, boxes[moved])


def _lowest(graph: Graph) -> float:
    """Where the lowest block lies that a frame is drawn around."""
    inner = (node.y for node in graph.nodes if not isinstance(node.block, Inlet | Outlet))
    return max(inner, default=0.0)


def _let_down(cards: Cards, boxes: Floats, frame: int, by: float) -> None:
    """Make a frame higher: its outlets, and what lies below it, go down as far."""
    edge = cards.box[frame, 1] + cards.box[frame, 3]
    below = (cards.home == cards.home[frame]) & cards.visible & (cards.box[:, 1] >= edge)
    ids = [cards.cards[row].node.id for row in np.flatnonzero(below).tolist()]
    boxes[cards.with_insides(ids), 1] += by
    outlets = (cards.home == frame) & ~cards.visible & (cards.box[:, 1] >= edge)
    boxes[outlets, 1] += by
    boxes[frame, 3] += by


@dataclass(frozen=True)
class _Seen:
    """A network before a fix, and how it is seen: by other ids and elsewhere inside of a frame."""

    view: CanvasView
    path: Path
    graph: Graph
    by: QPointF

    @classmethod
    def of(cls, view: CanvasView, path: Path, after: Graph) -> _Seen | None:
        """The network at a path, if the canvas shows it."""
        scope = view.scope
        if path == scope.path:
            return cls(view, path, scope.place.graph, QPointF())
        shown = (scope.alias(path, node.id) for node in after.nodes)
        anchor = next(filter(None, shown), "")
        if not anchor:
            return None
        chosen = scope.chosen([anchor])
        return cls(view, path, chosen.place.graph, chosen.by)

    def frames(self) -> list[str]:
        """The frames around it on the canvas, the innermost first."""
        scope, path = self.view.scope, self.path
        depths = range(len(path), len(scope.path), -1)
        return [scope.alias(path[: depth - 1], path[depth - 1]) for depth in depths]

    def id(self, own: str) -> str:
        """What a block is called on the canvas; a new one keeps its id."""
        return self.view.scope.alias(self.path, own) or own

    def node(self, own: Node) -> Node:
        """A block as it would lie on the canvas."""
        return own.but(id=self.id(own.id)).at(own.x + self.by.x(), own.y + self.by.y())

    def wire(self, own: Wire) -> Wire:
        """A wire between the blocks of the canvas."""
        return own.but(source=self.id(own.source), target=self.id(own.target))

    def there(self, own: Wire) -> Wire:
        """The wire of the canvas that stands for this one."""
        alias = self.wire(own).key()
        into = self.view.scope.graph.into.get(self.id(own.target), ())
        return next((wire for wire in into if wire.key() == alias), own)


def _differs(before: Graph, node: Node) -> bool:
    """Whether a block is new, or looks different apart from its place."""
    old = before.by_id.get(node.id)
    return old is not node and (old is None or _looks(old) != _looks(node))


def _looks(node: Node) -> tuple[object, ...]:
    return node.block, node.frozen, node.name


def _card(place: Place, node: Node, seen: _Seen) -> Card:
    cost = place.checked.costs.get(node.id)
    known = place.checked.shapes.nodes.get(node.id)
    return card(place.graph, seen.node(node), known, cost.parameters if cost else 0)


def _carried(place: Place, wire: Wire) -> str:
    shape = place.checked.shapes.on(wire)
    return shape.text() if shape else ""
