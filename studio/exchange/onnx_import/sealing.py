"""Sealed parts: what crosses their borders, and the small ONNX model that each keeps."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import Any

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, helper, numpy_helper

from studio.compiler.parts import PartError
from studio.compiler.sealing import sealed
from studio.exchange.onnx_import.drawing import Drawing, Held, NoBlock, Source, natural
from studio.exchange.onnx_import.model_file import read
from studio.exchange.onnx_import.network import Network, Operator, Sides
from studio.exchange.onnx_import.parting import KIND
from studio.exchange.onnx_import.reads import reads
from studio.graph.node import MOST_NAME
from studio.language import tr
from studio.schema.shape import Length, Shape, sides


def assume(drawing: Drawing, op: Operator) -> None:
    """Hold the outputs of an operator that will be sealed, as far as a wire can carry them."""
    for number, name in enumerate(filter(None, op.outputs), len(drawing.places)):
        kind = drawing.network.types.get(name)
        if kind is None or kind.kind != "f":
            continue
        try:
            held = _leaving(drawing, name, Source(f"later_{number}", "out", natural((1,))))
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


def _leaving(drawing: Drawing, name: str, source: Source) -> Held:
    network = drawing.network
    lengths = network.shapes.get(name)
    if lengths is None:
        raise NoBlock(f"the shape of {name} is not known")
    at = batch_axis(network, lengths)
    rest = [axis for axis in range(len(lengths)) if axis != at]
    shape = natural(tuple(_length(drawing, lengths[axis]) for axis in rest) or (1,))
    axes = tuple(0 if n == at else 1 + rest.index(n) for n in range(len(lengths)))
    return Held(Source(source.node, source.port, shape), axes)


def _length(drawing: Drawing, side: int) -> Length:
    if side in drawing.open:
        return drawing.open[side]
    if drawing.network.derived(side):
        raise NoBlock("a length that is worked out from an open one")
    return side


@reads(KIND)
def sealed_part(drawing: Drawing, op: Operator) -> None:
    """Draw the block of a sealed part; what it takes is arranged inside it."""
    network = drawing.network
    if len(op.inputs) < 1:
        raise NoBlock("a part without inputs")
    helds = {name: drawing.held(name) for name in op.inputs}
    leaving = {name: _leaving(drawing, name, Source("", "", natural((1,)))) for name in op.outputs}
    try:
        model = _model(network, op, helds, leaving)
        entering = {value.name for value in model.graph.input}
        # Several sequences may share their lengths; a part takes them with the first that it has.
        lengths = {n: name for name, n in reversed(network.lengths.items()) if name in helds}
        block = sealed(
            model,
            {f"in {name}": held.source.shape for name, held in helds.items()},
            {f"out {name}": held.source.shape for name, held in leaving.items()},
            {f"in {name}": each for each, name in lengths.items() if each in entering},
        )
    except PartError as error:
        raise NoBlock(str(error)) from error
    except Exception as error:  # onnxruntime raises what it likes when it tries the part
        raise NoBlock(tr("a part of it works for one size of the batch only")) from error
    kinds = tuple(op.settings["kinds"])
    name = ", ".join(dict.fromkeys(kinds))[:MOST_NAME]
    sources = drawing.put(block, *(held.source for held in helds.values()), name=name)
    drawing.sealed[sources[0].node] = kinds
    for source, (name, held) in zip(sources, leaving.items(), strict=True):
        drawing.hold(name, source, held.axes)


def _model(
    network: Network, op: Operator, helds: dict[str, Held], leaving: dict[str, Held]
) -> ModelProto:
    """The operators of a part as a model that stands alone, the batch first on every border."""
    constants: dict[str, np.ndarray] = {}
    before = [node for name, held in helds.items() for node in _entering(name, held, constants)]
    after = [node for name, held in leaving.items() for node in _given(name, held, constants)]
    own = _for_any_batch(network, op.nodes, constants)
    nodes = _in_order([*_makers(network, op, set(helds)), *own])
    made = {output for node in (*before, *nodes) for output in node.output}
    lengths: dict[str, None] = {}
    for node in nodes:
        for name in read(node):
            if name in network.lengths.values():
                lengths[name] = None
            elif name in network.constants and name not in made:
                constants[name] = network.constants[name]
    graph = helper.make_graph(
        [*before, *nodes, *after],
        "part",
        [
            *(_info(network, name, f"in {name}", h.source.shape) for name, h in helds.items()),
            *(_info(network, name, name) for name in lengths),
        ],
        [_info(network, name, f"out {name}", held.source.shape) for name, held in leaving.items()],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    versions = [helper.make_opsetid(*entry) for entry in network.versions]
    return helper.make_model(graph, opset_imports=versions, ir_version=10)


def _in_order(nodes: list[NodeProto]) -> list[NodeProto]:
    """The nodes, each behind those that it reads: a size may be that of a value of the part."""
    makers = {output: place for place, node in enumerate(nodes) for output in node.output}
    behind = {
        place: [makers[name] for name in read(node) if name in makers]
        for place, node in enumerate(nodes)
    }
    return [nodes[place] for place in TopologicalSorter(behind).static_order()]


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


def _info(
    network: Network, name: str, port: str, shape: Shape | None = None
) -> onnx.ValueInfoProto:
    kind = helper.np_dtype_to_tensor_dtype(network.types[name])
    lengths = [n if isinstance(n, int) else n.text() for n in (sides(shape) if shape else ())]
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
        if name in found or name not in network.varying or name in network.lengths.values():
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
