"""Unfolding: the groups that are open in a network are drawn as frames around their insides.

The picture is a graph of its own, in which blocks inside of frames have other ids and places. What
is done with a graph can be done with it, and `folded` puts it back into the definitions.
"""

from __future__ import annotations

from studio.blocks.group import Group
from studio.graph.graph import Graph, Node, Wire
from studio.project.place import Path, Place, inside
from studio.ui.canvas.aliases import Aliases
from studio.ui.canvas.frames import Frame, Frames, like, spots
from studio.ui.canvas.picture import Part, Parts, Shown, shown
from studio.ui.canvas.unfolded_paper import own_pieces, shown_pieces


class Unfolding:
    """The picture of one place, and the way back from an edit of it."""

    def __init__(self) -> None:
        self.aliases = Aliases()
        self._root: Path = ()
        self._parts: dict[Path, Part] = {}
        self._shown: Shown | None = None

    def unfolded(self, place: Place) -> Shown:
        """The picture of a place."""
        if place.path != self._root:
            self._root, self._parts, self.aliases = place.path, {}, Aliases()
        graph = place.graph
        pieces = {piece.id for piece in (*graph.frames, *graph.notes)}
        self.aliases.forget(graph.by_id.keys() | pieces)
        before, self._parts = self._parts, {}
        frames = Frames(graph)
        whole = frames.opened(graph.of(Group))  # else no wire is seen otherwise than it is
        wires = {id(wire): (wire, wire) for wire in graph.wires} if whole else {}
        self._add(Part((), place, graph.by_id, wires, graph.frames, graph.notes), frames, before)
        self._shown = shown(self._parts, self.aliases, self._shown)
        return self._shown

    def place(self, path: Path) -> Place:
        """A network of the picture, by the frames that lead to it."""
        return self._parts[path].place

    def origin(self, path: Path) -> tuple[float, float]:
        """Where (0, 0) of a network of the picture lies in it."""
        return self._parts[path].origin

    def folded(self, after: Graph) -> list[tuple[str, Graph]]:
        """The networks that an edit of the picture changes, by the names of their definitions."""
        if len(self._parts) == 1:
            return [(self._parts[()].place.definition, after)]
        seen = frozenset(id for part in self._parts.values() for id in part.nodes)
        homes = {node.id: self._home(node, after, seen) for node in after.nodes}
        members: dict[Path, list[Node]] = {path: [] for path in self._parts}
        strands: dict[Path, list[Wire]] = {path: [] for path in self._parts}
        for node in after.nodes:
            members[homes[node.id]].append(node)
        for wire in after.wires:
            if homes[wire.source] == homes[wire.target]:
                strands[homes[wire.source]].append(wire)
        frames = {frame.id: frame for part in self._parts.values() for frame in part.frames}
        notes = {note.id: note for part in self._parts.values() for note in part.notes}
        edits = []
        for path, part in self._parts.items():
            if not all(self.aliases.of(path[:n], path[n]) in homes for n in range(len(path))):
                continue  # it went with its group
            self._name(part, members[path])
            nodes = tuple(self._own(part, node) for node in members[path])
            own_wires = (self._own_wire(part, wire) for wire in strands[path])
            graph = part.place.graph
            edited = graph.rebuilt(
                nodes=nodes,
                wires=tuple(sorted(own_wires, key=Wire.key)),
                frames=own_pieces(
                    self.aliases, part, graph.frames, frames, after.frames, self._around
                ),
                notes=own_pieces(self.aliases, part, graph.notes, notes, after.notes, self._around),
                definitions=after.definitions,
            )
            if edited != graph:
                edits.append((part.place.definition, edited))
        return edits

    def _add(self, part: Part, frames: Frames, before: Parts) -> None:
        """Add a network, and the insides of the groups that are open in it."""
        self._parts[part.path] = part
        for id, frame in frames.opened(part.place.graph.of(Group)).items():
            place, group = inside(part.place, id), part.nodes[self.aliases.of(part.path, id)]
            if place is not None:
                path = (*part.path, id)
                inner = self._inside(path, place, (frame, group), before.get(path))
                self._add(inner, frames, before)

    def _inside(
        self, path: Path, place: Place, framed: tuple[Frame, Node], old: Part | None
    ) -> Part:
        """The inside of a frame, where it is shown."""
        graph, root = place.graph, self._parts[()]
        taken = {*root.nodes, *(piece.id for piece in (*root.frames, *root.notes))}
        ids = {node.id: self.aliases.given(path, node.id, taken) for node in graph.nodes}
        nodes = {
            ids[id]: like(graph.by_id[id], id=ids[id], x=x, y=y)
            for id, (x, y) in spots(graph, *framed).items()
        }
        right, down = Part(path, place, {}, {}, framed=framed).origin
        # Wires are told apart by identity: one that stays must stay the same object.
        known = {id(own): seen for seen, own in old.wires.values()} if old else {}
        wires: dict[int, tuple[Wire, Wire]] = {}
        for own in graph.wires:
            seen, source, target = known.get(id(own)), ids[own.source], ids[own.target]
            via = tuple((x + right, y + down) for x, y in own.via)
            if seen is None or (seen.source, seen.target, seen.via) != (source, target, via):
                seen = like(own, source=source, target=target, via=via)
            wires[id(seen)] = (seen, own)
        by = right, down
        frames = shown_pieces(self.aliases, path, graph.frames, by, taken)
        notes = shown_pieces(self.aliases, path, graph.notes, by, taken)
        return Part(path, place, nodes, wires, frames, notes, framed)

    def _home(self, node: Node, after: Graph, seen: frozenset[str]) -> Path:
        """Which network a block of the picture belongs to."""
        if node.id in seen:
            return self.aliases.home(node.id)[0]
        # A new one belongs to what it is wired to, else to the frame that it lies in.
        near = [wire.source for wire in after.into.get(node.id, ())]
        near += [wire.target for wire in after.out_of.get(node.id, ())]
        for id in near:
            if id in seen:
                return self.aliases.home(id)[0]
        return self._around(node.middle)

    def _around(self, at: tuple[float, float]) -> Path:
        """The innermost network around a point."""
        deepest = sorted(self._parts, key=len, reverse=True)
        return next(path for path in deepest if self._parts[path].contains(at))

    def _name(self, part: Part, members: list[Node]) -> None:
        """Give new blocks ids of their own in their network."""
        for node in members:
            if part.path and node.id not in part.nodes:
                taken = self.aliases.own_ids(part.path)
                own = part.place.graph.free_id(node.block.kind, taken)
                self.aliases.keep(part.path, own, node.id)

    def _own(self, part: Part, node: Node) -> Node:
        """What a block of the picture is in its own network."""
        seen, id = part.nodes.get(node.id), self.aliases.home(node.id)[1]
        if part.framed is None or node is seen:
            return node if part.framed is None else part.place.graph.by_id[id]
        if seen is None:
            x, y = part.framed[0].inner(part.framed[1], node)
        else:  # by as much as it was moved: inlets and outlets lie elsewhere than in the picture
            own = part.place.graph.by_id[id]
            x, y = own.x + node.x - seen.x, own.y + node.y - seen.y
        return node.but(id=id).at(x, y)

    def _own_wire(self, part: Part, wire: Wire) -> Wire:
        pair = part.wires.get(id(wire))
        if pair is not None:
            return pair[1]
        source, target = self.aliases.home(wire.source)[1], self.aliases.home(wire.target)[1]
        right, down = part.origin
        moved = wire.by(-right, -down) if wire.via else wire
        return moved.but(source=source, target=target)
