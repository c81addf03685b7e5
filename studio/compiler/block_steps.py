"""The steps of single blocks: their layers, and the variables that hold what they compute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from studio.blocks.block import Arg
from studio.compiler.kept import Args, Kept
from studio.compiler.names import Names
from studio.compiler.steps import End, Part, Plan, Step
from studio.graph.graph import Graph, Network, Node, Wire
from studio.graph.shapes import NodeShapes, Shapes
from studio.schema.call import Call, Expression, Layer, Name, attached
from studio.schema.shape import Shape, padded

Port: TypeAlias = tuple[str, str]  # a block's id and the name of one of its output ports
Values: TypeAlias = list[tuple[str, Expression, Shape | None]]


@dataclass
class BlockSteps:
    """Makes the steps of one network's blocks, in order, and keeps its variables."""

    graph: Graph
    network: Network
    found: Shapes
    names: Names = field(default_factory=Names)
    called: Mapping[str, str] = field(default_factory=dict)
    # The variable at each output port, with its shape and lengths.
    values: dict[tuple[str, str], Arg] = field(default_factory=dict)

    def wires(self, node: Node) -> tuple[tuple[Wire, ...], tuple[Wire, ...]]:
        return self.network.into.get(node.id, ()), self.network.out_of.get(node.id, ())

    def arriving(self, node: Node) -> Args:
        into = self.network.into.get(node.id, ())
        return tuple([self.values[wire.source, wire.output] for wire in into])

    def entering(self, node: Node) -> tuple[End, list[Step]]:
        known, called = self.found.nodes[node.id], self.called[node.id]
        shape = known.data.shape if known.data else known.outputs[0]
        variable = self.names.unique(f"in_{called}")
        lengths = self.names.unique(f"len_{called}") if padded(shape) else ""
        arg = Arg(Name(variable), shape, Name(lengths) if lengths else None)
        end = End(node.id, variable, shape, known.data, node.block, lengths)
        if known.data is None:
            self.values[node.id, "out"] = arg
            return end, []
        step = self._computed(node, (), known.outputs, (node.block.forward((), arg),), (arg,))
        return end, [step] if step.values else []

    def args(self, node: Node) -> Args:
        wires = {wire.input: wire for wire in self.network.into.get(node.id, ())}
        ports = (wires.get(port.name) for port in self.graph.inputs(node.block))
        return tuple(self.values[w.source, w.output] if w else None for w in ports)

    def block(self, node: Node) -> tuple[list[Step], Expression]:
        """The step of one block: its layers and an expression for each output; what it computes."""
        known, called, args = self.found.nodes[node.id], self.called[node.id], self.args(node)
        layers = known.layers
        attributes = {key: f"{called}_{key}" if key else called for key in layers}
        attributes = {
            key: self.names.unique(name) if key else name for key, name in attributes.items()
        }
        weights = node.block.first_weights()
        parts = tuple(
            Part(attributes[key], call, f"{node.id}.{key}", weights, node.frozen)
            for key, call in layers.items()
        )
        result = node.block.forward(tuple(layers), *args)
        given = known.outputs or ((known.answer,) if known.answer else ())
        results = result if isinstance(result, tuple) and len(given) > 1 else (result,)
        expressions = tuple(attached(result, attributes) for result in results)
        return [self._computed(node, parts, given, expressions, args)], result

    def _computed(
        self,
        node: Node,
        parts: tuple[Part, ...],
        given: tuple[Shape, ...],
        expressions: tuple[Expression, ...],
        args: Args,
    ) -> Step:
        """A step whose expressions become variables, one for each output that is used."""
        values: Values = []
        ports = [port.name for port in self.graph.outputs(node.block)] or ["out"]
        read = {wire.output for wire in self.network.out_of.get(node.id, ())}
        for port, shape, expression in zip(ports, given, expressions, strict=True):
            if port not in read and len(ports) > 1:
                continue
            suffix = port if len(ports) > 1 else ""
            variable = self._variable(node, suffix, expression, shape, values)
            lengths = None
            if padded(shape):
                found = node.block.lengths(*args)
                lengths = self._variable(node, "lengths", found, None, values)
            self.values[node.id, port] = Arg(variable, shape, lengths)
        return _step(node, parts, values)

    def _variable(
        self,
        node: Node,
        suffix: str,
        expression: Expression,
        shape: Shape | None,
        values: Values,
    ) -> Name:
        if isinstance(expression, Name):
            return expression
        called = self.called[node.id]
        name = self.names.unique(f"{called}_{suffix}") if suffix else called
        values.append((name, expression, shape))
        return Name(name)

    def leaving(self, node: Node) -> End:
        known = self.found.nodes[node.id]
        assert known.answer is not None
        arg = self.values[node.id, "out"]
        lengths = arg.lengths.text if arg.lengths else ""
        return End(node.id, arg.value.text, known.answer, known.data, node.block, lengths)

    def copy(
        self,
        node: Node,
        copy: int,
        attribute: str,
        made: Plan,
        parts: tuple[Part, ...],
        args: Args,
    ) -> tuple[Step, Args]:
        """The step of one copy of a group, and its outputs as the next one's arguments."""
        given = [name for arg in args if arg for name in (arg.value, arg.lengths) if name]
        call = Call(Layer(attribute), *given)
        many = len(made.results()) > 1
        values: Values = []
        gives = []
        for end in made.outputs:
            names = []
            for shape in (end.shape, None)[: len(end.variables)]:
                name = self.names.unique(f"{self.called[node.id]}_{copy + 1}_out")
                value = Call("operator.getitem", call, len(values)) if many else call
                values.append((name, value, shape))
                names.append(Name(name))
            gives.append(Arg(names[0], end.shape, names[1] if len(names) > 1 else None))
        return _step(node, parts, values), tuple(gives)


def _step(
    node: Node, parts: tuple[Part, ...], values: Iterable[tuple[str, Expression, Shape | None]]
) -> Step:
    made = tuple((name, expression) for name, expression, _ in values)
    return Step(node.id, parts, made, tuple(shape for _, _, shape in values))


def reshaped(kept: Kept, known: NodeShapes, arriving: Args) -> tuple[Step, dict[Port, Arg]] | None:
    """The step and outputs of a block with other shapes, if nothing else in them is other.

    Args:
        arriving: what comes over the wires into the block, in their order.
    """
    block, shapes, before = known.block, known.outputs, kept.known
    if not (block is before.block or block == before.block) or kept.input or not shapes:
        return None
    if len(shapes) != len(before.outputs) or known.layers != before.layers:
        return None
    for shape in (*shapes, *before.outputs):
        if padded(shape):
            return None
    into = dict(zip([wire.input for wire in kept.wires[0]], arriving, strict=True))
    args = [into.get(port.name) for port in block.inputs()]
    if block.forward(tuple(known.layers), *args) != kept.computes:
        return None
    (step,) = kept.steps
    at = {port.name: shape for port, shape in zip(block.outputs(), shapes, strict=True)}
    gives = {end: Arg(arg.value, at[end[1]]) for end, arg in kept.gives.items()}
    made = {arg.value.text: arg.shape for arg in gives.values()}
    values = tuple([made[variable] for variable, _ in step.values])
    return Step(step.node, step.parts, step.values, values), gives
