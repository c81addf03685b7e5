"""Laying: where the blocks of a fix lie on the paper, without covering others."""

from __future__ import annotations

from studio.graph.defining import COLUMN, ROW, snapped
from studio.graph.graph import Graph, Node
from studio.graph.making_room import apart


def laid(before: Graph, after: Graph) -> Graph:
    """The graph with its new blocks between those that they are wired to."""
    placed = {node.id: node for node in after.nodes if node.id in before.by_id}
    for node in after.nodes:
        if node.id not in before.by_id:
            others, (new,) = _placed(after, node, placed)
            placed = {other.id: other for other in others} | {new.id: new}
    moved = [node for id, node in placed.items() if node is not after.by_id[id]]
    return after.replaced(*moved) if moved else after


def _placed(
    graph: Graph, node: Node, placed: dict[str, Node]
) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The blocks that lie already, and the new one among them."""
    above = [placed[w.source] for w in graph.into.get(node.id, ()) if w.source in placed]
    below = [placed[w.target] for w in graph.out_of.get(node.id, ()) if w.target in placed]
    others = tuple(placed.values())
    if not above and not below:
        x = max((other.x for other in others), default=-COLUMN) + COLUMN
        return others, (node.at(x, min((other.y for other in others), default=0.0)),)
    near = [*above[:1], *below[:1]]
    x = snapped(sum(other.x for other in near) / len(near))
    if above:
        y = max(other.y for other in above) + ROW
        room = min((other.y for other in below), default=y + ROW) - y
        y += max(0.0, snapped((room - ROW) / 2))
    else:
        y = min(other.y for other in below) - ROW
    return apart(others, (node.at(x, y),), y - ROW / 2)
