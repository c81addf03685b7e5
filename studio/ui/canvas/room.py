"""Room: where a new block lies without covering others."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF

from studio.graph.definitions import closed, opened
from studio.graph.graph import Graph, Node, Wire
from studio.graph.paper_edits import kept_around
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
        places = {n.id: (n.x, n.y + step) for n in lower if n.y >= below.top()}
        graph = kept_around(graph, graph.moved(places))
    return graph, (x, above.bottom() + gap)


def clear(cards: Cards, node: Node, height: float) -> Node:
    """The node further down, where it covers no other card."""
    box = QRectF(node.x, node.y, WIDTH, height)
    while len(rows := cards.inside(box, 0.0)):
        lowest = float((cards.box[rows, 1] + cards.box[rows, 3]).max())
        box.moveTop(lowest + tokens.sizes().row_gap)
    return node.at(node.x, box.top())


def unfolded(graph: Graph, id: str) -> Graph | None:
    """With a group drawn as a frame, what lies around it moved out of its way.

    None if too much lies inside to be shown.
    """
    node = graph.by_id[id]
    frame = Frames(graph).one(node)
    if frame is None:
        return None
    return _moved_aside(graph, node, None, frame).replaced(node.but(open=True))


def folded_up(graph: Graph, id: str) -> Graph:
    """With a group drawn as a card, what lies around its frame moved back."""
    node = graph.by_id[id]
    frame = Frames(graph).one(node)
    return _moved_aside(graph, node, frame, None).replaced(node.but(open=False))


def kept_apart(before: Graph, after: Graph) -> Graph:
    """The graph after an edit inside of groups, with room for the frames that have grown."""
    for name in _inner_first(after):
        view = opened(after, name)
        was = before.definition.get(name) if name else before
        if was is None or not any(node.open for node in view.nodes):
            continue
        then, now = Frames(before).opened(was.nodes), Frames(after).opened(view.nodes)
        for id in then.keys() & now.keys():
            view = _moved_aside(view, view.by_id[id], then[id], now[id])
        after = closed(after, name, view)
    return after


def _inner_first(graph: Graph) -> tuple[str, ...]:
    """The definitions, each after those that its groups use, and the graph itself ("")."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        if name not in found:
            for used in sorted(opened(graph, name).uses):
                add(used)
            found[name] = None

    add("")
    return tuple(found)


def _moved_aside(graph: Graph, node: Node, was: Frame | None, now: Frame | None) -> Graph:
    """What lies below a group and beside it is as far away from it as it was."""
    wider, higher = _spread(now)[0] - _spread(was)[0], _spread(now)[1] - _spread(was)[1]
    if not wider and not higher:
        return graph
    frames = Frames(graph).opened(graph.nodes)
    places = {}
    for other in graph.nodes:
        frame = frames.get(other.id)
        height = frame.height if frame else card_height(graph, other)
        if other.y >= node.y + (was.height if was else FULL):
            places[other.id] = other.x, other.y + higher
        elif other.id != node.id and node.y - height < other.y < node.y + FULL:
            if other.x >= node.x + WIDTH:
                places[other.id] = other.x + wider, other.y
            elif other.x + WIDTH <= node.x:
                places[other.id] = other.x - wider, other.y
    return kept_around(graph, graph.moved(places))


def _spread(frame: Frame | None) -> tuple[float, float]:
    """How far a frame reaches to each side, and below, of what the card would cover."""
    if frame is None:
        return 0.0, 0.0
    snap = tokens.sizes().snap
    wider, higher = -frame.left, frame.height - FULL
    return math.ceil(wider / snap) * snap, math.ceil(higher / snap) * snap


def following(graph: Graph, first: str) -> frozenset[str]:
    """A block and all that work on what it gives out."""
    seen, waiting = {first}, [first]
    while waiting:
        for wire in graph.out_of.get(waiting.pop(), ()):
            if wire.target not in seen:
                seen.add(wire.target)
                waiting.append(wire.target)
    return frozenset(seen)
