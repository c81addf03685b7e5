"""Gap: a block that lies between an output above it and a free input below it is wired to both."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from studio.graph.graph import Graph, Node, Wire
from studio.graph.shapes import Fields, Shapes, shapes
from studio.ui.canvas.cards import Cards
from studio.ui.canvas.faces import WIDTH
from studio.ui.canvas.primitives import Floats, Mask
from studio.ui.canvas.room import following

_FARTHEST = 160.0  # from the block to its neighbour
_ASIDE = WIDTH / 2  # how far a neighbour may lie beside the column


def gap(graph: Graph, cards: Cards, box: QRectF) -> Wire | None:
    """The wire that is missing in a box: from the block right above it to the one right below."""
    above, below = _neighbours(cards, box)
    if not (above and below) or above in following(graph, below):
        return None
    taken = {wire.input for wire in graph.into.get(below, ())}
    source = next(iter(cards[above].outputs), None)
    target = next((port for port in cards[below].inputs if port.name not in taken), None)
    if source is None or target is None:
        return None
    return Wire(source=above, output=source.name, target=below, input=target.name)


def gap_wires(
    graph: Graph, fields: Fields, found: Shapes, node: Node, missing: Wire
) -> tuple[Wire, ...]:
    """The wires of a block in the middle of a missing wire, if it fits there."""
    inputs, outputs = graph.inputs(node.block), graph.outputs(node.block)
    if not inputs or not outputs:
        return ()
    wires = (
        missing.but(target=node.id, input=inputs[0].name),
        missing.but(source=node.id, output=outputs[0].name),
    )
    after = shapes(graph.added(node, wires=wires), fields, found)
    ends = (after.nodes.get(node.id), after.nodes.get(missing.target))
    return () if any(end is None or end.error for end in ends) else wires


def _neighbours(cards: Cards, box: QRectF) -> tuple[str, str]:
    """The nearest blocks above and below, in the same column and the same frame or none."""
    left, top, width, height = cards.box.T
    column = np.abs(left + width / 2 - box.center().x()) <= _ASIDE
    column &= cards.visible & (cards.home == cards.frame_at(box.center()))
    above, below = box.top() - (top + height), top - box.bottom()
    return _nearest(cards, above, column), _nearest(cards, below, column)


def _nearest(cards: Cards, distances: Floats, column: Mask) -> str:
    near = np.where(column & (distances >= 0), distances, np.inf)
    best = int(near.argmin()) if len(near) else -1
    return cards.cards[best].node.id if best >= 0 and near[best] <= _FARTHEST else ""
