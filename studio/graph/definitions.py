"""Definitions: the insides of groups, opened as graphs and closed again, and who uses which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from studio.blocks.group import Group
from studio.graph.consistency import MOST_NESTED
from studio.graph.graph import FROM_BLOCKS, Definition, Graph, Network, Node, found_out
from studio.language import number, tr

N = TypeVar("N", bound=Network)


class GroupError(Exception):
    """An edit of groups that cannot be made: what happened, why, and what to do."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(f"{what} {why} {remedy}")
        self.what, self.why, self.remedy = what, why, remedy


def opened(graph: Graph, inside: str) -> Graph:
    """The inside of a definition as a graph, with the same definitions; of "" the graph itself.

    So all that is done with a graph can be done inside a group: edits, shapes, problems, costs.
    """
    if not inside:
        return graph
    used = graph.definition[inside]
    # The check of a whole graph would refuse inlets and outlets; here they are where they belong.
    view = Graph.model_construct(**used.parts(), definitions=graph.definitions)
    for name in FROM_BLOCKS:
        view.__dict__[name] = getattr(used, name)  # found out once, however often it is opened
    return view


def closed(graph: Graph, inside: str, edited: Graph) -> Graph:
    """The graph with an edited inside, as `opened` gave it, put back.

    Every group that uses the definition changes; its wires at ports that are gone go too.
    """
    if not inside:
        return edited
    before = graph.definition[inside]
    after = Definition.model_construct(name=inside, **edited.parts())
    if after == before:
        after = before
    else:
        after.__dict__.update(found_out(edited, FROM_BLOCKS))
    made = graph.with_definitions(
        after if each.name == inside else each for each in edited.definitions
    )
    gone = {port.name for port in (*before.inputs, *before.outputs)}
    gone -= {port.name for port in (*after.inputs, *after.outputs)}
    return _without_ports(made, inside, gone) if gone else made


def _without_ports(graph: Graph, name: str, gone: set[str]) -> Graph:
    def loosened(network: N) -> N:
        using = {id for id, used in _groups(network) if used == name}
        loose = [
            wire
            for wire in network.wires
            if (wire.target in using and wire.input in gone)
            or (wire.source in using and wire.output in gone)
        ]
        return network.disconnected(*loose) if loose else network

    return loosened(graph).with_definitions(loosened(each) for each in graph.definitions)


def uses(graph: Graph, name: str) -> tuple[tuple[str, str], ...]:
    """Every group of a definition: in which definition it stands ("" for none), and its id."""
    networks: tuple[tuple[str, Network], ...] = (
        ("", graph),
        *((each.name, each) for each in graph.definitions),
    )
    return tuple(
        (inside, id)
        for inside, network in networks
        for id, used in _groups(network)
        if used == name
    )


def needed(graph: Graph, nodes: Iterable[Node]) -> tuple[str, ...]:
    """The definitions that these blocks use, and those used inside them."""
    blocks = (node.block for node in nodes)
    found = dict.fromkeys(block.definition for block in blocks if isinstance(block, Group))
    waiting = [*found]
    while waiting:
        further = graph.definition[waiting.pop()].uses - found.keys()
        found |= dict.fromkeys(sorted(further))
        waiting += further
    return tuple(found)


def pruned(graph: Graph) -> Graph:
    """Without unused definitions: a definition lives as long as some group leads to it."""
    used = set(needed(graph, graph.nodes))
    if len(used) == len(graph.definitions):
        return graph
    return graph.with_definitions(each for each in graph.definitions if each.name in used)


def sharing(network: Network, node: Node) -> list[Node]:
    """The other groups beside this one that use the same weights."""
    if not isinstance(node.block, Group) or not node.block.shared:
        return []
    return [
        other
        for other in network.nodes
        if other.id != node.id
        and isinstance(other.block, Group)
        and other.block.shared
        and other.block.definition == node.block.definition
    ]


def unplaceable(graph: Graph, inside: str, name: str) -> GroupError | None:
    """Why no group of the definition `name` can stand inside the definition `inside`, if so."""
    within = {name, *needed(graph, graph.definition[name].nodes)}
    if inside in within:
        return GroupError(
            tr('"{group}" cannot stand inside "{inside}".').format(group=name, inside=inside),
            tr("It would contain itself, and no network with an end could be built from that."),
            tr("Repeat the group instead, or make a unique copy of it and place that."),
        )
    above = _levels(graph, inside, downwards=False)
    if above + _levels(graph, name, downwards=True) > MOST_NESTED:
        return _too_deep()
    return None


def _groups(network: Network) -> Iterator[tuple[str, str]]:
    """Each group of a network, with the definition that it uses."""
    for node in network.nodes:
        if isinstance(node.block, Group):
            yield node.id, node.block.definition


def _levels(graph: Graph, name: str, *, downwards: bool) -> int:
    """The longest chain of definitions from this one on, itself counted."""
    if not name:
        return 0
    next_to: dict[str, set[str]] = {each.name: set() for each in graph.definitions}
    for definition in graph.definitions:
        for used in definition.uses:
            one, other = (definition.name, used) if downwards else (used, definition.name)
            next_to[one].add(other)
    longest: dict[str, int] = {}

    def levels(name: str) -> int:
        if name not in longest:
            longest[name] = 1 + max((levels(other) for other in next_to[name]), default=0)
        return longest[name]

    return levels(name)


def _too_deep() -> GroupError:
    return GroupError(
        tr("The groups would be nested more than {n} deep.").format(n=number(MOST_NESTED)),
        tr("Each group is built inside the one around it, and that has a limit."),
        tr("Ungroup one of them first."),
    )
