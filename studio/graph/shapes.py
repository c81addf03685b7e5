"""The shape on every wire, in plain arithmetic. Goes on past a broken block; redoes little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.blocks.group import Group, Inlet
from studio.graph.graph import Definition, Graph, Network, Wire, same_ends
from studio.graph.known_shapes import (
    MOST_STEPS,
    NOTHING,
    Fields,
    Inputs,
    NodeShapes,
    Shapes,
)
from studio.graph.shape_errors import (
    inner_error,
    nothing_fits,
    too_large,
    uneven,
    unlike,
    unlike_others,
)
from studio.schema.data_field import DataField
from studio.schema.shape import Sequence, Shape, ShapeError, Tokens, Unknown

__all__ = [
    "MOST_STEPS",
    "Fields",
    "Inputs",
    "NodeShapes",
    "Shapes",
    "chosen",
    "shapes",
    "with_inputs",
    "with_wire",
]


def shapes(
    graph: Graph, fields: Fields, before: Shapes | None = None, given: Inputs | None = None
) -> Shapes:
    """The shape at every port of a graph whose data has these fields.

    `before`, the shapes before an edit, saves the work for blocks that the edit left alone.
    `given` arrives at the inlets, where the graph is the inside of a group; by default what
    arrived there before.
    """
    if given is None:
        given = tuple(_arrived(node.id, before) for node in graph.of(Inlet))
    return _Inference(graph, fields).network(graph, given, before)


def _arrived(inlet: str, before: Shapes | None) -> Shape | None:
    known = before.nodes.get(inlet) if before else None
    return known.inputs[0] if known else None


def with_wire(graph: Graph, fields: Fields, wire: Wire, found: Shapes) -> NodeShapes:
    """What the block at the end of one more wire would get and give: the work for one block."""
    block = graph.by_id[wire.target].block
    into = graph.into.get(wire.target, ())
    arriving = {other.input: found.on(other) for other in into} | {wire.input: found.on(wire)}
    inputs = tuple(arriving.get(port.name) for port in graph.inputs(block))
    return with_inputs(graph, fields, block, inputs)


def with_inputs(graph: Graph, fields: Fields, block: Block, inputs: Inputs) -> NodeShapes:
    """What a block would give for these shapes; a group's definition is one of the graph's."""
    return _Inference(graph, fields).node(block, inputs, chosen(block, fields), None)


@dataclass
class _Inference:
    graph: Graph
    fields: Fields
    # A definition that is used many times with the same shapes is worked out once.
    memory: dict[tuple[str, Inputs], Shapes] = field(default_factory=dict)
    # Equal blocks that get equal shapes are worked out once: a deep network has many of them.
    alike: dict[tuple[Block, Inputs, DataField | None], NodeShapes] = field(default_factory=dict)
    left: int = MOST_STEPS
    recomputed: int = 0
    edited: dict[int, frozenset[str]] = field(default_factory=dict)

    def network(self, network: Network, given: Inputs, before: Shapes | None) -> Shapes:
        """The shapes of a network whose inlets get the given shapes, in order."""
        inlets = iter(given)
        arriving = {node.id: next(inlets, None) for node in network.of(Inlet)}
        first: dict[str, Inputs] = {}  # what the first of the groups that share weights gets
        recomputed = self.recomputed
        waiting, nodes, outputs = self._start(network, before)
        for id in network.order:
            if id not in waiting:
                continue
            block = network.by_id[id].block
            arrives = {
                wire.input: outputs.get(wire.source, NOTHING).get(wire.output)
                for wire in network.into.get(id, ())
            }
            inputs = tuple([arrives.get(port.name) for port in self.graph.inputs(block)])
            if isinstance(block, Inlet):
                inputs = (arriving[id],)
            found = self._again(block, inputs, nodes.get(id), before)
            if isinstance(block, Group) and block.shared and found.outputs:
                found = _sharing(block, found, first.setdefault(block.definition, inputs))
            nodes[id] = found
            ports = self.graph.outputs(block)
            gives = {port.name: shape for port, shape in zip(ports, found.outputs, strict=False)}
            if gives != outputs.get(id):
                outputs[id] = gives
                waiting |= {wire.target for wire in network.out_of.get(id, ())}
        if before is not None and network.order != before.order:
            nodes = {id: nodes[id] for id in network.order}
        recomputed = self.recomputed - recomputed
        known = (network, self.graph.definitions, self.fields)
        return Shapes(nodes, network.order, outputs, recomputed, *known)

    def _start(
        self, network: Network, before: Shapes | None
    ) -> tuple[set[str], dict[str, NodeShapes], dict[str, Mapping[str, Shape]]]:
        """The blocks to look at, and what is known of the others from before an edit."""
        if before is None or before.network is None:
            return set(network.order), {}, {}
        old, edited, same_data = before.network, self._edited(before), self.fields == before.fields
        waiting = {node.id for node in network.of(Inlet)}
        if network.nodes is not old.nodes:
            waiting |= {node.id for node in network.nodes if old.by_id.get(node.id) is not node}
        if not same_data:
            waiting |= {node.id for node in network.of(InputBlock, OutputBlock)}
        for node in network.of(Group):
            assert isinstance(node.block, Group)
            # What is wrong between groups that share weights depends on all of them.
            if node.block.shared or node.block.definition in edited:
                waiting.add(node.id)
        if network.into is not old.into:
            ends = network.into.keys() | old.into.keys()
            others = [id for id in ends if network.into.get(id) is not old.into.get(id)]
            into = ((id, network.into.get(id, ()), old.into.get(id, ())) for id in others)
            waiting |= {id for id, now, then in into if not same_ends(now, then)}
        if network.order == old.order:
            return waiting, dict(before.nodes), dict(before.outputs)
        nodes = {id: before.nodes[id] for id in network.order if id in before.nodes}
        outputs = {id: before.outputs[id] for id in nodes}
        return waiting | {id for id in network.order if id not in nodes}, nodes, outputs

    def _again(
        self, block: Block, inputs: Inputs, old: NodeShapes | None, before: Shapes | None
    ) -> NodeShapes:
        """The shapes of a block: those from before an edit if nothing changed for it."""
        data = chosen(block, self.fields)
        if (
            old is None
            or not (old.block is block or old.block == block)
            or old.inputs != inputs
            or old.data != data
            # What does not fit the data says what the data offers, which may have changed.
            or (data is None and isinstance(block, InputBlock | OutputBlock))
            or (isinstance(block, Group) and block.definition in self._edited(before))
            or (isinstance(block, Group) and block.shared and old.error)
        ):
            self.recomputed += 1
            key = (block, inputs, data)
            known = self.alike.get(key)
            if known is None:
                known = self.alike[key] = self.node(block, inputs, data, old)
            return known
        return old

    def _edited(self, before: Shapes | None) -> frozenset[str]:
        """The definitions in which, at any depth, something is not as it was."""
        if before is None or before.definitions is self.graph.definitions:
            return frozenset()
        if id(before.definitions) not in self.edited:
            then = {definition.name: definition for definition in before.definitions}
            now = self.graph.definitions
            edited = {each.name for each in now if then.get(each.name) is not each}
            while more := {e.name for e in now if e.uses & edited} - edited:
                edited |= more
            self.edited[id(before.definitions)] = frozenset(edited)
        return self.edited[id(before.definitions)]

    def node(
        self, block: Block, inputs: Inputs, data: DataField | None, before: NodeShapes | None
    ) -> NodeShapes:
        """One block's shapes, or its error; those from before an edit save work in a group."""
        if isinstance(block, InputBlock | OutputBlock) and data is None:
            return NodeShapes(block, inputs, data, error=nothing_fits(block, self.fields))
        ports = self.graph.inputs(block)
        if any(s is None and not p.optional for s, p in zip(inputs, ports, strict=False)):
            return NodeShapes(block, inputs, data)
        if isinstance(block, Group):
            return self._group(block, inputs, before)
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

    def _group(self, block: Group, inputs: Inputs, before: NodeShapes | None) -> NodeShapes:
        definition = self.graph.definition[block.definition]
        old: tuple[Shapes, ...] = ()
        if before is not None and isinstance(before.block, Group):
            old = before.inside if before.block.definition == block.definition else ()
        inside: list[Shapes] = []
        given = inputs
        for repetition in range(block.repeat):
            found = self._definition(
                definition, given, old[repetition] if repetition < len(old) else None
            )
            inside.append(found)
            if self.left < 0:
                return NodeShapes(block, inputs, None, error=too_large(MOST_STEPS))
            ends = (found.nodes.get(port.name) for port in definition.outputs)
            gives = tuple(end.answer if end else None for end in ends)  # None in or after a loop
            if not gives or None in gives:
                error = inner_error(definition, found, repetition)
                return NodeShapes(block, inputs, None, error=error, inside=tuple(inside))
            if block.repeat > 1 and len(gives) != len(definition.inputs):
                return NodeShapes(block, inputs, None, error=uneven(definition), inside=(found,))
            if gives == given:
                break  # every further repetition is like this one
            if block.shared and repetition + 1 < block.repeat:
                return NodeShapes(block, inputs, None, error=unlike(definition), inside=(found,))
            given = gives
        known = tuple(shape for shape in gives if shape is not None)
        return NodeShapes(block, inputs, None, outputs=known, inside=tuple(inside))

    def _definition(self, definition: Definition, given: Inputs, before: Shapes | None) -> Shapes:
        key = (definition.name, given)
        if key not in self.memory:
            self.left -= len(definition.nodes)
            if self.left < 0:
                return Shapes({}, (), {})
            if before is None or self._differs(definition, given, before):
                before = self.network(definition, given, before)
            self.memory[key] = before
        return self.memory[key]

    def _differs(self, definition: Definition, given: Inputs, before: Shapes) -> bool:
        """Whether an inside, or what arrives at it, is not as it was."""
        arrived = (before.nodes.get(port.name) for port in definition.inputs)
        return definition.name in self._edited(before) or given != tuple(
            known.inputs[0] if known else None for known in arrived
        )


def _sharing(block: Group, found: NodeShapes, first: Inputs) -> NodeShapes:
    """The shapes of a group whose weights are those of another, that gets `first`."""
    if _alike(found.inputs, first):
        return found
    error = unlike_others(block.definition, first, found.inputs)
    return replace(found, outputs=(), error=error)


def _alike(one: Inputs, other: Inputs) -> bool:
    """Whether shapes differ at most in what their unknown lengths are called."""
    return one == other or _nameless(one) == _nameless(other)


def _nameless(shapes: Inputs) -> Inputs:
    """The shapes with unknown lengths called by the order in which they come."""
    names: dict[str, str] = {}
    result: list[Shape | None] = []
    for shape in shapes:
        if isinstance(shape, Sequence | Tokens) and isinstance(shape.length, Unknown):
            name = names.setdefault(shape.length.name, str(len(names)))
            shape = replace(shape, length=replace(shape.length, name=name))
        result.append(shape)
    return tuple(result)


def chosen(block: Block, fields: Fields) -> DataField | None:
    """The data field that an input or output block stands for; None if none fits."""
    if not isinstance(block, InputBlock | OutputBlock):
        return None
    if own := block.own_field():
        return own
    fitting = (data for data in fields.values() if fits(block, data))
    return next((data for data in fitting if block.field in ("", data.name)), None)


def fits(block: InputBlock | OutputBlock, data: DataField) -> bool:
    """Whether an input or output block can stand for a data field."""
    if isinstance(block, InputBlock):
        return data.kind == "values" and block.fits(data.shape)
    return block.fits(data)
