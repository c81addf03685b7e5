"""Ungrouping: a group becomes the blocks inside it, which compute what it computed.

They keep their ids, and those of further copies get a number, so that learned weights find them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from studio.blocks.group import Group, Inlet, Outlet
from studio.graph.defining import ROW, free_name, named, snapped, with_definition, with_names
from studio.graph.definitions import GroupError, closed, opened, pruned, sharing
from studio.graph.graph import MOST_NODES, Definition, Graph, Network, Node, Wire
from studio.graph.making_room import apart
from studio.graph.paper import on_paper
from studio.graph.paper_edits import kept_around, widened, with_more
from studio.language import number, tr

_End = tuple[str, str]  # a block and one of its output ports
_LONGEST = 58  # of an id, so that a number fits behind it


def ungrouped(graph: Graph, inside: str, id: str) -> tuple[Graph, tuple[str, ...]]:
    """With the inside of a group in its place; and the ids of the blocks that came out.

    A group × N becomes N copies, one below the other. A definition that no group uses any more
    goes.

    Raises:
        GroupError: the blocks would not be the network that the group is.
    """
    view = opened(graph, inside)
    node = view.by_id[id]
    assert isinstance(node.block, Group)
    definition = view.definition[node.block.definition]
    _refuse(view, node, node.block, definition)
    made = _Ungrouping(view, node, node.block.repeat, definition)
    for copy in range(node.block.repeat):
        made.unroll(copy, inside)
    return pruned(closed(graph, inside, made.finished())), tuple(made.nodes)


def unrolled(id: str, copy: int) -> str:
    """What a block of this copy of a group is called outside, if that is free there."""
    return f"{id[:_LONGEST]}_{copy + 1}" if copy else id


def _refuse(view: Graph, node: Node, block: Group, definition: Definition) -> None:
    if block.shared and (block.repeat > 1 or sharing(view, node)):
        raise GroupError(
            tr("{group} cannot be ungrouped.").format(group=node.label),
            tr("Its copies share their weights, and single blocks cannot."),
            tr("Turn Share weights off first; each copy then learns weights of its own."),
        )
    if block.repeat > 1 and len(definition.inputs) != len(definition.outputs):
        raise GroupError(
            tr("{group} cannot be ungrouped.").format(group=node.label),
            tr("It has {ins} inlets and {outs} outlets, so one copy cannot feed the next.").format(
                ins=len(definition.inputs), outs=len(definition.outputs)
            ),
            tr("Set Repeat to 1 first."),
        )
    total = len(view.nodes) + block.repeat * len(definition.nodes)
    if total > MOST_NODES:
        raise GroupError(
            tr("{group} cannot be ungrouped.").format(group=node.label),
            tr("There would be more than {n} blocks side by side.").format(n=number(MOST_NODES)),
            tr("Set Repeat to a smaller number first."),
        )


@dataclass
class _Ungrouping:
    """One group on its way out: what its copies have become so far."""

    view: Graph
    group: Node
    repeat: int
    definition: Definition
    nodes: dict[str, Node] = field(default_factory=dict)
    wires: list[Wire] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rest = self.view.removed([self.group.id])
        self._pieces = Network.model_construct()  # the frames and notes that come out
        self._shared = _shared(self._rest.nodes)
        self._inner = [
            node for node in self.definition.nodes if not isinstance(node.block, Inlet | Outlet)
        ]
        # What arrives at each inlet of the copy that comes next.
        self._arriving: dict[str, list[_End]] = {port.name: [] for port in self.definition.inputs}
        for wire in self.view.into.get(self.group.id, ()):
            if wire.source != self.group.id:
                self._arriving[wire.input].append((wire.source, wire.output))
        ys = [node.y for node in self._inner] or [0.0]
        xs = [node.x for node in self._inner] or [0.0]
        self._height = max(ys) - min(ys) + ROW
        self._by = (
            snapped(self.group.x - (min(xs) + max(xs)) / 2),
            snapped(self.group.y - (min(ys) + max(ys)) / 2),
        )

    def unroll(self, copy: int, inside: str) -> None:
        """Put one copy of the inside below those before it, fed by what they give."""
        ids: dict[str, str] = {}
        for node in self._inner:
            id = unrolled(node.id, copy)
            if id in self._rest.by_id or id in self.nodes:
                id = self._rest.free_id(node.block.kind, (*self.nodes, *ids.values()))
            ids[node.id] = id
        by = self._by[0], self._by[1] + copy * self._height
        self._place(ids, by, self._apart(inside))
        gives = self._wire(ids, by)
        if copy + 1 < self.repeat:
            ends = zip(self.definition.inputs, self.definition.outputs, strict=True)
            self._arriving = {inlet.name: gives[outlet.name] for inlet, outlet in ends}
            return
        for wire in self.view.out_of.get(self.group.id, ()):
            self.wires += [
                wire.but(source=id, output=port)
                for id, port in gives[wire.output]
                if wire.target != self.group.id
            ]

    def _place(
        self, ids: Mapping[str, str], by: tuple[float, float], names: Mapping[str, str]
    ) -> None:
        placed = tuple(
            node.but(
                id=ids[node.id],
                x=on_paper(node.x + by[0]),
                y=on_paper(node.y + by[1]),
                frozen=node.frozen or self.group.frozen,
            )
            for node in self._inner
        )
        network = Network.model_construct(nodes=placed, wires=())
        self.nodes |= {node.id: node for node in with_names(network, names).nodes}
        self._pieces = with_more(self._pieces, self.definition, by)

    def _wire(self, ids: Mapping[str, str], by: tuple[float, float]) -> dict[str, list[_End]]:
        """Wire the blocks of one copy; returns what arrives at each outlet."""
        gives: dict[str, list[_End]] = {port.name: [] for port in self.definition.outputs}
        for wire in self.definition.wires:
            if wire.source in ids:
                sources = [(ids[wire.source], wire.output)]
            else:
                sources = self._arriving[wire.source]
            if wire.target in gives:
                gives[wire.target] += sources
            else:
                inner = wire.by(*by) if wire.via else wire
                self.wires += [
                    inner.but(source=id, output=port, target=ids[wire.target])
                    for id, port in sources
                ]
        return gives

    def finished(self) -> Graph:
        """The view without the group; what lay below it makes room for the copies."""
        rest, coming = self._rest, [*self.nodes.values()]
        places = apart(rest.nodes, coming, self.group.y)
        made = rest.rebuilt(
            nodes=(*rest.nodes, *coming),
            wires=tuple(sorted((*rest.wires, *self.wires), key=Wire.key)),
        ).moved(places)
        moved = rest.moved({id: at for id, at in places.items() if id in rest.by_id})
        around = kept_around(rest, moved)
        down = next((places[node.id][1] - node.y for node in coming if node.id in places), 0.0)
        made = widened(made.papered(around.frames, around.notes), self.group, [*self.nodes])
        return with_more(made, self._pieces, (0.0, down))

    def _apart(self, inside: str) -> dict[str, str]:
        """New names for definitions whose weights are shared inside and would be shared with more.

        Groups share weights with those beside them, and the blocks that come out get neighbours.
        """
        names = {
            used: free_name(self._rest, used)
            for used in sorted(_shared(self._inner))
            if used in self._shared
        }
        for old, new in names.items():
            fork = named(self._rest.definition[old], {old: new})
            self._rest = with_definition(self._rest, inside, fork)
        self._shared |= {names.get(used, used) for used in _shared(self._inner)}
        return names


def _shared(nodes: Iterable[Node]) -> set[str]:
    """The definitions whose weights some of these groups share."""
    blocks = (node.block for node in nodes)
    return {each.definition for each in blocks if isinstance(each, Group) and each.shared}
