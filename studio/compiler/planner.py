"""The planner: goes through one network in order, and plans the step of each block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from studio.blocks.block import Arg
from studio.blocks.group import Group, Inlet
from studio.compiler.names import Names, identifier
from studio.compiler.steps import End, Part, Plan, Step, too_large
from studio.graph.graph import Definition, Graph, Network, Node, Wire
from studio.graph.shapes import MOST_STEPS, NodeShapes, Shapes
from studio.schema.call import Call, Expression, Layer, Name, attached
from studio.schema.shape import Shape, padded

Args: TypeAlias = tuple[Arg | None, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was planned for one block, and what that depends on."""

    known: NodeShapes
    called: str
    weights: tuple[str, bool]
    wires: tuple[tuple[Wire, ...], tuple[Wire, ...]]
    arriving: Args
    names: tuple[tuple[str, str], ...]
    size: int
    steps: tuple[Step, ...]
    gives: Mapping[tuple[str, str], Arg]
    output: End | None
    inside: tuple[Mapping[str, Kept], ...] = ()


@dataclass
class Planner:
    """Plans one network: the graph itself, or the inside of a group."""

    graph: Graph
    network: Network
    found: Shapes
    before: Mapping[str, Kept] = field(default_factory=dict)
    # The insides of groups, by the identity of their shapes: the plan, and who planned it.
    insides: dict[int, tuple[Plan, Planner]] = field(default_factory=dict)
    size: int = 0  # in blocks, with all copies of groups
    names: Names = field(default_factory=Names)
    called: dict[str, str] = field(default_factory=dict)
    # By definition: the attribute with the weights of groups that share, and whether it is frozen.
    shared: dict[str, tuple[str, bool]] = field(default_factory=dict)
    # The variable at each output port, with its shape and lengths.
    values: dict[tuple[str, str], Arg] = field(default_factory=dict)
    keep: dict[str, Kept] = field(default_factory=dict)
    anew: int = 0

    def plan(self) -> Plan:
        """The plan of this network."""
        needed = self.network.used
        # An inlet counts even when nothing reads it: the group is still called with its value.
        nodes = [
            node
            for node in (self.network.by_id[id] for id in self.found.order)
            if node.id in needed or isinstance(node.block, Inlet)
        ]
        for node in nodes:
            called = self.names.unique(identifier(node.name, node.id))
            self.called[node.id] = called
            if isinstance(node.block, Group) and node.block.shared:
                attribute, frozen = self.shared.get(node.block.definition, (called, False))
                self.shared[node.block.definition] = attribute, frozen or node.frozen
        inputs: list[End] = []
        steps: list[Step] = []
        outputs: dict[str, End] = {}
        for node in nodes:
            kept = self._again(node)
            if kept is None and not self.graph.inputs(node.block):
                end, entering = self._input(node)
                inputs.append(end)
                steps += entering
                continue
            kept = kept or self._anew(node)
            self.keep[node.id] = kept
            steps += kept.steps
            if kept.output is not None:
                outputs[node.id] = kept.output
        self._grow(0)
        # Inputs stand in the order of the graph by now, as nothing comes before them.
        place = {node.id: index for index, node in enumerate(self.network.nodes)}
        ordered = sorted(outputs.values(), key=lambda end: place[end.node])
        name = self.network.name if isinstance(self.network, Definition) else ""
        return Plan(tuple(inputs), tuple(steps), tuple(ordered), name)

    def _again(self, node: Node) -> Kept | None:
        """What was planned for a block before an edit, if all that it depends on is the same."""
        id, network, values = node.id, self.network, self.values
        kept = self.before.get(id)
        # Asked of each block after every edit, so it takes no detours.
        if kept is None or kept.known is not self.found.nodes[id] or kept.called != self.called[id]:
            return None
        into, out_of = kept.wires
        if (
            into != network.into.get(id, ())
            or out_of != network.out_of.get(id, ())
            or kept.arriving != tuple([values[wire.source, wire.output] for wire in into])
            or kept.weights != self._weights(node)
            or (kept.names and not self.names.again(kept.names))
        ):
            return None
        self.size += kept.size
        values.update(kept.gives)
        return kept

    def _anew(self, node: Node) -> Kept:
        self.anew += 1
        size, named = self.size, len(self.names.given)
        steps = self._group(node) if isinstance(node.block, Group) else self._block(node)
        ends = [(node.id, port.name) for port in self.graph.outputs(node.block)]
        return Kept(
            self.found.nodes[node.id],
            self.called[node.id],
            self._weights(node),
            self._wires(node),
            self._arriving(node),
            tuple(self.names.given[named:]),
            self.size - size,
            tuple(steps),
            {end: self.values[end] for end in ends if end in self.values},
            None if ends else self._output(node),
            tuple(self.insides[id(each)][1].keep for each in self.found.nodes[node.id].inside),
        )

    def _weights(self, node: Node) -> tuple[str, bool]:
        """The attribute with the weights of a block, or of all groups that share; if frozen."""
        if isinstance(node.block, Group) and node.block.shared:
            return self.shared[node.block.definition]
        return self.called[node.id], node.frozen

    def _wires(self, node: Node) -> tuple[tuple[Wire, ...], tuple[Wire, ...]]:
        return self.network.into.get(node.id, ()), self.network.out_of.get(node.id, ())

    def _arriving(self, node: Node) -> Args:
        into = self.network.into.get(node.id, ())
        return tuple([self.values[wire.source, wire.output] for wire in into])

    def _input(self, node: Node) -> tuple[End, list[Step]]:
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

    def _args(self, node: Node) -> Args:
        wires = {wire.input: wire for wire in self.network.into.get(node.id, ())}
        ports = (wires.get(port.name) for port in self.graph.inputs(node.block))
        return tuple(self.values[w.source, w.output] if w else None for w in ports)

    def _block(self, node: Node) -> list[Step]:
        """The step of one block: its layers and an expression for each output."""
        self._grow(1)
        known, called, args = self.found.nodes[node.id], self.called[node.id], self._args(node)
        layers = node.block.layers(*known.args)
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
        return [self._computed(node, parts, given, expressions, args)]

    def _computed(
        self,
        node: Node,
        parts: tuple[Part, ...],
        given: tuple[Shape, ...],
        expressions: tuple[Expression, ...],
        args: Args,
    ) -> Step:
        """A step whose expressions become variables, one for each output that is used."""
        values: list[tuple[str, Expression, Shape | None]] = []
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
        values: list[tuple[str, Expression, Shape | None]],
    ) -> Name:
        if isinstance(expression, Name):
            return expression
        called = self.called[node.id]
        name = self.names.unique(f"{called}_{suffix}") if suffix else called
        values.append((name, expression, shape))
        return Name(name)

    def _output(self, node: Node) -> End:
        known = self.found.nodes[node.id]
        assert known.answer is not None
        arg = self.values[node.id, "out"]
        lengths = arg.lengths.text if arg.lengths else ""
        return End(node.id, arg.value.text, known.answer, known.data, node.block, lengths)

    def _group(self, node: Node) -> list[Step]:
        """One step for each copy of a group: a network of its own, called like a layer."""
        block, known = node.block, self.found.nodes[node.id]
        assert isinstance(block, Group)
        definition = self.graph.definition[block.definition]
        steps: list[Step] = []
        (attribute, frozen), args = self._weights(node), self._args(node)
        borrowed = attribute != self.called[node.id]
        for copy in range(block.repeat):
            inside = known.inside[min(copy, len(known.inside) - 1)]
            own = not borrowed and not (block.shared and copy)
            made, planner = self._inside(node, definition, inside, copy)
            if own:
                self._grow(planner.size)
            if own and copy:
                attribute = self.names.unique(f"{self.called[node.id]}_{copy + 1}")
            part = Part(attribute, made, f"{node.id}.{copy}/", frozen=frozen)
            parts = (part,) if own else ()
            step, args = self._copy(node, copy, attribute, made, parts, args)
            steps.append(step)
        for port, arg in zip(definition.outputs, args, strict=True):
            assert arg is not None
            self.values[node.id, port.name] = arg
        return steps

    def _inside(
        self, node: Node, definition: Definition, inside: Shapes, copy: int
    ) -> tuple[Plan, Planner]:
        """The plan of the inside of a group, and its planner; equal copies share it."""
        if id(inside) not in self.insides:
            kept = self.before.get(node.id)
            before = kept.inside[copy] if kept and copy < len(kept.inside) else {}
            planner = Planner(self.graph, definition, inside, before, self.insides)
            self.insides[id(inside)] = planner.plan(), planner
            self.anew += planner.anew
        return self.insides[id(inside)]

    def _copy(
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
        values: list[tuple[str, Expression, Shape | None]] = []
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

    def _grow(self, blocks: int) -> None:
        self.size += blocks
        if self.size > MOST_STEPS:
            raise too_large(MOST_STEPS)


def _step(
    node: Node, parts: tuple[Part, ...], values: Iterable[tuple[str, Expression, Shape | None]]
) -> Step:
    made = tuple((name, expression) for name, expression, _ in values)
    return Step(node.id, parts, made, tuple(shape for _, _, shape in values))
