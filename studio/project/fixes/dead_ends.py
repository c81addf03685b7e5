"""Blocks that the network runs without: wired in, or removed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from studio.graph.graph import Graph, Node, Wire
from studio.graph.structure import feeding
from studio.language import number, tr
from studio.project.fixes import edits
from studio.project.fixes.accepting import gives, takes
from studio.project.fixes.fix import Case, Draft, way

_NEAREST: Final = 24  # wires that are looked at
_OFFERED: Final = 2


@way
def removed(case: Case) -> Iterator[Draft]:
    """Without the block, and without those before it whose work nothing else uses."""
    node, graph = case.node, case.graph
    if node is None or case.problem.severity != "warning" or node.id in graph.used:
        return
    gone = {node.id}
    if node.id not in graph.out_of:
        upstream = feeding(graph, [node.id])
        for id in reversed([n for n in graph.order if n in upstream]):
            if all(wire.target in gone for wire in graph.out_of.get(id, ())):
                gone.add(id)
    title = tr("Remove {block}").format(block=node.label)
    if len(gone) > 1:
        title = tr("Remove this branch of {n} blocks").format(n=number(len(gone)))
    why = tr("The network answers the same without it.")
    yield Draft(title, why, 3, partial(edits.removed, gone))


@way
def into_a_wire(case: Case) -> Iterator[Draft]:
    """A block without wires goes into the nearest wire where it fits."""
    node, graph = case.node, case.graph
    if node is None or node.id in graph.into or node.id in graph.out_of:
        return
    if len(graph.inputs(node.block)) != 1 or len(graph.outputs(node.block)) != 1:
        return
    near = sorted(graph.wires, key=lambda wire: _apart(graph, node, wire))[:_NEAREST]
    found = 0
    for wire in near:
        if found < _OFFERED and _fits(case, node, wire):
            source, target = (graph.by_id[id].label for id in (wire.source, wire.target))
            title = tr("Wire it in between {source} and {target}")
            yield Draft(
                title.format(source=source, target=target),
                tr("That is the nearest wire that it fits into."),
                2 + found / 10,
                partial(_wired_in, node, wire),
                node.id,
            )
            found += 1


def _wired_in(node: Node, wire: Wire, graph: Graph) -> Graph:
    return graph.removed([node.id]).inserted(node, wire)


def _apart(graph: Graph, node: Node, wire: Wire) -> float:
    source, target = graph.by_id[wire.source], graph.by_id[wire.target]
    x, y = (source.x + target.x) / 2, (source.y + target.y) / 2
    return abs(x - node.x) + abs(y - node.y)


def _fits(case: Case, node: Node, wire: Wire) -> bool:
    shape, behind = case.shapes.on(wire), case.shapes.nodes.get(wire.target)
    made = gives(node.block, shape) if shape is not None else None
    if made is None or behind is None or not behind.known:
        return False
    ports = [port.name for port in case.graph.inputs(behind.block)]
    return takes(behind, ports.index(wire.input), made)
