"""Flow: the way of the numbers through one network, and the advice on it; redoes little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from studio.graph.graph import Network
from studio.graph.problems import Problem
from studio.graph.rewired import exchanged
from studio.graph.shapes import Shapes
from studio.project.advice.local import Case, about
from studio.project.advice.way import UNKNOWN, Way, onward


@dataclass(frozen=True, slots=True)
class Flow:
    """The ways out of the blocks of a network, and what there is to say at some of them."""

    network: Network
    found: Shapes
    ways: Mapping[str, Way]
    said: Mapping[str, tuple[Problem, ...]]
    looked_at: int = field(default=0, compare=False)  # how many blocks an edit made us look at

    @property
    def listed(self) -> list[Problem]:
        """All that is said, in the order of computation."""
        if not self.said:
            return []
        return [each for id in self.found.order for each in self.said.get(id, ())]


def flow(network: Network, found: Shapes, before: Flow | None = None) -> Flow:
    """The ways through a network; those from before an edit save the work for other blocks."""
    waiting = _waiting(network, found, before)
    if before is not None and not waiting and len(before.ways) == len(found.nodes):
        return Flow(network, found, before.ways, before.said)
    ways, said = (dict(before.ways), dict(before.said)) if before else ({}, {})
    looked_at = 0
    for id in found.order:
        if id not in waiting:
            continue
        looked_at += 1
        old = ways.pop(id, None)
        said.pop(id, None)
        ways[id] = way = _at(network, found, id, ways, said)
        if way != old:
            waiting |= {wire.target for wire in network.out_of.get(id, ())}
    if len(ways) > len(found.nodes):
        ways = {id: way for id, way in ways.items() if id in found.nodes}
        said = {id: each for id, each in said.items() if id in found.nodes}
    return Flow(network, found, ways, said, looked_at)


def _at(
    network: Network,
    found: Shapes,
    id: str,
    ways: Mapping[str, Way],
    said: dict[str, tuple[Problem, ...]],
) -> Way:
    """The way out of one block; what there is to say at it is added to `said`."""
    node, known = network.by_id[id], found.nodes[id]
    arriving = [ways.get(wire.source, UNKNOWN) for wire in network.into.get(id, ())]
    if not known.known or known.inside:
        return UNKNOWN  # the inside of a group is looked at by itself
    if len(arriving) == 1:
        case = Case(network, node, known, arriving[0])
        hints = [(name, advice(case)) for name, advice in about(type(node.block)).items()]
        if each := tuple(_named(hint, name, case) for name, hint in hints if hint is not None):
            said[id] = each
    return onward(node, known, arriving)


def _named(hint: Problem, name: str, case: Case) -> Problem:
    """A hint with its name, and whether people have dismissed it at this block."""
    return replace(hint, advice=name, dismissed=name in case.node.dismissed)


def _waiting(network: Network, found: Shapes, before: Flow | None) -> set[str]:
    """The blocks that are not as they were, or get something from elsewhere."""
    if before is None:
        return set(found.order)
    waiting: set[str] = set()
    if found.nodes is not before.found.nodes:
        old = before.found.nodes
        waiting = {id for id, known in found.nodes.items() if old.get(id) is not known}
    if network.nodes is not before.network.nodes:
        nodes = before.network.by_id
        waiting |= {node.id for node in network.nodes if nodes.get(node.id) is not node}
    if network.wires is not before.network.wires:
        for wire in exchanged(before.network, network):
            # Whether a block is the only one that reads another counts too.
            waiting |= {wire.target, *(w.target for w in network.out_of.get(wire.source, ()))}
    return waiting
