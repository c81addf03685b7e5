"""A loop is broken at the newest of its wires."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Final

from studio.blocks.block import InputBlock
from studio.blocks.group import Inlet
from studio.graph.graph import Graph, Network, Wire
from studio.graph.rewired import own
from studio.graph.structure import fed_by, feeding
from studio.language import number, tr
from studio.project.fixes.edits import connected, disconnected, removed
from studio.project.fixes.fix import Case, Draft, way
from studio.project.fixes.leaving_out import without_input
from studio.project.fixes.ports import nearest_outputs
from studio.project.project import Project

_MOST_WIRES: Final = 400  # of a loop
_FARTHEST: Final = 200  # edits back
_OFFERED: Final = 3


@way
def broken_loop(case: Case) -> Iterator[Draft]:
    """Without the wires that close the loop: the newest, else those that lead back up."""
    wires = _loop(case)
    if not wires:
        return
    ring = {wire.source for wire in wires}
    if not ring & case.graph.used:
        title = tr("Remove these {n} blocks").format(n=number(len(ring)))
        why = tr("The network answers the same without them.")
        yield Draft(title, why, 0.5, partial(removed, ring))
    newest, dated = _newest_first(case, wires)
    said = (
        tr("It is the newest wire of the loop.")
        if dated
        else tr("It leads back to an earlier block.")
    )
    closing = _closing(newest)
    for rank, cut in enumerate(([closing] if len(closing) > 1 else []) + [[w] for w in newest]):
        if rank >= _OFFERED:
            return
        if rank and len(_closing([w for w in newest if w not in cut])):
            continue  # a loop would be left
        text = said if cut[0] == newest[0] else tr("It is one of the wires of the loop.")
        yield from _without(case, cut, text, rank)


def _without(case: Case, cut: list[Wire], said: str, rank: int) -> Iterator[Draft]:
    """Without these wires, in each way that leaves no port loose, and in the plain way."""
    title = _title(case, cut)
    yield Draft(
        title,
        said,
        3 * rank + 2,
        partial(disconnected, cut),
        cut[0].target,
        loose=frozenset(id for wire in cut for id in (wire.source, wire.target)),
    )
    if len(cut) > 1:
        return
    wire = cut[0]
    for edit, gone in without_input(case.graph, wire):
        also = tr("{title}, and {block} with it").format(title=title, block=gone) if gone else title
        yield Draft(also, said, 3 * rank, edit, wire.target)
    node = case.graph.by_id[wire.target]
    for n, (_, end) in enumerate(islice(nearest_outputs(case.graph, node), _OFFERED)):
        other = wire.but(source=end[0], output=end[1])
        source = case.graph.by_id[end[0]].label
        yield Draft(
            tr("Wire {block} to {source} instead").format(block=node.label, source=source),
            said,
            3 * rank + 1 + n / 10,
            partial(connected, other),
            wire.target,
        )


def _title(case: Case, cut: list[Wire]) -> str:
    if len(cut) > 1:
        return tr("Remove the {n} wires that close loops").format(n=number(len(cut)))
    source, target = (case.graph.by_id[id].label for id in (cut[0].source, cut[0].target))
    return tr("Remove the wire from {source} to {target}").format(source=source, target=target)


def _loop(case: Case) -> list[Wire]:
    """The wires between the blocks that feed each other, if the problem is about such."""
    node = case.node
    if node is None or node.id in case.shapes.order or case.local.port:
        return []
    ring = fed_by(case.graph, [node.id]) & feeding(case.graph, [node.id])
    wires = [w for w in case.graph.wires if w.source in ring and w.target in ring]
    return wires if len(wires) <= _MOST_WIRES else []


def _newest_first(case: Case, wires: list[Wire]) -> tuple[list[Wire], bool]:
    """The wires of a loop by the edit that brought them, and whether any edit has.

    Wires from before the first edit are as old as each other: those that lead furthest back up
    on the paper come first, as networks are drawn downwards, then those that lead nearest to the
    beginning of the network.
    """
    born = dict.fromkeys(wires, _FARTHEST)
    old = set(wires)
    for age, project in enumerate(case.earlier[:_FARTHEST]):
        network = _network(project, case.place.definition)
        there = {wire for wire in old if own(network, [wire])}
        born |= dict.fromkeys(old - there, age)
        old = there
        if not old:
            break
    by_id, depth = case.graph.by_id, _depth(case.graph)

    def order(wire: Wire) -> tuple[int, float, int]:
        down = by_id[wire.target].y - by_id[wire.source].y
        return born[wire], down, depth.get(wire.target, 0) - depth.get(wire.source, 0)

    ordered = sorted(wires, key=order)
    return ordered, born[ordered[0]] < _FARTHEST


def _depth(graph: Graph) -> dict[str, int]:
    """How many wires lie between each block and the nearest beginning of the network."""
    edge = [node.id for node in graph.of(InputBlock, Inlet)]
    depth = dict.fromkeys(edge, 0)
    for id in edge:  # grows while it is gone through
        for wire in graph.out_of.get(id, ()):
            if wire.target not in depth:
                depth[wire.target] = depth[id] + 1
                edge.append(wire.target)
    return depth


def _network(project: Project, definition: str) -> Network:
    graph = project.graph
    return graph.definition.get(definition, Graph()) if definition else graph


def _closing(newest: list[Wire]) -> list[Wire]:
    """The wires that close a loop with older ones, the newest first."""
    following: dict[str, set[str]] = {}
    closing = []
    for wire in reversed(newest):
        if _leads(following, wire.target, wire.source):
            closing.append(wire)
        else:
            following.setdefault(wire.source, set()).add(wire.target)
    return closing[::-1]


def _leads(following: dict[str, set[str]], start: str, goal: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        id = waiting.pop()
        if id == goal:
            return True
        further = following.get(id, set()) - seen
        waiting += further
        seen |= further
    return False
