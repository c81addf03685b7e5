"""What must hold between the parts of a graph before it is a graph at all.

A wrong network is allowed and shown as problems. This is about files that contradict themselves:
two blocks with one id, wires from nowhere, a group inside itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from studio.blocks.block import InputBlock, OutputBlock
from studio.blocks.group import Group, Inlet, Outlet
from studio.language import number, tr

if TYPE_CHECKING:
    from studio.graph.graph import Graph, Network
    from studio.graph.paper import Piece

Place: TypeAlias = tuple[int | str, ...]

# Shapes, plans and modules follow the nesting by recursion.
MOST_NESTED: Final = 32


def contradictions(graph: Graph) -> None:
    """Check the parts of a graph against each other.

    Raises:
        pydantic.ValidationError: with every contradiction and its place.
    """
    found = [*_network(graph, graph, ()), *_definitions(graph), *_bookmarks(graph)]
    if found:
        raise ValidationError.from_exception_data(
            "Graph",
            [
                InitErrorDetails(
                    type=PydanticCustomError("graph", "{text}", {"text": text}), loc=at, input=None
                )
                for at, text in found
            ],
        )


def _network(graph: Graph, network: Network, at: Place) -> Iterator[tuple[Place, str]]:
    inputs: dict[str, set[str]] = {}
    outputs: dict[str, set[str]] = {}
    for index, node in enumerate(network.nodes):
        place = (*at, "nodes", index)
        if node.id in inputs:
            yield (*place, "id"), tr('two blocks have the id "{id}"').format(id=node.id)
        inputs[node.id] = {port.name for port in graph.inputs(node.block)}
        outputs[node.id] = {port.name for port in graph.outputs(node.block)}
        if isinstance(node.block, Group) and node.block.definition not in graph.definition:
            text = tr('there is no definition "{name}"').format(name=node.block.definition)
            yield (*place, "block", "definition"), text
        if network is graph and isinstance(node.block, Inlet | Outlet):
            yield (*place, "block"), tr("an inlet or outlet belongs inside a group")
        if network is not graph and isinstance(node.block, InputBlock | OutputBlock):
            yield (*place, "block"), tr("an input or output of the data belongs outside groups")
    kinds: dict[str, tuple[Piece, ...]] = {"frames": network.frames, "notes": network.notes}
    for field, pieces in kinds.items():
        seen: set[str] = set()
        for index, piece in enumerate(pieces):
            if piece.id in seen:
                text = tr('the id "{id}" stands twice').format(id=piece.id)
                yield (*at, field, index, "id"), text
            seen.add(piece.id)
    for wire in network.wires:
        # Wires are sorted by now, so that a number would not be their place in the file.
        place = (*at, "wires", str(wire))
        for end, port, ports in (("source", "output", outputs), ("target", "input", inputs)):
            id, name = getattr(wire, end), getattr(wire, port)
            if id not in ports:
                yield (*place, end), tr('there is no block "{id}"').format(id=id)
            elif name not in ports[id]:
                text = tr('block "{id}" has no port "{port}"').format(id=id, port=name)
                yield (*place, port), text


def _bookmarks(graph: Graph) -> Iterator[tuple[Place, str]]:
    seen: set[int] = set()
    for index, mark in enumerate(graph.bookmarks):
        if mark.number in seen:
            text = tr("there are two bookmarks with the number {n}").format(n=mark.number)
            yield ("bookmarks", index, "number"), text
        seen.add(mark.number)


def _definitions(graph: Graph) -> Iterator[tuple[Place, str]]:
    if not graph.definitions:
        return
    import networkx as nx  # takes a while, and few files have groups

    seen: set[str] = set()
    uses = nx.DiGraph()
    for index, definition in enumerate(graph.definitions):
        at: Place = ("definitions", index)
        if definition.name in seen:
            text = tr('two definitions are called "{name}"').format(name=definition.name)
            yield (*at, "name"), text
        seen.add(definition.name)
        yield from _network(graph, definition, at)
        uses.add_edges_from(
            (definition.name, node.block.definition)
            for node in definition.nodes
            if isinstance(node.block, Group)
        )
    if nx.is_directed_acyclic_graph(uses):
        if nx.dag_longest_path_length(uses) >= MOST_NESTED:
            text = tr("groups are nested more than {n} deep").format(n=number(MOST_NESTED))
            yield ("definitions",), text
        return
    for ring in nx.strongly_connected_components(uses):
        if len(ring) > 1 or uses.has_edge(*list(ring) * 2):
            names = ", ".join(f'"{name}"' for name in sorted(ring))
            yield ("definitions",), tr("a group cannot contain itself: {names}").format(names=names)
