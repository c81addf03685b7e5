"""Picture: several networks as one graph, each open group a frame around its inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QPointF

from studio.blocks.group import Inlet, Outlet
from studio.graph import paper
from studio.graph.graph import Graph, Node, Wire
from studio.graph.problems import Problem
from studio.graph.shapes import NodeShapes, Shapes
from studio.project.checks import Checked
from studio.project.place import Path, Place
from studio.schema.shape import Shape
from studio.ui.canvas.aliases import Aliases
from studio.ui.canvas.frames import Frame

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a canvas shows: a graph, what the checks say about it, and which blocks are frames.

    `within` has the frame around each block that is in one, `pieces_within` that around frames and
    notes on the paper. Inlets and outlets of frames have no
    cards, but lie on the frame's edge; `order` has all other blocks in the order of computation,
    those inside of a frame after the frame.
    """

    graph: Graph
    checked: Checked
    order: tuple[str, ...]
    frames: Mapping[str, Frame] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)
    pieces_within: Mapping[str, str] = field(default_factory=dict)

    def is_end(self, node: Node) -> bool:
        """Whether this is an inlet or outlet of a frame."""
        return node.id in self.within and isinstance(node.block, Inlet | Outlet)


@dataclass(frozen=True, slots=True)
class Part:
    """One network of a picture, its blocks by the ids that they have there.

    `wires` has the wires of the picture by identity, with what they are in their own network. The
    inside of an open group has its frame, and the group as it lies in the picture.
    """

    path: Path
    place: Place
    nodes: Mapping[str, Node]
    wires: Mapping[int, tuple[Wire, Wire]]
    frames: tuple[paper.Frame, ...] = ()
    notes: tuple[paper.Note, ...] = ()
    framed: tuple[Frame, Node] | None = None

    @property
    def origin(self) -> tuple[float, float]:
        """Where (0, 0) of this network lies in the picture."""
        if self.framed is None:
            return 0.0, 0.0
        frame, group = self.framed
        return group.x + frame.origin[0], group.y + frame.origin[1]

    def contains(self, at: tuple[float, float]) -> bool:
        """Whether a point lies inside of the frame."""
        return self.framed is None or self.framed[0].rect(self.framed[1]).contains(QPointF(*at))


Parts: TypeAlias = Mapping[Path, Part]


def shown(parts: Parts, aliases: Aliases, before: Shown | None = None) -> Shown:
    """The picture of some networks, of which the first is the one around the others.

    `before`, the last picture, saves work: wires that stay the same stay the same tuple.
    """
    root = parts[()].place
    if len(parts) == 1:
        return Shown(root.graph, root.checked, _in_order(root))
    nodes = tuple(node for part in parts.values() for node in part.nodes.values())
    wires = tuple(seen for part in parts.values() for seen, _ in part.wires.values())
    if before is not None and list(map(id, wires)) == list(map(id, before.graph.wires)):
        wires = before.graph.wires
    graph = root.graph.rebuilt(
        nodes=nodes,
        wires=wires,
        frames=tuple(frame for part in parts.values() for frame in part.frames),
        notes=tuple(note for part in parts.values() for note in part.notes),
    )
    problems = tuple(problem for part in parts.values() for problem in _problems(part, aliases))
    found = _shapes(parts, aliases)
    costs = _by_alias(parts, aliases, lambda known: known.costs)
    frozen = _by_alias(parts, aliases, lambda known: known.frozen)
    checked = Checked(root.checked.fields, found, problems, costs, frozen)
    frames = {part.framed[1].id: part.framed[0] for part in parts.values() if part.framed}
    order = tuple(_order(parts, aliases, ()))
    return Shown(graph, checked, order, frames, _within(parts), _pieces_within(parts))


def _shapes(parts: Parts, aliases: Aliases) -> Shapes:
    nodes: dict[str, NodeShapes] = {}
    outputs: dict[str, Mapping[str, Shape]] = {}
    for path, part in parts.items():
        found = part.place.checked.shapes
        nodes |= {aliases.of(path, id): known for id, known in found.nodes.items()}
        outputs |= {aliases.of(path, id): gives for id, gives in found.outputs.items()}
    return Shapes(nodes, tuple(nodes), outputs)


def _by_alias(
    parts: Parts, aliases: Aliases, of: Callable[[Checked], Mapping[str, V]]
) -> Mapping[str, V]:
    return {
        aliases.of(path, id): value
        for path, part in parts.items()
        for id, value in of(part.place.checked).items()
    }


def _problems(part: Part, aliases: Aliases) -> Iterator[Problem]:
    for problem in part.place.checked.problems:
        where = tuple(aliases.of(part.path, id) for id in problem.where)
        yield replace(problem, where=where)


def _within(parts: Parts) -> Mapping[str, str]:
    return {id: part.framed[1].id for part in parts.values() if part.framed for id in part.nodes}


def _pieces_within(parts: Parts) -> Mapping[str, str]:
    return {
        piece.id: part.framed[1].id
        for part in parts.values()
        if part.framed
        for piece in (*part.frames, *part.notes)
    }


def _order(parts: Parts, aliases: Aliases, path: Path) -> Iterator[str]:
    place = parts[path].place
    for id in _in_order(place):
        if path and isinstance(place.graph.by_id[id].block, Inlet | Outlet):
            continue
        yield aliases.of(path, id)
        if (*path, id) in parts:
            yield from _order(parts, aliases, (*path, id))


def _in_order(place: Place) -> tuple[str, ...]:
    """All blocks of a place; those in or after a loop come last."""
    known = place.checked.shapes.order
    if len(known) == len(place.graph.nodes):
        return known
    rest = place.graph.by_id.keys() - {*known}
    return (*known, *(id for id in place.graph.by_id if id in rest))


def of_one_network(
    within: Mapping[str, str], ids: Iterable[str], wires: Iterable[Wire], pieces: Mapping[V, str]
) -> tuple[frozenset[str], frozenset[Wire], frozenset[V]]:
    """Of these blocks, wires and pieces those in one network: in the one around the others.

    Pieces come with the frame around each.
    """
    homes = {id: within.get(id, "") for id in ids}
    strands = {wire: within.get(wire.source, "") for wire in wires}
    frames = {*homes.values(), *strands.values(), *pieces.values()}
    outer = min(frames, key=lambda frame: (_depth(within, frame), frame), default="")
    return (
        frozenset(id for id, frame in homes.items() if frame == outer),
        frozenset(wire for wire, frame in strands.items() if frame == outer),
        frozenset(piece for piece, frame in pieces.items() if frame == outer),
    )


def _depth(within: Mapping[str, str], frame: str) -> int:
    return 1 + _depth(within, within.get(frame, "")) if frame else 0
