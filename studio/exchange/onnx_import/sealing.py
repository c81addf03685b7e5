"""Sealed parts: which operators become one, and the small ONNX model that it keeps."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final

import networkx as nx
import numpy as np
import onnx
from onnx import ModelProto, NodeProto, helper, numpy_helper

from studio.compiler.parts import PartError
from studio.compiler.sealing import sealed
from studio.exchange.onnx_import.drawing import Drawing, Held, NoBlock, Source, natural
from studio.exchange.onnx_import.model_file import read
from studio.exchange.onnx_import.network import Network, Operator, Sides
from studio.exchange.onnx_import.reads import reads
from studio.language import tr
from studio.schema.shape import Length, Shape, Unknown, sides

KIND: Final = "Sealed"
MOST_JOINS: Final = 2_000  # tries at joining parts that cannot be joined all at once


# ---- which operators become one part ------------------------------------------------------------


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
    for name in names:  # it grows while it is walked through
        if name in network.varying:
            names += [each for each in network.makers[name].input if each not in names]
    return list(dict.fromkeys(names))


def _whole(network: Network, inside: list[Operator]) -> Operator:
    """One operator for all of a part: its inputs and outputs are what crosses its border."""
    own = {name for op in inside for name in op.outputs if name}
    taken = [name for op in inside for name in _taken(network, op)]
    made = {output for op in inside for node in op.nodes for output in node.output}
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
    nodes = tuple(node for op in inside for node in op.nodes)
    return Operator(
        KIND,
        tuple(dict.fromkeys(takes)),
        tuple(gives),
        {"kinds": [op.kind for op in inside]},
        nodes,
    )


# ---- what crosses the border of a part ----------------------------------------------------------


def assume(drawing: Drawing, op: Operator) -> None:
    """Hold the outputs of an operator that will be sealed, as far as a wire can carry them."""
    for number, name in enumerate(filter(None, op.outputs), len(drawing.places)):
        kind = drawing.network.types.get(name)
        if kind is None or kind.kind != "f":
            continue
        try:
            held = _leaving(drawing.network, name, Source(f"later_{number}", "out", natural((1,))))
        except NoBlock:
            continue
        drawing.places[name] = held


def batch_axis(network: Network, lengths: Sides) -> int:
    """Which axis of a value that nothing but its sides is known of is the batch.

    Raises:
        NoBlock: none is, or several could be, or it is mixed with others.
    """
    batch = network.shapes[network.inputs[0]][0]
    if batch in network.free:
        axes = [axis for axis, side in enumerate(lengths) if side % batch == 0]
        if len(axes) != 1 or lengths[axes[0]] != batch:
            raise NoBlock("the batch is mixed with other axes")
        return axes[0]
    if batch not in lengths:
        raise NoBlock("no axis is the batch")
    return lengths.index(batch)


def _leaving(network: Network, name: str, source: Source) -> Held:
    lengths = network.shapes.get(name)
    if lengths is None:
        raise NoBlock(f"the shape of {name} is not known")
    at = batch_axis(network, lengths)
    rest = [axis for axis in range(len(lengths)) if axis != at]
    shape = natural(tuple(_length(network, lengths[axis]) for axis in rest) or (1,))
    axes = tuple(0 if n == at else 1 + rest.index(n) for n in range(len(lengths)))
    return Held(Source(source.node, source.port, shape), axes)


def _length(network: Network, side: int) -> Length:
    if side in network.free:
        return Unknown("T")
    if any(side % number == 0 for number in network.free):
        raise NoBlock("a length that is worked out from an open one")
    return side


# ---- drawing a part -----------------------------------------------------------------------------


@reads(KIND)
def sealed_part(drawing: Drawing, op: Operator) -> None:
    """Draw the block of a sealed part; what it takes is arranged inside it."""
    network = drawing.network
    if len(op.inputs) < 1:
        raise NoBlock("a part without inputs")
    helds = {name: drawing.held(name) for name in op.inputs}
    leaving = {name: _leaving(network, name, Source("", "", natural((1,)))) for name in op.outputs}
    try:
        block = sealed(
            _model(network, op, helds, leaving),
            {f"in {name}": held.source.shape for name, held in helds.items()},
            {f"out {name}": held.source.shape for name, held in leaving.items()},
        )
    except PartError as error:
        raise NoBlock(str(error)) from error
    except Exception as error:  # onnxruntime raises what it likes when it tries the part
        raise NoBlock(tr("a part of it works for one size of the batch only")) from error
    sources = drawing.put(block, *(held.source for held in helds.values()))
    drawing.sealed[sources[0].node] = tuple(op.settings["kinds"])
    for source, (name, held) in zip(sources, leaving.items(), strict=True):
        drawing.hold(name, source, held.axes)


def _model(
    network: Network, op: Operator, helds: dict[str, Held], leaving: dict[str, Held]
) -> ModelProto:
    """The operators of a part as a model that stands alone, the batch first on every border."""
    constants: dict[str, np.ndarray] = {}
    before = [node for name, held in helds.items() for node in _entering(name, held, constants)]
    after = [node for name, held in leaving.items() for node in _given(name, held, constants)]
    nodes = [*_makers(network, op, set(helds)), *_for_any_batch(network, op.nodes, constants)]
    made = {output for node in (*before, *nodes) for output in node.output}
    for node in nodes:
        for name in read(node):
            if name in network.constants and name not in made:
                constants[name] = network.constants[name]
    graph = helper.make_graph(
        [*before, *nodes, *after],
        "part",
        [_info(network, name, f"in {name}", held.source.shape) for name, held in helds.items()],
        [_info(network, name, f"out {name}", held.source.shape) for name, held in leaving.items()],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    versions = [helper.make_opsetid(*entry) for entry in network.versions]
    return helper.make_model(graph, opset_imports=versions, ir_version=10)


def _for_any_batch(
    network: Network, nodes: Iterable[NodeProto], constants: dict[str, np.ndarray]
) -> Iterable[NodeProto]:
    """The nodes, where a batch that the file has fixed is no longer written into a reshape."""
    batch = network.shapes[network.inputs[0]][0]
    for node in nodes:
        lengths = network.shapes.get(node.output[0])
        fixed = node.op_type == "Reshape" and network.constant(node.input[1]) is not None
        if batch in network.free or not fixed or not lengths or lengths[0] % batch:
            yield node
            continue
        copy = NodeProto()
        copy.CopyFrom(node)
        copy.input[1] = f"{node.output[0]} sides"
        constants[copy.input[1]] = np.array([-1, *lengths[1:]], np.int64)
        yield copy


def _info(network: Network, name: str, port: str, shape: Shape) -> onnx.ValueInfoProto:
    kind = helper.np_dtype_to_tensor_dtype(network.types[name])
    lengths = [n if isinstance(n, int) else n.text() for n in sides(shape)]
    return helper.make_tensor_value_info(port, kind, ["batch", *lengths])


def _entering(name: str, held: Held, constants: dict[str, np.ndarray]) -> Iterable[NodeProto]:
    """Nodes from what a wire carries to the value as the operators want it."""
    own = range(1 + len(sides(held.source.shape)))
    present = [axis for axis in held.axes if axis is not None]
    value = f"in {name}"
    steps: list[tuple[str, list[int]]] = []
    if missing := [axis for axis in own if axis not in present]:
        steps.append(("Squeeze", missing))
    ranks = [sorted(present).index(axis) for axis in present]
    if any(one > other for one, other in pairwise(ranks)):
        steps.append(("Transpose", ranks))
    if new := [axis for axis, place in enumerate(held.axes) if place is None]:
        steps.append(("Unsqueeze", new))
    yield from _chain(value, name, steps, constants)


def _given(name: str, held: Held, constants: dict[str, np.ndarray]) -> Iterable[NodeProto]:
    """Nodes from a value to what a wire carries: the batch first."""
    at = held.axes.index(0)
    steps: list[tuple[str, list[int]]] = []
    if at:
        steps.append(("Transpose", [at, *(n for n in range(len(held.axes)) if n != at)]))
    if len(held.axes) == 1:
        steps.append(("Unsqueeze", [1]))
    yield from _chain(name, f"out {name}", steps, constants)


def _chain(
    value: str, end: str, steps: list[tuple[str, list[int]]], constants: dict[str, np.ndarray]
) -> Iterable[NodeProto]:
    for number, (kind, axes) in enumerate(steps or [("Identity", [])], 1):
        result = end if number >= len(steps) else f"{end} {number}"
        inputs, given = [value], dict[str, Any]()
        if kind == "Transpose":
            given["perm"] = axes
        elif axes:
            inputs.append(f"{result} axes")
            constants[inputs[1]] = np.array(axes, np.int64)
        yield helper.make_node(kind, inputs, [result], **given)
        value = result


def _makers(network: Network, op: Operator, known: set[str]) -> list[NodeProto]:
    """The nodes that work out again what was folded for one size of an open length only."""
    found: dict[str, NodeProto] = {}
    own = {output for node in op.nodes for output in node.output}

    def follow(name: str) -> None:
        if name in found or name not in network.varying:
            return
        node = network.makers[name]
        for each in node.input:
            follow(each)
            if each not in known and each not in own and each not in network.constants:
                raise NoBlock("a size of something outside the part")
        found[name] = node

    for node in op.nodes:
        for name in read(node):
            follow(name)
    return [*{id(node): node for node in found.values()}.values()]
