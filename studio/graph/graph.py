"""Graph and Definition: networks as frozen values, and the edits that make new ones."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Self

from pydantic import Field, field_validator, model_validator

from studio.blocks.block import Block, Port
from studio.blocks.group import Group, Inlet, Outlet
from studio.graph import rewired, structure
from studio.graph.bookmarks import MOST_BOOKMARKS, Bookmark
from studio.graph.consistency import contradictions
from studio.graph.node import MOST_NAME, Node, Wire
from studio.graph.paper import MOST_FRAMES, MOST_NOTES, Frame, Note
from studio.graph.ways import parted
from studio.schema.entry import Value

__all__ = ["Definition", "Graph", "Network", "Node", "Structure", "Wire"]

MOST_NODES = 10_000
MOST_WIRES = 40_000
MOST_DEFINITIONS = 500

# What follows from the wires alone, and from the kinds of the blocks as well, whatever these are
# set to.
WIRED: Final = ("into", "out_of", "order", "bent")
FROM_WIRES: Final = (*WIRED, "used", "fed", "kinds")
# What follows from the blocks as they are set, too.
FROM_BLOCKS: Final = (*FROM_WIRES, "by_id", "uses")
# What does not even depend on the ways that wires take.
FROM_ENDS: Final = ("order", "used", "fed", "kinds")


class Structure(Value):
    """Blocks and wires, what lies around them, and what follows from them once it is asked for."""

    nodes: Annotated[tuple[Node, ...], Field(max_length=MOST_NODES)] = ()
    wires: Annotated[tuple[Wire, ...], Field(max_length=MOST_WIRES)] = ()
    frames: Annotated[
        tuple[Frame, ...], Field(max_length=MOST_FRAMES, exclude_if=operator.not_)
    ] = ()
    notes: Annotated[tuple[Note, ...], Field(max_length=MOST_NOTES, exclude_if=operator.not_)] = ()

    @field_validator("wires", mode="after")
    @classmethod
    def _sorted(cls, wires: tuple[Wire, ...]) -> tuple[Wire, ...]:
        return tuple(sorted(wires, key=Wire.key))

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """The nodes by their ids."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def into(self) -> Mapping[str, tuple[Wire, ...]]:
        """The wires that end at each node."""
        return rewired.grouped(self.wires, rewired.TARGET)

    @cached_property
    def out_of(self) -> Mapping[str, tuple[Wire, ...]]:
        """The wires that begin at each node."""
        return rewired.grouped(self.wires, rewired.SOURCE)

    @cached_property
    def bent(self) -> tuple[Wire, ...]:
        """The wires that are drawn through points."""
        return tuple([wire for wire in self.wires if wire.via])

    @cached_property
    def kinds(self) -> Mapping[type[Block], tuple[str, ...]]:
        """The blocks of each kind, in order."""
        return structure.kinds(self)

    def of(self, *kinds: type[Block]) -> list[Node]:
        """The nodes with a block of these kinds: few are looked at where few are such."""
        found = [ids for kind, ids in self.kinds.items() if issubclass(kind, kinds)]
        return [self.by_id[id] for ids in found for id in ids]

    @cached_property
    def uses(self) -> frozenset[str]:
        """The definitions that its groups use."""
        blocks = [node.block for node in self.of(Group)]
        return frozenset(block.definition for block in blocks if isinstance(block, Group))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The blocks in an order of computation; those in or after a cycle are left out."""
        return structure.order(self)

    @cached_property
    def used(self) -> frozenset[str]:
        """The blocks that some output or outlet depends on."""
        return structure.used(self)

    @cached_property
    def fed(self) -> frozenset[str]:
        """The blocks that some input or inlet reaches."""
        return structure.fed(self)


class Network(Structure):
    """What a graph and a definition have in common: the edits, each of which gives a new value."""

    def parts(self) -> dict[str, Any]:
        """All that a network consists of, by field."""
        return {name: getattr(self, name) for name in Network.model_fields}

    def added(self, *nodes: Node, wires: Iterable[Wire] = ()) -> Self:
        """With more nodes and wires."""
        new = tuple(wires)
        return self._rewired((*self.nodes, *nodes), rewired.at_ports_of(self, new), new)

    def removed(self, ids: Iterable[str]) -> Self:
        """Without these nodes and their wires."""
        gone = frozenset(ids)
        nodes = tuple([node for node in self.nodes if node.id not in gone])
        loose = [wire for id in gone for wire in (*self.into.get(id, ()), *self.out_of.get(id, ()))]
        return self._rewired(nodes, loose, ())

    def connected(self, *wires: Wire) -> Self:
        """With these wires; a wire that ended at the same input port gives way."""
        return self._rewired(self.nodes, rewired.at_ports_of(self, wires), wires)

    def disconnected(self, *wires: Wire) -> Self:
        """Without these wires, whichever way they take."""
        return self._rewired(self.nodes, rewired.own(self, wires), ())

    def rerouted(self, *wires: Wire) -> Self:
        """With these wires in the place of those that join the same: they take another way."""
        if not wires:
            return self
        change = rewired.Change(tuple(rewired.own(self, wires)), wires)
        made = self.rebuilt(wires=change.wires(self.wires))
        made.__dict__.update(found_out(self, FROM_ENDS))
        change.carry(self, made)
        return made

    def _rewired(self, nodes: tuple[Node, ...], gone: Iterable[Wire], new: Iterable[Wire]) -> Self:
        """With these nodes, without some of its own wires, and with new ones."""
        change = rewired.Change(tuple(gone), tuple(set(new)))
        made = self.rebuilt(nodes=nodes, wires=change.wires(self.wires))
        change.carry(self, made)
        return made

    def replaced(self, *nodes: Node) -> Self:
        """With these nodes in the place of those with the same ids."""
        new = {node.id: node for node in nodes}
        made = self.rebuilt(nodes=tuple([new.get(node.id, node) for node in self.nodes]))
        old = self.by_id
        if new.keys() <= old.keys():
            kinds = all(type(old[id].block) is type(new[id].block) for id in new)
            found = found_out(self, FROM_WIRES if kinds else WIRED)
            made.__dict__.update(found, by_id={**old, **new})
        return made

    def moved(self, places: Mapping[str, tuple[float, float]]) -> Self:
        """With nodes at other places, as far out as a place may be.

        A wire whose ends move alike takes its points along.
        """
        new = {id: self.by_id[id].at(float(x), float(y)) for id, (x, y) in places.items()}
        made = self.replaced(*new.values())
        if not self.bent:
            return made
        by = {id: _offset(self.by_id[id], node) for id, node in new.items()}
        alike = ((w, by[w.source]) for w in self.bent if w.source in by and w.target in by)
        return made.rerouted(*(w.by(*offset) for w, offset in alike if offset == by[w.target]))

    def papered(self, frames: tuple[Frame, ...], notes: tuple[Note, ...]) -> Self:
        """With these frames and notes around the same blocks."""
        return self._beside(frames=frames, notes=notes)

    def _beside(self, **parts: Any) -> Self:
        """With other parts beside its blocks and wires; what follows from these still holds."""
        made = self.rebuilt(**parts)
        made.__dict__.update(found_out(self, FROM_BLOCKS))
        return made

    def free_id(self, kind: str, taken: Iterable[str] = ()) -> str:
        """An id that no node has yet: "conv2d_3"."""
        used = {*self.by_id, *taken}
        number = 1 + sum(node.block.kind == kind for node in self.nodes)
        while f"{kind}_{number}" in used:
            number += 1
        return f"{kind}_{number}"


class Definition(Network):
    """A network with inlets and outlets, that groups use as a block."""

    name: Annotated[str, Field(min_length=1, max_length=MOST_NAME)]

    @cached_property
    def inputs(self) -> tuple[Port, ...]:
        """One port for each inlet, in order."""
        return tuple(Port(n.id, n.name) for n in self.nodes if isinstance(n.block, Inlet))

    @cached_property
    def outputs(self) -> tuple[Port, ...]:
        """One port for each outlet, in order."""
        return tuple(Port(n.id, n.name) for n in self.nodes if isinstance(n.block, Outlet))

    @property
    def size(self) -> int:
        """How many blocks people put into it: all but inlets and outlets."""
        return len(self.nodes) - len(self.inputs) - len(self.outputs)


class Graph(Network):
    """The network that a project trains, with the definitions that its groups use."""

    definitions: Annotated[tuple[Definition, ...], Field(max_length=MOST_DEFINITIONS)] = ()
    bookmarks: Annotated[
        tuple[Bookmark, ...], Field(max_length=MOST_BOOKMARKS, exclude_if=operator.not_)
    ] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        contradictions(self)
        return self

    @cached_property
    def definition(self) -> Mapping[str, Definition]:
        """The definitions by name."""
        return {definition.name: definition for definition in self.definitions}

    def inputs(self, block: Block) -> tuple[Port, ...]:
        """The input ports of a block; those of a group are its definition's inlets."""
        if isinstance(block, Group):
            used = self.definition.get(block.definition)
            return used.inputs if used else ()
        return block.inputs()

    def outputs(self, block: Block) -> tuple[Port, ...]:
        """The output ports of a block; those of a group are its definition's outlets."""
        if isinstance(block, Group):
            used = self.definition.get(block.definition)
            return used.outputs if used else ()
        return block.outputs()

    def inserted(self, node: Node, wire: Wire) -> Self:
        """With a new node in the middle of a wire, by its first ports."""
        output, input = self.outputs(node.block)[0].name, self.inputs(node.block)[0].name
        gone = rewired.own(self, [wire])
        via = gone[0].via if gone else ()  # what was moved may have taken the points along
        begin, end = self.by_id[wire.source].middle, self.by_id[wire.target].middle
        above, below = parted(via, begin, node.middle, end)
        new = (
            wire.but(target=node.id, input=input, via=above),
            wire.but(source=node.id, output=output, via=below),
        )
        return self._rewired((*self.nodes, node), gone, new)

    def with_definitions(self, definitions: Iterable[Definition]) -> Graph:
        """With these definitions in place of its own."""
        return self._beside(definitions=tuple(definitions))

    def with_bookmarks(self, bookmarks: tuple[Bookmark, ...]) -> Graph:
        """With these bookmarks in place of its own."""
        return self._beside(bookmarks=bookmarks)

    def with_block(self, id: str, block: Block) -> Graph:
        """With other settings for one node; wires at ports that are gone go too."""
        graph = self.replaced(self.by_id[id].but(block=block))
        inputs = {port.name for port in graph.inputs(block)}
        outputs = {port.name for port in graph.outputs(block)}
        loose = [wire for wire in self.into.get(id, ()) if wire.input not in inputs]
        loose += [wire for wire in self.out_of.get(id, ()) if wire.output not in outputs]
        return graph.disconnected(*loose) if loose else graph


def _offset(one: Node, other: Node) -> tuple[float, float]:
    """How far one node lies from another, to so many digits that equal steps are equal."""
    return round(other.x - one.x, 4), round(other.y - one.y, 4)


def same_ends(one: tuple[Wire, ...], other: tuple[Wire, ...]) -> bool:
    """Whether these wires join the same, whichever way they take."""
    return one == other or [wire.key() for wire in one] == [wire.key() for wire in other]


def found_out(network: Network, names: Iterable[str]) -> dict[str, Any]:
    """What is known already of that which follows from a network."""
    return {name: network.__dict__[name] for name in names if name in network.__dict__}
