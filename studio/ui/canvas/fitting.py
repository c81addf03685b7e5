"""Fitting: which ports a wire may end at, which wires a block may go into, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import lcm
from types import MappingProxyType
from typing import Final

from studio.blocks.group import Group
from studio.graph.graph import Graph, Node, Wire
from studio.graph.shapes import Fields, NodeShapes, Shapes, shapes, with_wire
from studio.language import tr
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    Tokens,
    Unknown,
)
from studio.ui.canvas.cards import PortEnd

_DIVISIBLE: Final = lcm(*range(1, 65))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a wire cannot end here: a title, and what to do."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Fits:
    """What a wire from one port may be joined with. `reasons` has the other ports."""

    start: PortEnd
    shape: Shape | None
    ports: frozenset[PortEnd]
    blocks: frozenset[str]
    reasons: Mapping[PortEnd, Reason] = field(default_factory=dict)
    moved: Wire | None = None  # the wire whose end it is

    def reason(self, block: str) -> Reason | None:
        """Why no port of a block fits."""
        if block in self.blocks or block == self.start.block:
            return None
        found = (reason for port, reason in self.reasons.items() if port.block == block)
        return next(found, None) or self._without_port()

    def _without_port(self) -> Reason:
        if self.start.is_input:
            return Reason(
                tr("This block has no output"),
                tr("It ends the network. Wire the output of another block to this input."),
            )
        return Reason(
            tr("This block has no input"),
            tr("It begins the network. Wire this output to a block that comes later."),
        )


def fits(
    graph: Graph,
    fields: Fields,
    found: Shapes,
    start: PortEnd,
    moved: Wire | None = None,
    *,
    within: Mapping[str, str] = MappingProxyType({}),
) -> Fits:
    """Every port that a wire from `start` may end at; `moved` is a wire whose end is dragged.

    `within` has the frame around each block that is in one: no wire goes through a frame.
    """
    if moved is not None:
        graph = graph.disconnected(moved)
    trial = _Trial(graph, fields, found, start, within)
    reasons: dict[PortEnd, Reason] = {}
    fitting: set[PortEnd] = set()
    for end in _ends(graph, is_input=not start.is_input):
        reason = trial.reason(end)
        if reason is None:
            fitting.add(end)
        else:
            reasons[end] = reason
    shape = None if start.is_input else found.at(start.block, start.name)
    return Fits(
        start, shape, frozenset(fitting), frozenset(e.block for e in fitting), reasons, moved
    )


def joined(one: PortEnd, other: PortEnd) -> Wire:
    """The wire between two ports, whichever is the input."""
    source, target = (other, one) if one.is_input else (one, other)
    return Wire(source=source.block, output=source.name, target=target.block, input=target.name)


def insertion_fits(graph: Graph, fields: Fields, found: Shapes, node: Node, wire: Wire) -> bool:
    """Whether a new block may go into a wire without an error at it or right behind it."""
    if not graph.inputs(node.block) or not graph.outputs(node.block):
        return False
    trial = graph.inserted(node, wire)
    after = shapes(trial, fields, found)
    behind, before = after.nodes.get(wire.target), found.nodes.get(wire.target)
    return not _error(after.nodes.get(node.id)) and (not _error(behind) or _error(before))


def connection_fits(graph: Graph, fields: Fields, found: Shapes, wire: Wire) -> bool:
    """Whether a wire between loose ports gives its target no error."""
    return not _error(with_wire(graph, fields, wire, found))


def _error(node: NodeShapes | None) -> bool:
    return node is not None and node.error is not None


def _ends(graph: Graph, is_input: bool) -> Iterator[PortEnd]:
    ports = graph.inputs if is_input else graph.outputs
    for node in graph.nodes:
        for port in ports(node.block):
            yield PortEnd(node.id, port.name, is_input)


class _Trial:
    """Tries wires from one port; blocks and shapes that are equal are worked out once."""

    def __init__(
        self,
        graph: Graph,
        fields: Fields,
        found: Shapes,
        start: PortEnd,
        within: Mapping[str, str],
    ) -> None:
        self._graph, self._fields, self._found, self._start = graph, fields, found, start
        self._within = within
        self._circle = _reach(graph, start)
        self._taken = {(wire.target, wire.input) for wire in graph.wires}
        self._memory: dict[object, NodeShapes] = {}

    def reason(self, end: PortEnd) -> Reason | None:
        """Why the wire cannot end at this port; None if it can."""
        graph, start = self._graph, self._start
        label, own = graph.by_id[end.block].label, graph.by_id[start.block].label
        if end.block == start.block:
            return Reason(
                tr("This is the same block"),
                tr("A block cannot read what it gives out itself. Wire it to another block."),
            )
        if self._within.get(end.block) != self._within.get(start.block):
            return Reason(
                tr("A frame lies between them"),
                tr("Into a group and out of it wires go by the ports on its frame."),
            )
        if end.block in self._circle:
            return Reason(
                tr("This would make a loop"),
                (
                    tr("{other} already works on what {own} gives out. Choose a block before it.")
                    if start.is_input
                    else tr("{own} already works on what {other} gives out. Choose a later block.")
                ).format(own=own, other=label),
            )
        target = start if end.is_input is False else end
        if (target.block, target.name) in self._taken and end.is_input:
            return Reason(
                tr("This input has a wire"),
                tr("An input takes one wire. Remove that first, or put Add or Concatenate here."),
            )
        return self._shape_reason(joined(start, end))

    def _shape_reason(self, wire: Wire) -> Reason | None:
        shape = self._found.on(wire)
        node = self._tried(wire, shape)
        if node.error is None:
            return None
        title = node.error.what.rstrip(".")
        if shape is None:
            return Reason(title, node.error.remedy)
        carries = tr("This wire carries {shape}.").format(shape=shape.text())
        return Reason(title, f"{carries} {node.error.remedy}")

    def _tried(self, wire: Wire, shape: Shape | None) -> NodeShapes:
        known = self._found.nodes.get(wire.target)
        block = self._graph.by_id[wire.target].block
        key = (id(block), wire.input, shape, known.inputs if known else wire.target)
        if key not in self._memory:
            tried = with_wire(self._graph, self._fields, wire, self._found)
            if shape is not None:
                tried = completed(self._graph, tried, shape)
            self._memory[key] = tried
        return self._memory[key]


def completed(graph: Graph, tried: NodeShapes, shape: Shape) -> NodeShapes:
    """A block that waits for other inputs: with the same shape there, or any that it takes.

    A block says what it cannot read only when it has all that it needs.
    """
    block, ports = tried.block, graph.inputs(tried.block)
    if tried.known or tried.error is not None or isinstance(block, Group):
        return tried
    error: ShapeError | None = None
    for other in (shape, *any_shape(shape)):
        inputs = [
            other if given is None and not port.optional else given
            for given, port in zip(tried.inputs, ports, strict=True)
        ]
        try:
            block.infer(*replace(tried, inputs=tuple(inputs)).args)
        except ShapeError as refusal:
            error = error or refusal
        else:
            return tried
    return replace(tried, error=error)


def any_shape(shape: Shape | None) -> tuple[Shape, ...]:
    """One shape of each kind, as long as this one, that divides into any number of heads."""
    length = shape.length if isinstance(shape, Sequence | Tokens) else Unknown()
    return (
        Sequence(length, _DIVISIBLE),
        Features(_DIVISIBLE),
        Picture(_DIVISIBLE, _DIVISIBLE, _DIVISIBLE),
        Tokens(length, _DIVISIBLE),
        Category(_DIVISIBLE),
        Array((_DIVISIBLE,) * 4),
    )


def _reach(graph: Graph, start: PortEnd) -> frozenset[str]:
    """The blocks that a wire from this port would close a loop with."""
    seen: set[str] = set()
    waiting = [start.block]
    while waiting:
        id = waiting.pop()
        if start.is_input:
            following = {wire.target for wire in graph.out_of.get(id, ())}
        else:
            following = {wire.source for wire in graph.into.get(id, ())}
        waiting.extend(following - seen)
        seen |= following
    return frozenset(seen)
