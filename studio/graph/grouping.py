"""Grouping: chosen blocks become a group, which computes what they computed.

First weights are drawn anew, as they come from the seed and from where a block stands; learned ones
can be carried over, as each block keeps its id inside the group.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from studio.blocks.block import Block, InputBlock, OutputBlock, Port, blocks
from studio.blocks.group import Group, Inlet, Outlet
from studio.graph.defining import COLUMN, LONGEST_NAME, ROW, free_name, snapped, with_definition
from studio.graph.definitions import GroupError, closed, opened, sharing
from studio.graph.graph import Definition, Graph, Node, Wire
from studio.graph.paper import on_paper
from studio.graph.paper_edits import going_along, picked, without_pieces
from studio.language import tr

MOST_NAMED: Final = 6  # blocks in one sentence

_End = tuple[str, str]  # a block and one of its ports


def grouped(graph: Graph, inside: str, ids: Iterable[str], name: str = "") -> tuple[Graph, str]:
    """With a group in the place of these blocks of the definition `inside`; and the group's id.

    The group has an inlet for each source that arrives and an outlet for each port that leaves;
    where the blocks are not wired yet, one for each end. What has to stay outside (see
    `left_outside`) is left there.

    Raises:
        GroupError: these blocks cannot be a group.
    """
    view = opened(graph, inside)
    chosen = _groupable(view, ids)
    _refuse(view, chosen)
    made = _Grouping(view, chosen)
    definition = made.definition(free_name(graph, name))
    view = made.outside(with_definition(view, inside, definition), definition)
    return closed(graph, inside, view), made.id


def left_outside(graph: Graph, inside: str, ids: Iterable[str]) -> str:
    """A sentence about the chosen blocks that a group cannot hold; none if it can hold all."""
    view, chosen = opened(graph, inside), frozenset(ids)
    left = [node for node in view.nodes if node.id in chosen and _is_end(node.block)]
    if not left:
        return ""
    text = (
        tr("Inlets and outlets of this group stay where they are: {blocks}.")
        if inside
        else tr("Inputs and outputs of the data stay outside the group: {blocks}.")
    )
    return text.format(blocks=_listed(left))


def _is_end(block: Block) -> bool:
    return isinstance(block, InputBlock | OutputBlock | Inlet | Outlet)


def _groupable(view: Graph, ids: Iterable[str]) -> dict[str, Node]:
    """The chosen blocks that a group can hold, along the order of computation."""
    wanted = frozenset(ids)
    sequence = dict.fromkeys((*view.order, *(node.id for node in view.nodes)))
    nodes = (view.by_id[id] for id in sequence if id in wanted)
    return {node.id: node for node in nodes if not _is_end(node.block)}


def _refuse(view: Graph, chosen: dict[str, Node]) -> None:
    if not chosen:
        raise GroupError(
            tr("There is nothing to group."),
            tr("A group is made of blocks between inputs and outputs, and none is chosen."),
            tr("Choose one or more of these blocks first."),
        )
    between = _between(view, chosen)
    if between:
        raise GroupError(
            tr("These blocks cannot be one group."),
            tr("A way leads out of them through {blocks} and back in.").format(
                blocks=_listed(between)
            ),
            tr("Choose what lies on that way too."),
        )
    for node in chosen.values():
        if others := [other for other in sharing(view, node) if other.id not in chosen]:
            raise GroupError(
                tr("{group} cannot go into a group alone.").format(group=node.label),
                tr("It shares its weights with {blocks}, and these would stay outside.").format(
                    blocks=_listed(others)
                ),
                tr("Choose these too, or turn Share weights off."),
            )


def _between(view: Graph, chosen: dict[str, Node]) -> list[Node]:
    """The blocks outside through which a way leads from the chosen ones back to them."""

    def reached(forwards: bool) -> set[str]:
        seen: set[str] = set()
        waiting = [*chosen]
        while waiting:
            id = waiting.pop()
            for wire in (view.out_of if forwards else view.into).get(id, ()):
                other = wire.target if forwards else wire.source
                if other not in seen and other not in chosen:
                    seen.add(other)
                    waiting.append(other)
        return seen

    both = reached(True) & reached(False)
    return [node for node in view.nodes if node.id in both]


def _listed(nodes: list[Node]) -> str:
    labels = [node.label for node in nodes[:MOST_NAMED]]
    return ", ".join([*labels, "…"] if len(nodes) > MOST_NAMED else labels)


@dataclass
class _Grouping:
    """One group in the making: what each of its ports stands for, and where that is wired."""

    view: Graph
    chosen: dict[str, Node]
    sources: dict[_End, list[_End]] = field(default_factory=dict)  # with the ports that it feeds
    loose: list[_End] = field(default_factory=list)  # required inputs without a wire
    leaving: dict[_End, list[_End]] = field(default_factory=dict)  # with the ports outside

    def __post_init__(self) -> None:
        self.id = self.view.free_id("group")
        self.along = going_along(self.view, self.chosen)  # frames and notes
        for node in self.chosen.values():
            self._note_inputs(node)
            self._note_outputs(node)
        # Ports stand in the order in which their wires lie, so that few of them cross.
        place = self.view.by_id
        self.sources = dict(sorted(self.sources.items(), key=lambda item: place[item[0][0]].x))
        self.leaving = dict(sorted(self.leaving.items(), key=lambda item: place[item[0][0]].x))

    def _note_inputs(self, node: Node) -> None:
        into = self.view.into.get(node.id, ())
        for port in self.view.inputs(node.block):
            sources = [(w.source, w.output) for w in into if w.input == port.name]
            for source in sources:
                if source[0] not in self.chosen:
                    self.sources.setdefault(source, []).append((node.id, port.name))
            if not sources and not port.optional:
                self.loose.append((node.id, port.name))

    def _note_outputs(self, node: Node) -> None:
        out = self.view.out_of.get(node.id, ())
        for index, port in enumerate(self.view.outputs(node.block)):
            targets = [(w.target, w.input) for w in out if w.output == port.name]
            outside = [end for end in targets if end[0] not in self.chosen]
            if outside or (not out and index == 0):  # or the end of a chain that leads nowhere
                self.leaving[node.id, port.name] = outside

    def definition(self, name: str) -> Definition:
        """The inside: the blocks where they lay, inlets above them and outlets below."""
        top, bottom = self._edges()[1::2]
        titles = [_title(self.view.by_id[id], port, self.view.outputs) for id, port in self.sources]
        titles += [_title(self.chosen[id], port, self.view.inputs) for id, port in self.loose]
        feeding = [*self.sources.values(), *([end] for end in self.loose)]
        under = [self.chosen[fed[0][0]].x for fed in feeding]
        inlets = self._row("inlet", titles, under, top - ROW)
        titles = [_title(self.chosen[id], port, self.view.outputs) for id, port in self.leaving]
        above = [self.chosen[id].x for id, _ in self.leaving]
        outlets = self._row("outlet", titles, above, bottom + ROW)
        wires = [w for w in self.view.wires if w.source in self.chosen and w.target in self.chosen]
        frames, notes = picked(self.view, self.along)
        for inlet, fed in zip(inlets, feeding, strict=True):
            wires += [Wire(source=inlet.id, target=id, input=port) for id, port in fed]
        for outlet, (id, port) in zip(outlets, self.leaving, strict=True):
            wires.append(Wire(source=id, output=port, target=outlet.id))
        return Definition(
            name=name,
            nodes=(*inlets, *self.chosen.values(), *outlets),
            wires=tuple(wires),
            frames=frames,
            notes=notes,
        )

    def outside(self, view: Graph, definition: Definition) -> Graph:
        """What is left of the view, with the group in the middle of where its blocks lay."""
        left, top, right, bottom = self._edges()
        x, y = snapped((left + right) / 2), snapped((top + bottom) / 2)
        group = Node(id=self.id, block=Group(definition=definition.name), x=x, y=y)
        rest = without_pieces(view.removed(self.chosen), self.along)
        wires = [*rest.wires]
        # Loose ports come after the sources, and nothing is wired to them.
        for (id, port), inlet in zip(self.sources, definition.inputs, strict=False):
            wires.append(Wire(source=id, output=port, target=self.id, input=inlet.name))
        for ends, outlet in zip(self.leaving.values(), definition.outputs, strict=True):
            for id, port in ends:
                wires.append(Wire(source=self.id, output=outlet.name, target=id, input=port))
        return rest.rebuilt(nodes=(*rest.nodes, group), wires=tuple(sorted(wires, key=Wire.key)))

    def _edges(self) -> tuple[float, float, float, float]:
        xs = [node.x for node in self.chosen.values()]
        ys = [node.y for node in self.chosen.values()]
        return min(xs), min(ys), max(xs), max(ys)

    def _row(self, kind: str, titles: list[str], xs: list[float], y: float) -> list[Node]:
        """Inlets or outlets beside each other, each as near to its block as the others allow."""
        free = (id for number in count(1) if (id := f"{kind}_{number}") not in self.chosen)
        made: list[Node] = []
        for title, id in zip(_distinct(titles), free, strict=False):
            made.append(Node(id=id, name=title, block=blocks[kind](), y=on_paper(y)))
        nearest = -math.inf
        for index in sorted(range(len(made)), key=xs.__getitem__):
            x = max(xs[index], nearest)
            made[index] = made[index].but(x=on_paper(x))
            nearest = x + COLUMN
        return made


def _title(node: Node, port: str, ports: Callable[[Block], tuple[Port, ...]]) -> str:
    """What a port of a group is called: the block at its other end, and which port of that."""
    all_ports = ports(node.block)
    title = next(each.title for each in all_ports if each.name == port)
    return f"{node.label}: {tr(title)}" if title and len(all_ports) > 1 else node.label


def _distinct(titles: list[str]) -> list[str]:
    """The titles, with a number where one stands twice; as long as a name may be."""
    given: dict[str, None] = {}
    for title in titles:
        base = title[: LONGEST_NAME - 6]
        numbered = (base if number == 1 else f"{base} {number}" for number in count(1))
        given[next(name for name in numbered if name not in given)] = None
    return [*given]
