"""ReadyMade: a group that comes with its inside. One class declares everything about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import ClassVar, TypeAlias

from studio.blocks.block import Block, blocks
from studio.blocks.group import Group, Inlet, Outlet
from studio.graph.defining import COLUMN, ROW
from studio.graph.graph import Definition, Graph, Node, Wire
from studio.language import tr
from studio.schema.entry import Catalog, Entry
from studio.schema.shape import Shape

# A block by its id, with its column and row; columns are counted from the inlet's.
Placed: TypeAlias = Mapping[str, tuple[Block, float, float]]

# The blocks by id and kind, and how they are wired.
_Form: TypeAlias = tuple[frozenset[tuple[str, str]], tuple[tuple[str, ...], ...]]

INLET, OUTLET = "inlet_1", "outlet_1"


class ReadyMade(Entry):
    """A group that the palette offers. It takes its sizes from what arrives, where that matters.

    Once placed it is a group like any other: it can be opened, changed, repeated and ungrouped.
    `called` is the name of its definition, short enough for a card.
    """

    called: ClassVar[str]

    def inside(self, arriving: Shape | None) -> Definition:
        """The definition for what arrives at the group; None if that is not known."""
        raise NotImplementedError

    def piece(self, arriving: Shape | None = None) -> Graph:
        """A graph of one group, with its definition."""
        inside = self.inside(arriving)
        node = Node(id="group_1", block=Group(definition=inside.name))
        return Graph(nodes=(node,), definitions=(inside,))

    def network(self, placed: Placed, *wires: str) -> Definition:
        """A definition of these blocks, and of an inlet and an outlet above and below them.

        A wire is "source target" or "source target.port".
        """
        lowest = max(row for _, _, row in placed.values())
        ends = {INLET: (Inlet(), 0.0, 0.0), OUTLET: (Outlet(), 0.0, lowest + 1)}
        nodes = tuple(
            Node(id=id, block=block, x=column * COLUMN, y=row * ROW)
            for id, (block, column, row) in (ends | {**placed}).items()
        )
        return Definition(
            name=tr(self.called), nodes=nodes, wires=tuple(_wire(text) for text in wires)
        )


def block(kind: str, **settings: object) -> Block:
    """A block by the id that files keep, with some settings that are not the usual ones."""
    return blocks[kind].usual().but(**settings)


def _wire(text: str) -> Wire:
    source, target = text.split(" ")
    target, _, port = target.partition(".")
    return Wire(source=source, target=target, input=port or "in")


def known_as(definition: Definition) -> type[ReadyMade] | None:
    """The ready-made group that a definition still is, whatever its name and its sizes."""
    return next((entry for entry in ready_made if _form(entry) == _form_of(definition)), None)


@cache
def _form(entry: type[ReadyMade]) -> _Form:
    return _form_of(entry.usual().inside(None))


def _form_of(definition: Definition) -> _Form:
    kinds = frozenset((node.id, node.block.kind) for node in definition.nodes)
    return kinds, tuple(wire.key() for wire in definition.wires)


ready_made: Catalog[ReadyMade] = Catalog("ready-made groups")
