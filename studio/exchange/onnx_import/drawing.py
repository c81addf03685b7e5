"""The graph that is being drawn while a network is read, and where each value lies in it.

A value of the file and the output of a block that holds it may differ in the order of their axes,
and in axes of one. Such a difference is only noted: blocks that change an arrangement are put in
when a block needs another one, and never for a transposition that the next one takes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Sequence as Several
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from studio.blocks.block import Block, blocks
from studio.exchange.onnx_import.network import Array as Values
from studio.exchange.onnx_import.network import Network
from studio.graph.graph import Graph, Node, Wire
from studio.graph.layout import tidied
from studio.schema.shape import (
    Length,
    Shape,
    ShapeError,
    Unknown,
    of_sides,
    sides,
    unknown_length,
)

Axes: TypeAlias = tuple[int | None, ...]
LayerWeights: TypeAlias = Mapping[str, Mapping[str, Values]]


class NoBlock(Exception):
    """No block does what an operator does; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Source:
    """An output of a block, and the shape that it gives."""

    node: str
    port: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Held:
    """Where a value lies. Its axis i is axis `axes[i]` of the source; None is an axis of one.

    Axis 0 of every source is the batch. Axes of the source that do not occur are of one.
    """

    source: Source
    axes: Axes

    @property
    def batch(self) -> int:
        """Which axis of the value is the batch."""
        return self.axes.index(0)

    @property
    def plain(self) -> bool:
        """Whether the value is just what the source gives."""
        return self.axes == tuple(range(1 + len(sides(self.source.shape))))


@dataclass
class Drawing:
    """The blocks so far, their weights by (block, layer), and where the values of the file lie."""

    network: Network
    nodes: list[Node] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    weights: dict[tuple[str, str], dict[str, Values]] = field(default_factory=dict)
    places: dict[str, Held] = field(default_factory=dict)
    shapes: dict[str, tuple[Shape, ...]] = field(default_factory=dict)
    sealed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    open: dict[int, Unknown] = field(default_factory=dict)  # by the number that stands for it
    real: dict[str, Values] = field(default_factory=dict)  # lengths, by what they are called
    _arranged: dict[tuple[str, str, Axes], Source] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    # ---- blocks --------------------------------------------------------------------------------

    def put(
        self,
        block: Block,
        *sources: Source,
        name: str = "",
        weights: LayerWeights | None = None,
    ) -> tuple[Source, ...]:
        """Draw a block behind these sources.

        Raises:
            NoBlock: the block does not take their shapes.
        """
        try:
            found = block.infer(*(source.shape for source in sources))
        except ShapeError as error:
            raise NoBlock(str(error)) from None
        given = found if isinstance(found, tuple) else (found,)
        id = self.free_id(block.id)
        self.nodes.append(Node(id=id, name=name, block=block))
        for source, port in zip(sources, block.inputs(), strict=False):
            wire = Wire(source=source.node, output=source.port, target=id, input=port.name)
            self.wires.append(wire)
        for layer, arrays in (weights or {}).items():
            self.weights[id, layer] = dict(arrays)
        self.shapes[id] = given
        ports = zip(block.outputs(), given, strict=False)
        return tuple(Source(id, port.name, shape) for port, shape in ports)

    def free_id(self, kind: str) -> str:
        """The id of one more block of this kind."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}_{self._counts[kind]}"

    def block(self, id: str) -> Block:
        """The block of this id."""
        return next(node.block for node in reversed(self.nodes) if node.id == id)

    def change(self, id: str, **settings: object) -> None:
        """Give a block that stands already other settings."""
        self.replace(id, self.block(id).but(**settings))

    def replace(self, id: str, block: Block) -> None:
        """Put another block of the same ports and shapes in the place of one."""
        for index in range(len(self.nodes) - 1, -1, -1):
            if self.nodes[index].id == id:
                self.nodes[index] = self.nodes[index].but(block=block)
                return

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is drawn inside goes again if it ends in NoBlock."""
        before = (len(self.nodes), len(self.wires), dict(self._counts))
        places, arranged, weights = dict(self.places), dict(self._arranged), dict(self.weights)
        try:
            yield
        except NoBlock:
            del self.nodes[before[0] :]
            del self.wires[before[1] :]
            self._counts, self.places, self._arranged = before[2], places, arranged
            self.weights = weights
            raise

    def graph(self) -> Graph:
        """The graph as it is drawn."""
        graph = Graph(nodes=tuple(self.nodes), wires=tuple(self.wires))
        return graph.moved(tidied(graph))

    # ---- values --------------------------------------------------------------------------------

    def hold(self, name: str, source: Source, axes: Axes | None = None) -> None:
        """Note that a value of the file lies at this source."""
        if name:
            own = tuple(range(1 + len(sides(source.shape))))
            self.places[name] = Held(source, own if axes is None else axes)

    def held(self, name: str) -> Held:
        """Where a value lies.

        Raises:
            NoBlock: it is not drawn.
        """
        if name not in self.places:
            raise NoBlock(f"{name} is not held by a block")
        return self.places[name]

    def arranged(self, name: str, order: Several[int] | None = None) -> Source:
        """A source with the axes of a value in this order, the batch first; usually their own.

        Raises:
            NoBlock: the batch does not come first, or no block arranges it so.
        """
        held = self.held(name)
        order = range(len(held.axes)) if order is None else order
        return self.with_axes(held.source, tuple(held.axes[axis] for axis in order))

    def with_axes(self, source: Source, axes: Axes) -> Source:
        """A source whose axes are these of the given one, the batch first; None is one of one.

        Raises:
            NoBlock: the batch does not come first, or no block arranges it so.
        """
        if not axes or axes[0] != 0:
            raise NoBlock("the batch is not the first axis")
        key = (source.node, source.port, axes)
        if key not in self._arranged:
            self._arranged[key] = self._arrange(source, axes)
        return self._arranged[key]

    def _arrange(self, source: Source, axes: Axes) -> Source:
        own = tuple(range(1 + len(sides(source.shape))))
        if axes == own:
            return source
        present = [axis for axis in axes if axis is not None]
        missing = [axis for axis in own if axis not in present]
        order = [axis for axis in own if axis in missing or axis in present]
        if [axis for axis in order if axis in present] != present:
            order = [*present, *missing]
            (source,) = self.put(permuted(order), source)
        lengths = sides(source.shape)
        wanted = tuple(1 if a is None else lengths[order.index(a) - 1] for a in axes[1:])
        return source if lengths == wanted else self.reshaped(source, wanted)

    def reshaped(self, source: Source, wanted: tuple[Length, ...]) -> Source:
        """The same values with other sides, in a block of its own."""
        if sides(source.shape) == wanted:
            return source
        if any(isinstance(side, Unknown) for side in (*wanted, *sides(source.shape))):
            raise NoBlock("a length is not known")
        block = reshaped(tuple(side for side in wanted if isinstance(side, int)))
        return self.put(block, source)[0]

    def lengths(self, name: str) -> tuple[int, ...]:
        """The sides of a value, the batch included."""
        if name not in self.network.shapes:
            raise NoBlock(f"the shape of {name} is not known")
        return self.network.shapes[name]

    def real_lengths(self, shape: Shape) -> Values | None:
        """How many steps of each example are real, (batch,), if the file says so."""
        length = unknown_length(shape)
        return None if length is None else real_lengths(length, self.real)


def behind(drawing: Drawing, source: Source) -> Block | None:
    """The block that a source is of; None for a part that is sealed once all else is drawn."""
    return drawing.block(source.node) if source.node in drawing.shapes else None


def real_lengths(length: Unknown, known: Mapping[str, Values]) -> Values | None:
    """The lengths (batch,) after all windows, of those that are known by name before any."""
    before = known.get(length.name)
    return None if before is None else np.array([length.of(int(steps)) for steps in before])


def natural(lengths: tuple[Length, ...]) -> Shape:
    """What numbers with these sides are.

    Raises:
        NoBlock: a length is unknown where none may be.
    """
    try:
        return of_sides(lengths)
    except ValueError as error:
        raise NoBlock(str(error)) from None


def permuted(order: Several[int]) -> Block:
    """The block that puts axes in this order; axis 0, the batch, stays."""
    return made("permute", order=tuple(order[1:]))


def reshaped(lengths: tuple[int, ...]) -> Block:
    """The block that gives an example these sides."""
    match lengths:
        case [_]:
            return made("flatten")
        case [length, _]:
            return made("reshape", to="sequence", steps=length)
        case [_, height, width]:
            return made("reshape", to="picture", height=height, width=width)
    return made("reshape", to="array", sides=lengths[1:])


def made(kind: str, **settings: object) -> Block:
    """A block with these settings; those that it does not have must not differ from None.

    Raises:
        NoBlock: there is no such block, or a setting lies outside its limits.
    """
    from pydantic import ValidationError

    if kind not in blocks:
        raise NoBlock(f"there is no block {kind}")
    try:
        return blocks[kind].model_validate(settings)
    except ValidationError as error:
        raise NoBlock(str(error)) from None
