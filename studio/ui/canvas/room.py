"""Room: where a new block lies without covering others."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF

from studio.graph.graph import Graph, Node, Wire
from studio.ui import tokens
from studio.ui.canvas.cards import Cards
from studio.ui.canvas.faces import FULL, WIDTH, card_height
from studio.ui.canvas.frames import Frame, Frames


def with_room(
    graph: Graph, cards: Cards, wire: Wire, height: float
) -> tuple[Graph, tuple[float, float]]:
    """The place for a block in the middle of a wire; what follows moves down if it must."""
    above, below = cards.rect(wire.source), cards.rect(wire.target)
    gap, snap = tokens.sizes().row_gap, tokens.sizes().snap
    room = below.top() - above.bottom()
    missing = height + 2 * gap - room
    x = float(round(((above.center().x() + below.center().x()) / 2 - WIDTH / 2) / snap) * snap)
    if missing <= 0:
        return graph, (x, above.bottom() + (room - height) / 2)
    if room > -height:
        step = math.ceil(missing / snap) * snap
        lower = (graph.by_id[id] for id in following(graph, wire.target))
        graph = graph.moved({n.id: (n.x, n.y + step) for n in lower if n.y >= below.top()})
    return graph, (x, above.bottom() + gap)


def clear(cards: Cards, node: Node, height: float) -> Node:
    """The node further down, where it covers no other card."""
    box = QRectF(node.x, node.y, WIDTH, height)
    while len(rows := cards.inside(box, 0.0)):
        lowest = float((cards.box[rows, 1] + cards.box[rows, 3]).max())
        box.moveTop(lowest + tokens.sizes().row_gap)
    return node.but(y=box.top())


def given_room(graph: Graph, id: str) -> Graph | None:
    """With a group drawn as a frame, what lies around it moved out of its way.

    None if too much lies inside to be shown.
    """
    node = graph.by_id[id]
    frame = Frames(graph).one(node)
    return None if frame is None else _with_frame(graph, node, frame, 1)


def folded_away(graph: Graph, id: str) -> Graph | None:
    """With a group drawn as a card, what lies around its frame moved back."""
    node = graph.by_id[id]
    frame = Frames(graph).one(node)
    return None if frame is None else _with_frame(graph, node, frame, -1)


def _with_frame(graph: Graph, node: Node, frame: Frame, way: int) -> Graph:
    """The node opened (1) or closed (-1), its neighbours as far away from it as before."""
    snap = tokens.sizes().snap
    wider = way * math.ceil(-frame.left / snap) * snap
    higher = way * math.ceil((frame.height - FULL) / snap) * snap
    now = frame.rect(node) if node.open else QRectF(node.x, node.y, WIDTH, FULL)
    frames = Frames(graph).opened(graph.nodes)
    places = {}
    for other in graph.nodes:
        inner = frames.get(other.id)
        height = inner.height if inner else card_height(graph, other)
        if other.y >= now.bottom():
            places[other.id] = other.x, other.y + higher
        elif other.id != node.id and node.y - height < other.y < node.y + FULL:
            if other.x >= node.x + WIDTH:
                places[other.id] = other.x + wider, other.y
            elif other.x + WIDTH <= node.x:
                places[other.id] = other.x - wider, other.y
    moved = graph.moved(places)
    return moved.replaced(node.but(open=way > 0))


def following(graph: Graph, first: str) -> frozenset[str]:
    """A block and all that work on what it gives out."""
    seen, waiting = {first}, [first]
    while waiting:
        for wire in graph.out_of.get(waiting.pop(), ()):
            if wire.target not in seen:
                seen.add(wire.target)
                waiting.append(wire.target)
    return frozenset(seen)
