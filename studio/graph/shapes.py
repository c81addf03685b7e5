"""The shape on every wire, in plain arithmetic. Goes on past a broken block; redoes little."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.blocks.group import Group, Inlet
from studio.graph.graph import Definition, Graph, Network, Wire
from studio.language import number, tr
from studio.schema.data_field import DataField
from studio.schema.shape import Shape, ShapeError

Fields: TypeAlias = Mapping[str, DataField]
Inputs: TypeAlias = tuple[Shape | None, ...]

# More blocks inside groups are refused: a group × 1,000 of a group × 1,000 is a small file.
MOST_STEPS: Final = 50_000


@dataclass(frozen=True, slots=True)
class NodeShapes:
    """What is known about one block: what it gets, what it gives, or why that is not known.

    `outputs` has one shape for each output port; it is empty after an error or without its inputs.
    `answer` is what an output block predicts. `inside` has the shapes in each repetition of a
    group, from the first one on; equal repetitions are listed once.
    """

    block: Block
    inputs: Inputs
    data: DataField | None
    outputs: tuple[Shape, ...] = ()
    answer: Shape | None = None
    error: ShapeError | None = None
    inside: tuple[Shapes, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the block has all that it needs and takes it."""
        return bool(self.outputs) or self.answer is not None

    @property
    def args(self) -> tuple[Shape | DataField | None, ...]:
        """The arguments of `infer` and its companions."""
        return self.inputs if self.data is None else (*self.inputs, self.data)


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a whole network.

    `order` has the blocks in the order of computation, without those in or after a cycle;
    `recomputed` counts the blocks that an edit made us look at again.
    """

    nodes: Mapping[str, NodeShapes]
    order: tuple[str, ...]
    outputs: Mapping[tuple[str, str], Shape]
    definitions: tuple[Definition, ...] = ()
    recomputed: int = 0

    def on(self, wire: Wire) -> Shape | None:
        """The shape that a wire carries, if it is known."""
        return self.outputs.get((wire.source, wire.output))


def shapes(graph: Graph, fields: Fields, before: Shapes | None = None) -> Shapes:
    """The shape at every port of a graph whose data has these fields.

    `before`, the shapes before an edit, saves the work for blocks that the edit left alone.
    """
    return _Inference(graph, fields).network(graph, (), before)


def with_wire(graph: Graph, fields: Fields, wire: Wire, found: Shapes) -> NodeShapes:
    """What the block at the end of one more wire would get and give: the work for one block."""
    block = graph.by_id[wire.target].block
    into = graph.into.get(wire.target, ())
    arriving = {other.input: found.on(other) for other in into} | {wire.input: found.on(wire)}
    inputs = tuple(arriving.get(port.name) for port in graph.inputs(block))
    return _Inference(graph, fields).node(block, inputs, chosen(block, fields))


def order(network: Network) -> tuple[str, ...]:
    """The blocks in an order of computation; those in or after a cycle are left out."""
    waiting = {node.id: len(network.into.get(node.id, ())) for node in network.nodes}
    ready = deque(id for id, wires in waiting.items() if not wires)
    done: list[str] = []
    while ready:
        done.append(ready.popleft())
        for wire in network.out_of.get(done[-1], ()):
            waiting[wire.target] -= 1
            if not waiting[wire.target]:
                ready.append(wire.target)
    return tuple(done)


@dataclass
class _Inference:
    graph: Graph
    fields: Fields
    # A definition that is used many times with the same shapes is worked out once.
    memory: dict[tuple[str, Inputs], Shapes] = field(default_factory=dict)
    left: int = MOST_STEPS

    def network(self, network: Network, given: Inputs, before: Shapes | None) -> Shapes:
        """The shapes of a network whose inlets get the given shapes, in order."""
        inlets = iter(given)
        arriving = {n.id: next(inlets, None) for n in network.nodes if isinstance(n.block, Inlet)}
        # After an edit inside a definition, no group's old shapes can be trusted.
        same = before is not None and before.definitions is self.graph.definitions
        old = before.nodes if before else {}
        nodes: dict[str, NodeShapes] = {}
        outputs: dict[tuple[str, str], Shape] = {}
        recomputed = 0
        sequence = order(network)
        for id in sequence:
            block = network.by_id[id].block
            inputs = self._inputs(network, id, outputs)
            if isinstance(block, Inlet):
                inputs = (arriving[id],)
            data = chosen(block, self.fields)
            found = old.get(id)
            if (
                found is None
                or found.block is not block
                or found.inputs != inputs
                or found.data != data
                # What does not fit the data says what the data offers, which may have changed.
                or (data is None and isinstance(block, InputBlock | OutputBlock))
                or not (same or not isinstance(block, Group))
            ):
                found = self.node(block, inputs, data)
                recomputed += 1
            nodes[id] = found
            for port, shape in zip(self.graph.outputs(block), found.outputs, strict=False):
                outputs[id, port.name] = shape
        return Shapes(nodes, sequence, outputs, self.graph.definitions, recomputed)

    def _inputs(
        self, network: Network, id: str, outputs: Mapping[tuple[str, str], Shape]
    ) -> Inputs:
        arriving = {w.input: outputs.get((w.source, w.output)) for w in network.into.get(id, ())}
        return tuple(arriving.get(p.name) for p in self.graph.inputs(network.by_id[id].block))

    def node(self, block: Block, inputs: Inputs, data: DataField | None) -> NodeShapes:
        """One block's shapes, or its error."""
        if isinstance(block, InputBlock | OutputBlock) and data is None:
            return NodeShapes(block, inputs, data, error=nothing_fits(block, self.fields))
        ports = self.graph.inputs(block)
        if any(s is None and not p.optional for s, p in zip(inputs, ports, strict=False)):
            return NodeShapes(block, inputs, data)
        if isinstance(block, Group):
            return self._group(block, inputs)
        args = inputs if data is None else (*inputs, data)
        if args and all(arg is None for arg in args):
            return NodeShapes(block, inputs, data)
        try:
            result = block.infer(*args)
        except ShapeError as error:
            return NodeShapes(block, inputs, data, error=error)
        if isinstance(block, OutputBlock) or not block.outputs():
            assert not isinstance(result, tuple)
            return NodeShapes(block, inputs, data, answer=result)
        return NodeShapes(
            block, inputs, data, outputs=result if isinstance(result, tuple) else (result,)
        )

    def _group(self, block: Group, inputs: Inputs) -> NodeShapes:
        definition = self.graph.definition[block.definition]
        inside: list[Shapes] = []
        given = inputs
        for repetition in range(block.repeat):
            found = self._definition(definition, given)
            inside.append(found)
            if self.left < 0:
                return NodeShapes(block, inputs, None, error=_too_large())
            ends = (found.nodes.get(port.name) for port in definition.outputs)
            gives = tuple(end.answer if end else None for end in ends)  # None in or after a loop
            if not gives or None in gives:
                error = _inner_error(definition, found, repetition)
                return NodeShapes(block, inputs, None, error=error, inside=tuple(inside))
            if block.repeat > 1 and len(gives) != len(definition.inputs):
                return NodeShapes(block, inputs, None, error=_uneven(definition), inside=(found,))
            if gives == given:
                break  # every further repetition is like this one
            if block.shared and repetition + 1 < block.repeat:
                return NodeShapes(block, inputs, None, error=_unlike(definition), inside=(found,))
            given = gives
        known = tuple(shape for shape in gives if shape is not None)
        return NodeShapes(block, inputs, None, outputs=known, inside=tuple(inside))

    def _definition(self, definition: Definition, given: Inputs) -> Shapes:
        key = (definition.name, given)
        if key not in self.memory:
            self.left -= len(definition.nodes)
            if self.left < 0:
                return Shapes({}, (), {})
            self.memory[key] = self.network(definition, given, None)
        return self.memory[key]


def chosen(block: Block, fields: Fields) -> DataField | None:
    """The data field that an input or output block stands for; None if none fits."""
    if not isinstance(block, InputBlock | OutputBlock):
        return None
    fitting = (data for data in fields.values() if _fits(block, data))
    return next((data for data in fitting if block.field in ("", data.name)), None)


def _fits(block: InputBlock | OutputBlock, data: DataField) -> bool:
    if isinstance(block, InputBlock):
        return data.kind == "values" and block.fits(data.shape)
    return data.kind == block.target


def nothing_fits(block: InputBlock | OutputBlock, fields: Fields) -> ShapeError:
    """The error of an input or output block for which the data has no field."""
    reads = isinstance(block, InputBlock)
    offers = [f for f in fields.values() if (f.kind == "values") == reads]
    listed = "; ".join(f'"{f.title or f.name}": {_words(f)}' for f in offers) or tr("nothing")
    return ShapeError(
        tr("{block} does not fit the data.").format(block=tr(block.title)),
        (
            tr("As inputs the data offers {offers}.")
            if reads
            else tr("To predict, the data offers {offers}.")
        ).format(offers=listed),
        tr("Choose another block of this family, another data field, or other data."),
        tr("Does not fit data"),
    )


def _words(data: DataField) -> str:
    match data.kind:
        case "values":
            return data.shape.words()
        case "class":
            return tr("one of {n} classes").format(n=len(data.classes))
        case "yes_no":
            return tr("yes or no")
        case "number":
            return tr("a number")


def _inner_error(definition: Definition, found: Shapes, repetition: int) -> ShapeError:
    for id, node in found.nodes.items():
        if node.error is not None:
            where = tr('Inside "{group}", in repetition {n}, block "{block}":').format(
                group=definition.name, n=repetition + 1, block=definition.by_id[id].label
            )
            what = f"{where} {node.error.what}"
            return ShapeError(what, node.error.why, node.error.remedy, node.error.chip)
    return ShapeError(
        tr('The group "{group}" gives nothing.').format(group=definition.name),
        tr("Inside it, at least one outlet is not reached from its inlets."),
        tr("Open the group and wire its blocks from the inlets to the outlets."),
        tr("Unfinished inside"),
    )


def _too_large() -> ShapeError:
    return ShapeError(
        tr("The groups are too large."),
        tr("With all repetitions they hold more than {n} blocks of different shapes.").format(
            n=number(MOST_STEPS)
        ),
        tr("Repeat the groups fewer times."),
        tr("Too many repetitions"),
    )


def _unlike(definition: Definition) -> ShapeError:
    return ShapeError(
        tr('The copies of "{group}" cannot share their weights.').format(group=definition.name),
        tr("What the first copy gives has another shape than what it takes."),
        tr("Turn Share weights off, or let the group keep the shape."),
        tr("Cannot share weights"),
    )


def _uneven(definition: Definition) -> ShapeError:
    return ShapeError(
        tr('The group "{group}" cannot be repeated.').format(group=definition.name),
        tr("It has {ins} inlets and {outs} outlets, so one copy cannot feed the next.").format(
            ins=len(definition.inputs), outs=len(definition.outputs)
        ),
        tr("Give it as many outlets as inlets, or set Repeat to 1."),
        tr("Cannot repeat"),
    )
