"""Folding: equal parts that follow each other become one group × N, which computes the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from studio.blocks.group import Group
from studio.graph.definitions import GroupError, closed, opened
from studio.graph.graph import Graph, Node
from studio.graph.grouping import grouped
from studio.graph.repeats import Repeat
from studio.language import tr


@dataclass(frozen=True, slots=True)
class Fold:
    """What became of equal parts of the definition `inside` ("": the graph itself): a group."""

    inside: str
    group: str
    repeat: Repeat


def folded(graph: Graph, inside: str, repeats: Iterable[Repeat]) -> tuple[Graph, tuple[Fold, ...]]:
    """With a group × N in the place of each repeat of the definition `inside`.

    Its inside is the first of the parts, with names and places as they were; what lay below all
    of them moves up. Learned weights follow by `Learned.folded`.

    Raises:
        GroupError: nothing repeats, or the project cannot have one more group there.
    """
    folds: list[Fold] = []
    for repeat in repeats:
        graph, group = _folded(graph, inside, repeat)
        folds.append(Fold(inside, group, repeat))
    if not folds:
        raise GroupError(
            tr("There is nothing to fold."),
            tr("Nowhere do equal parts follow each other, each giving the shape that it takes."),
            tr("Give the blocks of such parts the same settings first."),
        )
    return graph, tuple(folds)


def _folded(graph: Graph, inside: str, repeat: Repeat) -> tuple[Graph, str]:
    before = opened(graph, inside)
    made, id = grouped(graph, inside, repeat.copies[0], tr("Part"))
    view = opened(made, inside)
    group = view.by_id[id]
    assert isinstance(group.block, Group)
    (outlet,) = view.outputs(group.block)
    leaving = view.out_of[repeat.copies[-1][-1]]
    further = [id for ids in repeat.copies[1:] for id in ids]
    view = view.removed(further)
    view = view.connected(*(wire.but(source=id, output=outlet.name) for wire in leaving))
    group = group.but(block=group.block.but(repeat=len(repeat.copies)))
    parts = [[before.by_id[id] for id in ids] for ids in repeat.copies]
    return closed(made, inside, _closed_up(view.replaced(group), group, parts)), id


def _closed_up(view: Graph, group: Node, parts: list[list[Node]]) -> Graph:
    """With what lay below the parts moved up to the group; if others lie beside them, as it is."""
    top = min(node.y for node in parts[0])
    bottom = max(node.y for part in parts for node in part)
    others = [node for node in view.nodes if node.id != group.id and node.y > top]
    if any(node.y <= bottom for node in others):
        return view
    below = {node.id: (node.x, node.y - bottom + top) for node in others}
    return view.moved(below | {group.id: (group.x, top)})
