"""The plan of a network: its layers and calls in order, as data. Trained is what stands here."""

from __future__ import annotations

from dataclasses import dataclass, field

from studio.blocks.block import Arg, Block
from studio.blocks.group import Group, Inlet
from studio.compiler.names import Names, identifier
from studio.graph.graph import Graph, Network, Node
from studio.graph.problems import Problem, problems, used
from studio.graph.shapes import MOST_STEPS, Fields, Shapes, shapes
from studio.language import number, tr
from studio.schema.call import Call, Expression, Layer, Name
from studio.schema.data_field import DataField
from studio.schema.field_types import Initialization
from studio.schema.shape import Shape, padded


@dataclass(frozen=True, slots=True)
class Part:
    """What an attribute of the module holds: a layer, or the network of one copy of a group.

    `seed` is what its first weights are drawn from, beside the seed of the training.
    """

    attribute: str
    content: Call | Plan
    seed: str
    weights: Initialization = "default"


@dataclass(frozen=True, slots=True)
class Step:
    """One block, or one copy of a group: its parts, and the variables that it computes."""

    node: str
    parts: tuple[Part, ...]
    values: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class End:
    """An input or output of a plan: its variable, what it stands for, lengths if it is padded."""

    node: str
    variable: str
    shape: Shape
    data: DataField | None
    block: Block
    lengths: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The variable, and that of the lengths if there is one."""
        return (self.variable, self.lengths) if self.lengths else (self.variable,)


@dataclass(frozen=True, slots=True)
class Plan:
    """A network as steps in order, with its inputs and outputs."""

    inputs: tuple[End, ...]
    steps: tuple[Step, ...]
    outputs: tuple[End, ...]

    def arguments(self) -> tuple[str, ...]:
        """The arguments of the module's forward, in order: each input, then lengths if padded."""
        return tuple(variable for end in self.inputs for variable in end.variables)

    def results(self) -> tuple[str, ...]:
        """What the module's forward returns, in order: each output, then lengths if padded."""
        return tuple(variable for end in self.outputs for variable in end.variables)


class NotReady(Exception):
    """A graph that cannot be compiled yet; `problems` says why."""

    def __init__(self, *found: Problem) -> None:
        super().__init__(found[0].text)
        self.problems = found


def plan(graph: Graph, fields: Fields) -> Plan:
    """The plan of a graph whose data has these fields. Blocks that lead to no output are left out.

    Raises:
        NotReady: the graph has problems.
    """
    found = shapes(graph, fields)
    errors = [p for p in problems(graph, found) if p.severity == "error"]
    if errors:
        raise NotReady(*errors)
    return _Planner(graph, graph, found).plan()


@dataclass
class _Planner:
    """Plans one network: the graph itself, or the inside of a group."""

    graph: Graph
    network: Network
    found: Shapes
    budget: list[int] = field(default_factory=lambda: [MOST_STEPS])
    prefix: str = ""
    names: Names = field(default_factory=Names)
    called: dict[str, str] = field(default_factory=dict)
    # The variable at each output port, with its shape and lengths.
    values: dict[tuple[str, str], Arg] = field(default_factory=dict)

    def plan(self) -> Plan:
        """The plan of this network."""
        needed = used(self.network)
        # An inlet counts even when nothing reads it: the group is still called with its value.
        nodes = [
            node
            for node in (self.network.by_id[id] for id in self.found.order)
            if node.id in needed or isinstance(node.block, Inlet)
        ]
        for node in nodes:
            self.called[node.id] = self.names.unique(identifier(node.name, node.id))
        inputs, steps, outputs = [], [], {}
        for node in nodes:
            if not self.graph.inputs(node.block):
                end, entering = self._input(node)
                inputs.append(end)
                steps += entering
                continue
            steps += self._group(node) if isinstance(node.block, Group) else self._block(node)
            if not self.graph.outputs(node.block):
                outputs[node.id] = self._output(node)
        # Inputs stand in the order of the graph by now, as nothing comes before them.
        place = {node.id: index for index, node in enumerate(self.network.nodes)}
        ordered = sorted(outputs.values(), key=lambda end: place[end.node])
        return Plan(tuple(inputs), tuple(steps), tuple(ordered))

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

    def _args(self, node: Node) -> tuple[Arg | None, ...]:
        wires = {wire.input: wire for wire in self.network.into.get(node.id, ())}
        ports = (wires.get(port.name) for port in self.graph.inputs(node.block))
        return tuple(self.values[w.source, w.output] if w else None for w in ports)

    def _block(self, node: Node) -> list[Step]:
        """The step of one block: its layers and an expression for each output."""
        self._spend(1)
        known, called, args = self.found.nodes[node.id], self.called[node.id], self._args(node)
        layers = node.block.layers(*known.args)
        attributes = {key: f"{called}_{key}" if key else called for key in layers}
        attributes = {
            key: self.names.unique(name) if key else name for key, name in attributes.items()
        }
        weights = node.block.first_weights()
        parts = tuple(
            Part(attributes[key], call, f"{self.prefix}{node.id}.{key}", weights)
            for key, call in layers.items()
        )
        result = node.block.forward(tuple(layers), *args)
        given = known.outputs or ((known.answer,) if known.answer else ())
        results = result if isinstance(result, tuple) and len(given) > 1 else (result,)
        expressions = tuple(_attached(result, attributes) for result in results)
        return [self._computed(node, parts, given, expressions, args)]

    def _computed(
        self,
        node: Node,
        parts: tuple[Part, ...],
        given: tuple[Shape, ...],
        expressions: tuple[Expression, ...],
        args: tuple[Arg | None, ...],
    ) -> Step:
        """A step whose expressions become variables, one for each output that is used."""
        values: list[tuple[str, Expression]] = []
        ports = [port.name for port in self.graph.outputs(node.block)] or ["out"]
        read = {wire.output for wire in self.network.out_of.get(node.id, ())}
        for port, shape, expression in zip(ports, given, expressions, strict=True):
            if port not in read and len(ports) > 1:
                continue
            variable = self._variable(node, port if len(ports) > 1 else "", expression, values)
            lengths = None
            if padded(shape):
                lengths = self._variable(node, "lengths", node.block.lengths(*args), values)
            self.values[node.id, port] = Arg(variable, shape, lengths)
        return Step(node.id, parts, tuple(values))

    def _variable(
        self, node: Node, suffix: str, expression: Expression, values: list[tuple[str, Expression]]
    ) -> Name:
        if isinstance(expression, Name):
            return expression
        called = self.called[node.id]
        name = self.names.unique(f"{called}_{suffix}") if suffix else called
        values.append((name, expression))
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
        args: tuple[Arg | None, ...] = self._args(node)
        plans: dict[int, Plan] = {}
        steps: list[Step] = []
        attribute = self.called[node.id]
        for copy in range(block.repeat):
            index = min(copy, len(known.inside) - 1)
            seed = f"{self.prefix}{node.id}.{0 if block.shared else copy}/"
            if not block.shared or copy == 0:
                # A plan names the seeds of its parts, so each copy with own weights has its own.
                inner = _Planner(
                    self.graph, definition, known.inside[index], self.budget, prefix=seed
                )
                plans[copy] = inner.plan()
                if copy:
                    attribute = self.names.unique(f"{self.called[node.id]}_{copy + 1}")
            made = plans[0 if block.shared else copy]
            own = not block.shared or copy == 0
            parts = (Part(attribute, made, seed),) if own else ()
            values, args = self._copy(node, copy, attribute, made, args)
            steps.append(Step(node.id, parts, values))
        for port, arg in zip(definition.outputs, args, strict=True):
            assert arg is not None
            self.values[node.id, port.name] = arg
        return steps

    def _copy(
        self, node: Node, copy: int, attribute: str, made: Plan, args: tuple[Arg | None, ...]
    ) -> tuple[tuple[tuple[str, Expression], ...], tuple[Arg | None, ...]]:
        """The values of one copy of a group, and its outputs as the next one's arguments."""
        given = [name for arg in args if arg for name in (arg.value, arg.lengths) if name]
        call = Call(Layer(attribute), *given)
        results = made.results()
        values: list[tuple[str, Expression]] = []
        position, gives = 0, []
        for end in made.outputs:
            names = []
            for _ in end.variables:
                many = len(results) > 1
                name = self.names.unique(f"{self.called[node.id]}_{copy + 1}_out")
                values.append((name, Call("operator.getitem", call, position) if many else call))
                names.append(Name(name))
                position += 1
            gives.append(Arg(names[0], end.shape, names[1] if len(names) > 1 else None))
        return tuple(values), tuple(gives)

    def _spend(self, steps: int) -> None:
        self.budget[0] -= steps
        if self.budget[0] < 0:
            raise NotReady(
                Problem(
                    (),
                    tr("The network is too large to be built."),
                    tr("With all repetitions of its groups it has more than {n} blocks.").format(
                        n=number(MOST_STEPS)
                    ),
                    tr("Repeat the groups fewer times."),
                )
            )


def _attached(value: Expression, attributes: dict[str, str]) -> Expression:
    """The expression with the keys of layers replaced by the attributes that hold them."""
    if isinstance(value, tuple):
        return tuple(_attached(item, attributes) for item in value)
    if not isinstance(value, Call):
        return value
    target = (
        Layer(attributes[value.target.key]) if isinstance(value.target, Layer) else value.target
    )
    args = (_attached(item, attributes) for item in value.args)
    kwargs = {name: _attached(item, attributes) for name, item in value.kwargs}
    return Call(target, *args, **kwargs)
