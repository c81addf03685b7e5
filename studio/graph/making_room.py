"""Making room: blocks that come to lie among others push what is below them down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studio.graph.defining import COLUMN, ROW
from studio.graph.graph import Node
from studio.graph.paper import CARD

WIDTH, HEIGHT = CARD  # of the highest card


def apart(
    others: Sequence[Node], coming: Sequence[Node], middle: float
) -> dict[str, tuple[float, float]]:
    """Where blocks that were there and those that come go, so that they do not overlap: down.

    Above `middle` nothing moves: what comes lies below that, and what was below lies below both.
    """
    if not _overlap(others, coming):
        return {}
    left, right = min(node.x for node in coming), max(node.x for node in coming)
    near = [node for node in others if left - COLUMN < node.x < right + COLUMN]
    top, bottom = min(node.y for node in coming), max(node.y for node in coming)
    above = [node.y for node in near if node.y < middle]
    below = [node.y for node in near if node.y >= middle]
    down = max(0.0, max(above, default=top - ROW) + ROW - top)
    further = max(0.0, bottom + down + ROW - min(below, default=bottom + down + ROW))
    lower = {node.id: (node.x, node.y + further) for node in others if node.y >= middle and further}
    return lower | {node.id: (node.x, node.y + down) for node in coming if down}


def _overlap(others: Iterable[Node], coming: Iterable[Node]) -> bool:
    """Whether any two cards overlap; each is looked for in the cells around it only."""
    cells: dict[tuple[int, int], list[Node]] = {}
    for node in others:
        cells.setdefault(_cell(node), []).append(node)
    return any(
        abs(other.x - node.x) < WIDTH and abs(other.y - node.y) < HEIGHT
        for node in coming
        for column in (-1, 0, 1)
        for row in (-1, 0, 1)
        for other in cells.get((_cell(node)[0] + column, _cell(node)[1] + row), ())
    )


def _cell(node: Node) -> tuple[int, int]:
    return int(node.x // WIDTH), int(node.y // HEIGHT)
