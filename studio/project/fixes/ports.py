"""Wires for ports that have none, and other outputs for those that have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Final

from studio.blocks.block import Block, Port
from studio.graph.graph import Graph, Node, Wire
from studio.graph.shapes import with_wire
from studio.graph.structure import fed_by, feeding
from studio.language import tr
from studio.project.fixes.converters import chains, why
from studio.project.fixes.edits import connected
from studio.project.fixes.fix import Case, Draft, way
from studio.project.fixes.inserting import inserting, titles

_NEAREST: Final = 48  # outputs that are looked at
_OFFERED: Final = 3
_ADAPTED: Final = 6  # of the nearest outputs, those that a block in between is looked for


@way
def obvious_wire(case: Case) -> Iterator[Draft]:
    """A wire to a loose port from the nearest output that fits, unused ones first."""
    for port in open_ports(case):
        ends = islice(nearest_outputs(case.graph, port[0]), _NEAREST)
        wires = [(used, _wire(end, port)) for used, end in ends]
        fitting = ((used, wire) for used, wire in wires if _fits(case, wire))
        for rank, (used, wire) in enumerate(islice(fitting, _OFFERED)):
            yield _wiring(case, wire, used, 1 + used + rank / 10)
        for rank, (used, wire) in enumerate(wires[:_ADAPTED]):
            for chain in _between(case, wire):
                yield _adapted(case, wire, chain, 4 + used + rank / 10)


@way
def obvious_goal(case: Case) -> Iterator[Draft]:
    """A wire from a dead end to the nearest input that waits for one."""
    node = case.node
    if node is None or node.id in case.graph.used or node.id in case.graph.out_of:
        return
    upstream = feeding(case.graph, [node.id])
    waiting = [
        (other, port.name)
        for other in case.graph.nodes
        if other.id not in upstream
        for port in loose_inputs(case.graph, other)
    ]
    waiting.sort(key=lambda end: _apart(node, end[0]))
    wires = (
        Wire(source=node.id, output=output.name, target=other.id, input=port)
        for other, port in waiting[:_NEAREST]
        for output in case.graph.outputs(node.block)[:2]
    )
    fitting = (wire for wire in wires if _fits(case, wire))
    for rank, wire in enumerate(islice(fitting, _OFFERED)):
        title = tr("Wire it to {block}").format(block=case.graph.by_id[wire.target].label)
        reason = tr("Its input waits for a wire, and this fits.")
        yield Draft(title, reason, 1 + rank / 10, partial(connected, wire), wire.target)


@way
def other_output(case: Case) -> Iterator[Draft]:
    """The wire from another output of the same block, such as its whole sequence."""
    if case.error is None:
        return
    for rank, wire in enumerate(case.wires):
        source = case.graph.by_id[wire.source]
        for port in case.graph.outputs(source.block):
            other = wire.but(output=port.name)
            if port.name != wire.output and _fits(case, other):
                yield Draft(
                    tr('Use "{port}" of {block}').format(
                        port=tr(port.title) or port.name, block=source.label
                    ),
                    tr("The block before has more than one output, and this one fits."),
                    3 + rank,
                    partial(connected, other),
                )


def open_ports(case: Case) -> list[tuple[Node, str]]:
    """The loose ports that the problem is about; those at the beginning of a cut-off chain."""
    node = case.node
    if node is None:
        return []
    if case.loose:
        return [(node, case.local.port)]
    if node.id in case.graph.fed or not case.wires or case.local.port:
        return []
    chain = feeding(case.graph, [node.id])
    found = [
        (other, port.name)
        for other in case.graph.nodes
        if other.id in chain
        for port in loose_inputs(case.graph, other)
    ]
    return found[:_OFFERED]


def loose_inputs(graph: Graph, node: Node) -> list[Port]:
    """The ports of a block that need a wire and have none."""
    taken = {wire.input for wire in graph.into.get(node.id, ())}
    ports = graph.inputs(node.block)
    return [port for port in ports if port.name not in taken and not port.optional]


def nearest_outputs(graph: Graph, node: Node) -> Iterator[tuple[int, tuple[str, str]]]:
    """Outputs that close no loop, each with whether it is used: first loose ones, near ones."""
    circle = fed_by(graph, [node.id])
    ends = []
    for other in graph.nodes:
        if other.id in circle:
            continue
        used = {wire.output for wire in graph.out_of.get(other.id, ())}
        unfed = other.id not in graph.fed
        for place, port in enumerate(graph.outputs(other.block)):
            rank = (unfed, port.name in used or place > 0, _apart(other, node))
            ends.append((rank, (other.id, port.name)))
    for rank, end in sorted(ends):
        yield int(rank[0]) + int(rank[1]), end


def _apart(above: Node, below: Node) -> float:
    """How far two blocks are from each other; upwards counts three times."""
    down = below.y - above.y
    return abs(below.x - above.x) + (down if down >= 0 else -3 * down)


def _wire(end: tuple[str, str], port: tuple[Node, str]) -> Wire:
    return Wire(source=end[0], output=end[1], target=port[0].id, input=port[1])


def _fits(case: Case, wire: Wire) -> bool:
    """Whether the block at the end of one more wire takes what it then gets."""
    return with_wire(case.graph, case.fields, wire, case.shapes).error is None


def _wiring(case: Case, wire: Wire, used: int, rank: float) -> Draft:
    label = case.graph.by_id[wire.source].label
    return Draft(
        tr("Wire it to {block}").format(block=label),
        tr("What it gives is used too, and fits here.")
        if used
        else tr("What it gives is not used yet, and fits here."),
        rank,
        partial(connected, wire),
        wire.target,
    )


def _between(case: Case, wire: Wire) -> Iterator[tuple[Block, ...]]:
    """Blocks that make what the end of a wire takes, where that takes nothing else."""
    shape = case.shapes.on(wire)
    known = with_wire(case.graph, case.fields, wire, case.shapes)
    if shape is None or known.error is None:
        return
    position = next(i for i, p in enumerate(case.graph.inputs(known.block)) if p.name == wire.input)
    yield from islice(chains(known, position, shape), 2)


def _adapted(case: Case, wire: Wire, chain: tuple[Block, ...], rank: float) -> Draft:
    label, shape = case.graph.by_id[wire.source].label, case.shapes.on(wire)
    assert shape is not None
    edit, ids = inserting(case.graph, wire, chain)
    title = tr("Wire it to {source} through {block}").format(source=label, block=titles(chain))
    return Draft(title, why(chain[0], shape), rank, edit, ids[0])
