"""Renewal: which cards an edit makes anew, and how each is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studio.blocks.group import Group
from studio.graph.graph import Node
from studio.ui.canvas.faces import Card, Kind, card, framed, on_edge
from studio.ui.canvas.picture import Shown


def different(now: Mapping[str, object], then: Mapping[str, object]) -> set[str]:
    """The keys under which two mappings have different objects."""
    if now is then:
        return set()
    found = {key for key, value in now.items() if then.get(key) is not value}
    return found | (then.keys() - now.keys())


def stale_rows(
    shown: Shown, before: Shown | None, was: Sequence[int], index: Mapping[str, int]
) -> list[int]:
    """The rows of the blocks whose cards may look different.

    Args:
        before: what was shown until now.
        was: the row that each block had, or -1 for one that is another object now.
        index: the row of each block by its id.
    """
    if before is None or shown.frames or before.frames:
        return list(range(len(was)))  # what lies in a frame moves with it
    rows = {row for row, old in enumerate(was) if old < 0}
    now, then = shown.checked, before.checked
    ids = different(now.shapes.nodes, then.shapes.nodes) | different(now.costs, then.costs)
    rows |= {index[id] for id in ids if id in index}
    if not _same_definitions(shown, before):
        nodes = enumerate(shown.graph.nodes)
        rows |= {row for row, node in nodes if isinstance(node.block, Group)}
    return sorted(rows)


def renewed(shown: Shown, before: Shown | None, node: Node, had: Card | None) -> Card:
    """The card of a block; the one that it has already, if it would look the same."""
    known, cost = shown.checked.shapes.nodes.get(node.id), shown.checked.costs.get(node.id)
    parameters, frame = cost.parameters if cost else 0, shown.frames.get(node.id)
    kind: Kind = "frame" if frame else "end" if shown.is_end(node) else "card"
    trusted = not isinstance(node.block, Group) or _same_definitions(shown, before)
    if had is not None and trusted and had.made_from(node, known, parameters, kind):
        return had.at(node, known)
    made = card(shown.graph, node, known, parameters)
    if frame is not None:
        return framed(made, frame.left, frame.width, frame.height)
    return on_edge(made) if kind == "end" else made


def _same_definitions(shown: Shown, before: Shown | None) -> bool:
    return before is not None and before.graph.definitions is shown.graph.definitions
