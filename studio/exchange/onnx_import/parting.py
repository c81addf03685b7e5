"""Which operators without a block become one sealed part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import networkx as nx

from studio.exchange.onnx_import.model_file import read
from studio.exchange.onnx_import.network import Network, Operator

KIND: Final = "Sealed"
MASK: Final = "Masked"
ARRANGING: Final = frozenset("Transpose Unsqueeze Squeeze Reshape Flatten Pad".split())
MOST_JOINS: Final = 2_000  # tries at joining parts that cannot be joined all at once


def sealed_network(network: Network, chosen: Iterable[Operator]) -> Network:
    """The network with these operators in as few parts as possible.

    Connected ones become one part, unless a way leads from it through other operators back into it.
    """
    ids = {id(op) for op in chosen}
    places = network.place
    flow = nx.DiGraph()
    flow.add_nodes_from(range(len(network.operators)))
    for op in network.operators:
        for name in _taken(network, op):
            if name in network.made_by:
                flow.add_edge(places[id(network.made_by[name])], places[id(op)])
    part = _parts(flow, {places[key] for key in ids})
    members: dict[int, list[int]] = {}
    for index in range(len(network.operators)):
        members.setdefault(part[index], []).append(index)
    between = nx.DiGraph()
    between.add_nodes_from(members)
    between.add_edges_from(
        (part[one], part[other]) for one, other in flow.edges if part[one] != part[other]
    )
    order = nx.lexicographical_topological_sort(between, key=lambda p: members[p][-1])
    operators = []
    for number in order:
        inside = [network.operators[index] for index in members[number]]
        one = len(inside) == 1 and id(inside[0]) not in ids
        operators.append(inside[0] if one else _whole(network, inside))
    fields = {name: getattr(network, name) for name in Network.__dataclass_fields__}
    return Network(**fields | {"operators": operators})


def _parts(flow: nx.DiGraph, chosen: set[int]) -> dict[int, int]:
    """Which part each operator belongs to; those outside are alone."""
    alone = {index: index for index in flow.nodes}
    inside = flow.subgraph(chosen)
    together = dict(alone)
    for part in nx.weakly_connected_components(inside):
        together |= dict.fromkeys(part, min(part))
    if _acyclic(flow, together):
        return together
    # Some whole would wait for itself. Then join one after the other, as far as that goes.
    joined = dict(alone)
    for count, (one, other) in enumerate(sorted(inside.edges)):
        if count >= MOST_JOINS:
            break
        mine, theirs = joined[one], joined[other]
        trial = {index: mine if part == theirs else part for index, part in joined.items()}
        if mine != theirs and _acyclic(flow, trial):
            joined = trial
    return joined


def _acyclic(flow: nx.DiGraph, part: dict[int, int]) -> bool:
    between = nx.DiGraph(
        (part[one], part[other]) for one, other in flow.edges if part[one] != part[other]
    )
    return bool(nx.is_directed_acyclic_graph(between))


def _taken(network: Network, op: Operator) -> list[str]:
    """What an operator reads, and what its sizes are worked out from."""
    names = [name for name in op.inputs if name]
    names += [name for node in op.nodes for name in read(node)]
    sequences = {lengths: name for name, lengths in reversed(network.lengths.items())}
    for name in names:  # it grows while it is walked through
        if name in sequences:
            names.append(sequences[name])  # lengths come with their sequence
        elif name in network.varying:
            names += [each for each in network.makers[name].input if each not in names]
    return list(dict.fromkeys(names))


def _masks(network: Network, name: str) -> list[Operator]:
    """The mask of padding that a value has gone through, with what has arranged it since.

    Blocks see to padding themselves, so no mask is drawn. A part has it inside.
    """
    found: list[Operator] = []
    while (op := network.made_by.get(name)) is not None:
        found.append(op)
        if op.kind == MASK:
            return found
        if op.kind not in ARRANGING:
            break
        name = op.input(0)
    return []


def _whole(network: Network, inside: list[Operator]) -> Operator:
    """One operator for all of a part: its inputs and outputs are what crosses its border."""
    masks = {id(op): op for each in inside for name in each.inputs for op in _masks(network, name)}
    every = masks | {id(op): op for op in inside}
    whole = sorted(every.values(), key=lambda op: network.place[id(op)])
    own = {name for op in whole for name in op.outputs if name}
    taken = [name for op in whole for name in _taken(network, op)]
    made = {output for op in whole for node in op.nodes for output in node.output}
    takes = [n for n in taken if n and n not in own | made and n not in network.constants]
    keys = {id(op) for op in inside}
    gives = [
        name
        for op in inside
        for name in op.outputs
        if name
        and (
            name in network.outputs
            or any(id(reader) not in keys for reader in network.read_by.get(name, []))
        )
    ]
    nodes = tuple(node for op in whole for node in op.nodes)
    return Operator(
        KIND,
        tuple(dict.fromkeys(takes)),
        tuple(gives),
        {"kinds": [node.op_type for op in inside for node in op.nodes]},
        nodes,
    )
