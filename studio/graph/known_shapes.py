"""What is known about the shapes of a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from studio.blocks.block import Block
from studio.graph.graph import Definition, Network, Wire
from studio.schema.call import Call
from studio.schema.data_field import DataField
from studio.schema.shape import Shape, ShapeError

Fields: TypeAlias = Mapping[str, DataField]
Inputs: TypeAlias = tuple[Shape | None, ...]

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

# More blocks inside groups are refused: a group × 1,000 of a group × 1,000 is a small file.
MOST_STEPS: Final = 50_000


@dataclass(frozen=True)
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

    @cached_property
    def layers(self) -> Mapping[str, Call]:
        """The layers of a block with known shapes, by key: its costs and its plan ask for them."""
        return self.block.layers(*self.args)


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a whole network.

    `outputs` has for each block the shapes at its ports by name, as far as they are known;
    `order` has the blocks in the order of computation, without those in or after a cycle;
    `recomputed` counts the blocks that an edit made us look at again, those in groups included.
    The network, its definitions and the fields are what the shapes were worked out from.
    """

    nodes: Mapping[str, NodeShapes]
    order: tuple[str, ...]
    outputs: Mapping[str, Mapping[str, Shape]]
    recomputed: int = 0
    network: Network | None = None
    definitions: tuple[Definition, ...] = ()
    fields: Fields = field(default_factory=dict)

    def at(self, id: str, port: str) -> Shape | None:
        """The shape at an output port, if it is known."""
        return self.outputs.get(id, NOTHING).get(port)

    def on(self, wire: Wire) -> Shape | None:
        """The shape that a wire carries, if it is known."""
        return self.at(wire.source, wire.output)
