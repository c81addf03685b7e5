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


def gap_wires(
    graph: Graph, fields: Fields, found: Shapes, cards: Cards, node: Node, height: float
) -> tuple[Wire, ...]:
    """The wires to the blocks right above and right below, if both are there and it fits."""
    above, below = _neighbours(cards, QRectF(node.x, node.y, WIDTH, height))
    inputs, outputs = node.block.inputs(), node.block.outputs()
    if not (above and below and inputs and outputs) or above in following(graph, below):
        return ()
    taken = {wire.input for wire in graph.into.get(below, ())}
    source = next(iter(cards[above].outputs), None)
    target = next((port for port in cards[below].inputs if port.name not in taken), None)
    if source is None or target is None:
        return ()
    wires = (
        Wire(source=above, output=source.name, target=node.id, input=inputs[0].name),
        Wire(source=node.id, output=outputs[0].name, target=below, input=target.name),
    )
    after = shapes(graph.added(node, wires=wires), fields, found)
    ends = (after.nodes.get(node.id), after.nodes.get(below))
    return () if any(end is None or end.error for end in ends) else wires


def _neighbours(cards: Cards, box: QRectF) -> tuple[str, str]:
    """The nearest blocks above and below in the same column."""
    left, top, width, height = cards.box.T
    column = np.abs(left + width / 2 - box.center().x()) <= _ASIDE
    above, below = box.top() - (top + height), top - box.bottom()
    return _nearest(cards, above, column), _nearest(cards, below, column)


def _nearest(cards: Cards, distances: Floats, column: Mask) -> str:
    near = np.where(column & (distances >= 0), distances, np.inf)
    best = int(near.argmin()) if len(near) else -1
    return cards.cards[best].node.id if best >= 0 and near[best] <= _FARTHEST else ""
