"""Suiting: which new blocks go behind an output, before an input or into a wire, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from studio.blocks.block import Block, InputBlock
from studio.graph.graph import Graph, Node, Wire
from studio.graph.shapes import Fields, Inputs, NodeShapes, Shapes, with_inputs
from studio.language import tr
from studio.schema.shape import Shape
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.fitting import any_shape, completed
from studio.ui.canvas.new_block import NewBlock


@dataclass(frozen=True, slots=True)
class Suits:
    """What a new block would give, or the reason why it does not fit, in short and in full."""

    gives: str = ""
    reason: str = ""
    why: str = ""


class Spot(Protocol):
    """Where a new block would be wired to. The work for one kind of block is small."""

    def suits(self, id: str) -> Suits: ...


@dataclass
class _Trial:
    """Tries blocks in an empty network: what the others are does not matter to one block."""

    graph: Graph
    fields: Fields
    found: Shapes

    def new(self, id: str, arriving: Shape | None) -> tuple[Graph, Node]:
        return NewBlock(id, Graph()).taking(arriving)

    def takes(self, graph: Graph, block: Block, shape: Shape | None) -> NodeShapes:
        """The block with a shape at its first input."""
        ports = graph.inputs(block)
        inputs: Inputs = (shape, *(None for _ in ports[1:])) if ports else ()
        tried = with_inputs(graph, self.fields, block, inputs)
        return completed(graph, tried, shape) if shape is not None else tried


class AfterOutput(_Trial):
    """Behind an output: the block takes what comes out there."""

    def __init__(self, graph: Graph, fields: Fields, found: Shapes, start: PortEnd) -> None:
        super().__init__(graph, fields, found)
        self.shape = found.at(start.block, start.name)

    def suits(self, id: str) -> Suits:
        graph, node = self.new(id, self.shape)
        if not graph.inputs(node.block):
            return Suits(reason=tr("has no input"))
        return _told(self.takes(graph, node.block, self.shape))


class IntoWire(_Trial):
    """Into a wire: the block takes what the wire carries, and what follows takes what it gives."""

    def __init__(self, graph: Graph, fields: Fields, found: Shapes, wire: Wire) -> None:
        super().__init__(graph, fields, found)
        self.shape = found.on(wire)
        self._behind = _Behind(graph, fields, found, PortEnd(wire.target, wire.input, True))
        before = found.nodes.get(wire.target)
        self._broken = before is not None and before.error is not None

    def suits(self, id: str) -> Suits:
        graph, node = self.new(id, self.shape)
        if not graph.inputs(node.block):
            return Suits(reason=tr("has no input"))
        if not graph.outputs(node.block):
            return Suits(reason=tr("has no output"))
        tried = self.takes(graph, node.block, self.shape)
        if tried.error is None and tried.outputs and not self._broken:
            behind = self._behind.takes(tried.outputs[0])
            if behind.error is not None:
                return _told(behind)
        return _told(tried)


class BeforeInput(_Trial):
    """Before an input: some shape makes the block give what is taken there."""

    def __init__(self, graph: Graph, fields: Fields, found: Shapes, end: PortEnd) -> None:
        super().__init__(graph, fields, found)
        self._behind = _Behind(graph, fields, found, end)
        known = found.nodes.get(end.block)
        beside = [shape for shape in known.inputs if shape is not None] if known else []
        self._arriving = (*beside, *any_shape(beside[0] if beside else None))

    def suits(self, id: str) -> Suits:
        graph, node = self.new(id, None)
        if not graph.outputs(node.block):
            return Suits(reason=tr("has no output"))
        if not graph.inputs(node.block):
            given = _of_data(graph, self.fields, node.block)
            if given is None or given.error is not None:
                return _told(given) if given is not None else Suits()
            behind = self._behind.takes(given.outputs[0])
            return replace(_told(behind), gives=given.outputs[0].text())
        refusal: Suits | None = None
        for shape in self._arriving:
            inputs = tuple(None if port.optional else shape for port in graph.inputs(node.block))
            tried = with_inputs(graph, self.fields, node.block, (shape, *inputs[1:]))
            if not tried.outputs:
                continue
            behind = self._behind.takes(tried.outputs[0])
            if behind.error is None:
                return Suits()
            refusal = refusal or _told(behind)
        return refusal or Suits(reason=tr("gives another shape"))


class Anywhere(_Trial):
    """Without wires: all but the inputs for which there is no data."""

    def suits(self, id: str) -> Suits:
        graph, node = self.new(id, None)
        given = _of_data(graph, self.fields, node.block)
        return _told(given) if given is not None else Suits()


class _Behind:
    """The block at an input, tried with other shapes there."""

    def __init__(self, graph: Graph, fields: Fields, found: Shapes, end: PortEnd) -> None:
        self._graph, self._fields = graph, fields
        self._block = graph.by_id[end.block].block
        self._arriving: Mapping[str, Shape | None] = {
            wire.input: found.on(wire) for wire in graph.into.get(end.block, ())
        }
        self._input = end.name
        self._memory: dict[Shape, NodeShapes] = {}

    def takes(self, shape: Shape) -> NodeShapes:
        """The block with this shape at the input."""
        if shape not in self._memory:
            arriving = {**self._arriving, self._input: shape}
            inputs = tuple(arriving.get(port.name) for port in self._graph.inputs(self._block))
            tried = with_inputs(self._graph, self._fields, self._block, inputs)
            self._memory[shape] = completed(self._graph, tried, shape)
        return self._memory[shape]


def _of_data(graph: Graph, fields: Fields, block: Block) -> NodeShapes | None:
    """What an input block gives; None for other blocks, of which that depends on their wires."""
    return with_inputs(graph, fields, block, ()) if isinstance(block, InputBlock) else None


def _told(tried: NodeShapes) -> Suits:
    if tried.error is not None:
        error = tried.error
        return Suits(reason=error.chip or error.what, why=f"{error.what} {error.remedy}")
    gives = tried.outputs[0] if tried.outputs else tried.answer
    return Suits(gives=gives.text() if gives is not None else "")
