"""Graph, Node and Wire: the network as a frozen value, and the edits that make a new one."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Self, TypeAlias, cast

from pydantic import Field, field_validator, model_validator

import studio.blocks  # noqa: F401  (brings in every block, for the union below)
from studio.blocks.block import Block, Port, blocks
from studio.blocks.group import Group, Inlet, Outlet
from studio.graph import rewired, structure
from studio.graph.consistency import contradictions
from studio.language import tr
from studio.schema.entry import Value

if TYPE_CHECKING:
    AnyBlock: TypeAlias = Block
else:
    AnyBlock = blocks.union()

MOST_NODES = 10_000
MOST_WIRES = 40_000
MOST_DEFINITIONS = 500
MOST_NAME = 100

# What follows from the wires alone, and from the kinds of the blocks as well, whatever these are
# set to.
WIRED: Final = ("into", "out_of", "order")
FROM_WIRES: Final = (*WIRED, "used", "fed")

Id = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
PortName = Annotated[str, Field(min_length=1, max_length=64)]
FARTHEST = 1e7
Place = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]


class Node(Value):
    """One block of a graph. The id never changes; the name is people's own and may be empty.

    A frozen block keeps its weights: training changes nothing in it. `open` is part of the layout,
    as `x` and `y` are: a group is drawn as a frame with its inside. In a file both stand only
    where they are so.
    """

    id: Id
    name: Annotated[str, Field(max_length=MOST_NAME)] = ""
    block: AnyBlock
    frozen: Annotated[bool, Field(exclude_if=operator.not_)] = False
    x: Place = 0.0
    y: Place = 0.0
    open: Annotated[bool, Field(exclude_if=operator.not_)] = False

    @property
    def label(self) -> str:
        """What people read: the node's name, else what its group or its kind is called."""
        if isinstance(self.block, Group):
            return self.name or self.block.definition
        return self.name or tr(self.block.title)

    def at(self, x: float, y: float) -> Node:
        """This block at another place, or the nearest one where a block may lie."""
        return self.but(x=on_paper(x), y=on_paper(y))


class Wire(Value):
    """From an output port of one block to an input port of another, by name."""

    source: Id
    output: PortName = "out"
    target: Id
    input: PortName = "in"

    def key(self) -> tuple[str, str, str, str]:
        """What wires are sorted by."""
        return (self.source, self.output, self.target, self.input)

    def __str__(self) -> str:
        return f"{self.source}.{self.output} → {self.target}.{self.input}"


class Network(Value):
    """Blocks and wires: what a graph and a group's definition have in common."""

    nodes: Annotated[tuple[Node, ...], Field(max_length=MOST_NODES)] = ()
    wires: Annotated[tuple[Wire, ...], Field(max_length=MOST_WIRES)] = ()

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
    def uses(self) -> frozenset[str]:
        """The definitions that its groups use."""
        blocks = (node.block for node in self.nodes)
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

    def _with(self, **changes: Any) -> Self:
        # The parts are checked already, and a copy would carry the cached indexes along.
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return cast(Self, self.model_construct(**fields | changes))

    # ---- edits: each returns a new value -------------------------------------------------------

    def added(self, *nodes: Node, wires: Iterable[Wire] = ()) -> Self:
        """With more nodes and wires."""
        new = tuple(wires)
        return self._rewired((*self.nodes, *nodes), self._at_ports_of(new), new)

    def removed(self, ids: Iterable[str]) -> Self:
        """Without these nodes and their wires."""
        gone = frozenset(ids)
        nodes = tuple([node for node in self.nodes if node.id not in gone])
        loose = [wire for id in gone for wire in (*self.into.get(id, ()), *self.out_of.get(id, ()))]
        return self._rewired(nodes, loose, ())

    def connected(self, *wires: Wire) -> Self:
        """With these wires; a wire that ended at the same input port gives way."""
        return self._rewired(self.nodes, self._at_ports_of(wires), wires)

    def disconnected(self, *wires: Wire) -> Self:
        """Without these wires."""
        return self._rewired(self.nodes, self._own(wires), ())

    def _own(self, wires: Iterable[Wire]) -> list[Wire]:
        """Its wires that equal these."""
        return [own for wire in wires for own in self.out_of.get(wire.source, ()) if own == wire]

    def _at_ports_of(self, wires: Iterable[Wire]) -> list[Wire]:
        """Its wires that end where these do."""
        ends = {(wire.target, wire.input) for wire in wires}
        return [own for id, port in ends for own in self.into.get(id, ()) if own.input == port]

    def _rewired(self, nodes: tuple[Node, ...], gone: Iterable[Wire], new: Iterable[Wire]) -> Self:
        """With these nodes, without some of its own wires, and with new ones."""
        change = rewired.Change(tuple(gone), tuple(set(new)))
        made = self._with(nodes=nodes, wires=change.wires(self.wires))
        made.__dict__.update(change.found_out(self, made))
        return made

    def replaced(self, *nodes: Node) -> Self:
        """With these nodes in the place of those with the same ids."""
        new = {node.id: node for node in nodes}
        made = self._with(nodes=tuple([new.get(node.id, node) for node in self.nodes]))
        old = self.by_id
        if new.keys() <= old.keys():
            kinds = all(type(old[id].block) is type(new[id].block) for id in new)
            found = found_out(self, FROM_WIRES if kinds else WIRED)
            made.__dict__.update(found, by_id={**old, **new})
        return made

    def moved(self, places: Mapping[str, tuple[float, float]]) -> Self:
        """With nodes at other places, as far out as a place may be."""
        return self.replaced(
            *(self.by_id[id].at(float(x), float(y)) for id, (x, y) in places.items())
        )

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
        new = (
            Wire(source=wire.source, output=wire.output, target=node.id, input=input),
            Wire(source=node.id, output=output, target=wire.target, input=wire.input),
        )
        return self._rewired((*self.nodes, node), self._own([wire]), new)

    def with_definitions(self, definitions: Iterable[Definition]) -> Graph:
        """With these definitions in place of its own."""
        made = self._with(definitions=tuple(definitions))
        made.__dict__.update(found_out(self, (*FROM_WIRES, "by_id", "uses")))
        return made

    def with_block(self, id: str, block: Block) -> Graph:
        """With other settings for one node; wires at ports that are gone go too."""
        graph = self.replaced(self.by_id[id].but(block=block))
        inputs = {port.name for port in graph.inputs(block)}
        outputs = {port.name for port in graph.outputs(block)}
        loose = [wire for wire in self.into.get(id, ()) if wire.input not in inputs]
        loose += [wire for wire in self.out_of.get(id, ()) if wire.output not in outputs]
        return graph.disconnected(*loose) if loose else graph


def on_paper(at: float) -> float:
    """The place, or the nearest one where a block may lie."""
    return min(max(at, -FARTHEST), FARTHEST)


def found_out(network: Network, names: Iterable[str]) -> dict[str, Any]:
    """What is known already of that which follows from a network."""
    return {name: network.__dict__[name] for name in names if name in network.__dict__}
