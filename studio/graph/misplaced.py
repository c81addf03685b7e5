"""What may stand where: data outside of groups, inlets and outlets inside, no group in itself."""

from __future__ import annotations

from collections.abc import Iterable

from studio.blocks.block import InputBlock, OutputBlock
from studio.blocks.group import Group, Inlet, Outlet
from studio.graph.definitions import GroupError, closed, opened, unplaceable
from studio.graph.graph import Graph
from studio.language import tr


def put_back(graph: Graph, edits: Iterable[tuple[str, Graph]]) -> Graph:
    """The graph with the insides of some definitions replaced; "" is the graph itself.

    Raises:
        GroupError: something would stand where it cannot.
    """
    before = graph
    for inside, edited in edits:
        # An edit before this one may have changed a definition.
        current = edited if graph is before else edited.with_definitions(graph.definitions)
        refusal = misplaced(graph, inside, current)
        if refusal is not None:
            raise refusal
        graph = closed(graph, inside, current)
    return graph


def misplaced(graph: Graph, inside: str, edited: Graph) -> GroupError | None:
    """Why the definition `inside` cannot become `edited`, the graph that `opened` would give.

    Only what it did not hold before is looked at.
    """
    before = opened(graph, inside).by_id
    whole = graph.with_definitions(edited.definitions)
    for node in edited.nodes:
        old = before.get(node.id)
        if old is not None and (old.block is node.block or old.block == node.block):
            continue
        if inside and isinstance(node.block, InputBlock | OutputBlock):
            return GroupError(
                tr("{block} cannot stand inside a group.").format(block=node.label),
                tr("Data enters and leaves the network outside of groups."),
                tr("Use an inlet or an outlet here, and wire the group to the data."),
            )
        if not inside and isinstance(node.block, Inlet | Outlet):
            return GroupError(
                tr("{block} cannot stand outside of groups.").format(block=node.label),
                tr("It would lead into a group, or out of one."),
                tr("Place it inside a group."),
            )
        if isinstance(node.block, Group) and inside:
            refusal = unplaceable(whole, inside, node.block.definition)
            if refusal is not None:
                return refusal
    return None
