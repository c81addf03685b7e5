"""Node and Wire: what a network is made of, as frozen values."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field

import studio.blocks  # noqa: F401  (brings in every block, for the union below)
from studio.blocks.block import Block, blocks
from studio.blocks.group import Group
from studio.graph.paper import CARD, MOST_POINTS, Id, Place, Point, on_paper
from studio.language import tr
from studio.schema.entry import Value
from studio.schema.field_types import FieldName
from studio.schema.tags import Tag

if TYPE_CHECKING:
    AnyBlock: TypeAlias = Block
else:
    AnyBlock = blocks.union()

MOST_NAME = 100
MOST_DISMISSED = 50

PortName = Annotated[str, Field(min_length=1, max_length=64)]


class Node(Value):
    """One block of a graph. The id never changes; the name is people's own and may be empty.

    A frozen block keeps its weights: training changes nothing in it. `open` and `colour` are part
    of the layout, as `x` and `y` are: a group is drawn as a frame with its inside, and a block is
    marked with a colour tag. `dismissed` names the advice that people do not want to see here
    again. In a file these stand only where they are so.
    """

    id: Id
    name: Annotated[str, Field(max_length=MOST_NAME)] = ""
    block: AnyBlock
    frozen: Annotated[bool, Field(exclude_if=operator.not_)] = False
    x: Place = 0.0
    y: Place = 0.0
    open: Annotated[bool, Field(exclude_if=operator.not_)] = False
    dismissed: Annotated[
        tuple[FieldName, ...],
        Field(max_length=MOST_DISMISSED, exclude_if=operator.not_, validate_default=False),
    ] = ()
    colour: Annotated[Tag | Literal[""], Field(exclude_if=operator.not_)] = ""

    @property
    def label(self) -> str:
        """What people read: the node's name, else what its group or its kind is called."""
        if isinstance(self.block, Group):
            return self.name or self.block.definition
        return self.name or tr(self.block.title)

    @property
    def middle(self) -> Point:
        """The middle of its card: where it counts as lying."""
        return self.x + CARD[0] / 2, self.y + CARD[1] / 2

    def at(self, x: float, y: float) -> Node:
        """This block at another place, or the nearest one where a block may lie."""
        return self.but(x=on_paper(x), y=on_paper(y))


class Wire(Value):
    """From an output port of one block to an input port of another, by name.

    `via`, the points that it is drawn through, is part of the layout.
    """

    source: Id
    output: PortName = "out"
    target: Id
    input: PortName = "in"
    via: Annotated[
        tuple[Point, ...],
        Field(max_length=MOST_POINTS, exclude_if=operator.not_, validate_default=False),
    ] = ()

    def key(self) -> tuple[str, str, str, str]:
        """What it joins: wires are sorted by this, and are the same one if it is the same."""
        return (self.source, self.output, self.target, self.input)

    def by(self, dx: float, dy: float) -> Wire:
        """This wire with its points further to the right and down."""
        return self.but(via=tuple((on_paper(x + dx), on_paper(y + dy)) for x, y in self.via))

    def __str__(self) -> str:
        return f"{self.source}.{self.output} → {self.target}.{self.input}"
