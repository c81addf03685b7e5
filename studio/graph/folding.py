"""Folding: equal parts that follow each other become one group × N, which computes the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from studio.blocks.group import Group
from studio.graph.definitions import GroupError, closed, opened
from studio.graph.graph import Graph, Node
from studio.graph.grouping import grouped
from studio.graph.paper_edits import going_along, kept_around, without_pieces
from studio.graph.repeats import Repeat
from studio.language import number, tr, tr_count


@dataclass(frozen=True, slots=True)
class Fold:
    """What became of equal parts of the definition `inside` ("": the graph itself): a group."""

    inside: str
    group: str
    repeat: Repeat


def folded(graph: Graph, inside: str, repeats: Iterable[Repeat]) -> tuple[Graph, tuple[Fold, ...]]:
    """With a group × N in the place of each repeat of the definition `inside`.

    Its inside is the first of the parts, where it lay, named as all of them are; what lay below
    them moves up. Learned weights follow by `Learned.folded`.

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


def told(graph: Graph, folds: Iterable[Fold]) -> str:
    """The groups that were made, in a line: "Folded: Part × 4 of 3 blocks each"."""
    groups = []
    for fold in folds:
        node = opened(graph, fold.inside).by_id[fold.group]
        copies = fold.repeat.copies
        size = tr_count("{n} block each", "{n} blocks each", len(copies[0]))
        text = tr("{group} × {n} of {size}")
        groups.append(text.format(group=node.label, n=number(len(copies)), size=size))
    return tr("Folded: {groups}").format(groups=", ".join(groups))


def _folded(graph: Graph, inside: str, repeat: Repeat) -> tuple[Graph, str]:
    before = opened(graph, inside)
    parts = [[before.by_id[id] for id in ids] for ids in repeat.copies]
    named = (node.but(name=_common(alike)) for node, *alike in zip(parts[0], *parts, strict=True))
    start = closed(graph, inside, before.replaced(*named))
    made, id = grouped(start, inside, repeat.copies[0], tr("Part"))
    view = opened(made, inside)
    group = view.by_id[id]
    assert isinstance(group.block, Group)
    (outlet,) = view.outputs(group.block)
    leaving = view.out_of[repeat.copies[-1][-1]]
    for ids in repeat.copies[1:]:
        view = without_pieces(view, going_along(view, frozenset(ids))).removed(ids)
    view = view.connected(*(wire.but(source=id, output=outlet.name) for wire in leaving))
    group = group.at(parts[0][-1].x, group.y)  # in line with the wires before and after it
    group = group.but(block=group.block.but(repeat=len(repeat.copies)))
    return closed(made, inside, _closed_up(view.replaced(group), group, parts)), id


def _common(alike: list[Node]) -> str:
    """What the names of blocks in the same place have in common at their ends.

    Of "layers.0.norm" and "layers.1.norm", "norm".
    """
    levels = zip(*(reversed(node.name.split(".")) for node in alike), strict=False)
    common = [level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels)]
    return ".".join(reversed(common))


def _closed_up(view: Graph, group: Node, parts: list[list[Node]]) -> Graph:
    """With what lay below the parts moved up to the group; if others lie beside them, as it is."""
    top = min(node.y for node in parts[0])
    bottom = max(node.y for part in parts for node in part)
    others = [node for node in view.nodes if node.id != group.id and node.y > top]
    if any(node.y <= bottom for node in others):
        return view
    below = {node.id: (node.x, node.y - bottom + top) for node in others}
    return kept_around(view, view.moved(below | {group.id: (group.x, top)}))
