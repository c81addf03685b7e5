"""Laying: where the blocks of a fix lie on the paper, without covering others."""

from __future__ import annotations

from collections.abc import Mapping

from studio.graph.defining import COLUMN, ROW, snapped
from studio.graph.graph import Graph, Node
from studio.graph.making_room import WIDTH, apart
from studio.graph.paper_edits import kept_around


def laid(before: Graph, after: Graph) -> Graph:
    """The graph with its new blocks between those that they are wired to."""
    placed = {node.id: node for node in after.nodes if node.id in before.by_id}
    for node in after.nodes:
        if node.id not in before.by_id:
            x, y = _place(after, node, placed)
            others, new = tuple(placed.values()), node.at(x, y)
            placed[new.id] = new
            for id, at in apart(others, (new,), y - ROW / 2).items():
                placed[id] = placed[id].at(*at)
    places = {id: (node.x, node.y) for id, node in placed.items() if node is not after.by_id[id]}
    return kept_around(before, after.moved(places)) if places else after


def _place(graph: Graph, node: Node, placed: dict[str, Node]) -> tuple[float, float]:
    """Where a new block lies among those that lie already."""
    above = [placed[w.source] for w in graph.into.get(node.id, ()) if w.source in placed]
    below = [placed[w.target] for w in graph.out_of.get(node.id, ()) if w.target in placed]
    if not above and not below:
        others = placed.values()
        x = max((other.x for other in others), default=-COLUMN) + COLUMN
        return x, min((other.y for other in others), default=0.0)
    near = [*above[:1], *below[:1]]
    x = snapped(sum(other.x for other in near) / len(near))
    if not above:
        return x, min(other.y for other in below) - ROW
    y = max(other.y for other in above) + ROW
    end = min((other.y for other in below), default=y + ROW)
    middle = y + max(0.0, snapped((end - y - ROW) / 2))
    if end - y < ROW or _free(placed, x, middle):
        return x, middle
    # The wire goes around other blocks, and so does what is put into it.
    sides = (x + COLUMN, x - COLUMN)
    return next((side for side in sides if _free(placed, side, end - ROW)), sides[0]), end - ROW


def _free(placed: Mapping[str, Node], x: float, y: float) -> bool:
    """Whether a block at this place would cover none of those that lie already."""
    return all(abs(n.x - x) >= WIDTH or abs(n.y - y) >= ROW for n in placed.values())
