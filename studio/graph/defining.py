"""Defining: definitions are added, renamed, forked and given ports."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from studio.blocks.group import Group
from studio.graph.definitions import GroupError, N, closed, opened, unplaceable, uses
from studio.graph.graph import MOST_DEFINITIONS, Definition, Graph
from studio.language import number, tr

LONGEST_NAME: Final = 100
ROW: Final = 96.0  # from the top of one card to that of the next
COLUMN: Final = 240.0  # from card to card in a row
SNAP: Final = 8.0


def with_definition(graph: Graph, inside: str, definition: Definition) -> Graph:
    """With one more definition, that a group inside the definition `inside` is going to use.

    Raises:
        GroupError: there are too many definitions, or they are nested too deeply.
    """
    made = with_all_definitions(graph, (*graph.definitions, definition))
    refusal = unplaceable(made, inside, definition.name)
    if refusal is not None:
        raise refusal
    return made


def with_all_definitions(graph: Graph, definitions: Collection[Definition]) -> Graph:
    """With these definitions in place of its own.

    Raises:
        GroupError: they are too many.
    """
    if len(definitions) > MOST_DEFINITIONS:
        raise GroupError(
            tr("The project cannot have one more group."),
            tr("It has {n} definitions, which is the most.").format(n=number(MOST_DEFINITIONS)),
            tr("Use a group that there is once more, or ungroup one."),
        )
    return graph.with_definitions(definitions)


def free_name(graph: Graph, wanted: str) -> str:
    """A name for a definition: this one, with a number if it is taken."""
    base = " ".join(wanted.split())[: LONGEST_NAME - 6].strip() or tr("Group")
    name, count = base, 2
    while name in graph.definition:
        name, count = f"{base} {count}", count + 1
    return name


def renamed(graph: Graph, name: str, wanted: str) -> Graph:
    """With another name for a definition, in all groups that use it.

    Raises:
        GroupError: the name is empty, too long, or taken.
    """
    wanted = " ".join(wanted.split())
    if wanted == name:
        return graph
    if not wanted or len(wanted) > LONGEST_NAME:
        raise GroupError(
            tr("A group needs a name of 1 to {n} characters.").format(n=LONGEST_NAME),
            tr("Cards and code call it by that name."),
            tr("Give it a short name, such as Encoder."),
        )
    if wanted in graph.definition:
        raise GroupError(
            tr('Another group is called "{name}" already.').format(name=wanted),
            tr("Groups with one name are uses of one definition, and these two differ."),
            tr("Choose another name."),
        )
    names = {name: wanted}
    return with_names(graph, names).with_definitions(
        named(each, names) for each in graph.definitions
    )


def named(definition: Definition, names: Mapping[str, str]) -> Definition:
    """The definition with other names for itself and for those that it uses."""
    inner = with_names(definition, names)
    if definition.name not in names:
        return inner
    return inner.rebuilt(name=names[definition.name])


def with_names(network: N, names: Mapping[str, str]) -> N:
    """The network with other names for the definitions that its groups use."""
    changed = [
        node.but(block=node.block.but(definition=names[node.block.definition]))
        for node in network.nodes
        if isinstance(node.block, Group) and node.block.definition in names
    ]
    return network.replaced(*changed) if changed else network


def made_unique(graph: Graph, inside: str, id: str) -> Graph:
    """With a definition of its own for one group: a copy of the one that it shared.

    Raises:
        GroupError: no other group uses its definition.
    """
    view = opened(graph, inside)
    node = view.by_id[id]
    assert isinstance(node.block, Group)
    name = node.block.definition
    if len(uses(graph, name)) == 1:
        raise GroupError(
            tr('"{group}" is unique already.').format(group=name),
            tr("No other group uses its definition."),
            tr("Open it and change it as you like."),
        )
    fork = named(graph.definition[name], {name: free_name(graph, name)})
    made = with_definition(graph, inside, fork)
    block = node.block.but(definition=fork.name)
    return closed(made, inside, opened(made, inside).replaced(node.but(block=block)))


def snapped(at: float) -> float:
    """The nearest line of the grid that cards snap to."""
    return round(at / SNAP) * SNAP
