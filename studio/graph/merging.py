"""Merging: definitions that come from elsewhere join those of a graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from studio.graph.defining import LONGEST_NAME, named, with_all_definitions
from studio.graph.definitions import needed
from studio.graph.graph import Graph, Network, Node

_LAYOUT = {"x", "y", "open", "colour"}  # how a block is drawn makes no other network of it


def merged(graph: Graph, coming: Graph) -> tuple[Graph, Mapping[str, str]]:
    """The graph with the definitions that the blocks of another graph use; and their names here.

    Equal definitions are shared. One that differs from its namesake gets a number.

    Raises:
        GroupError: there would be too many definitions.
    """
    names: dict[str, str] = {}
    known = {**graph.definition}
    # What is used comes before what uses it, so that its name is known by then.
    for name in _inner_first(coming):
        definition = named(coming.definition[name], names)
        for number in count(1):
            here = name if number == 1 else f"{name[: LONGEST_NAME - 6]} {number}"
            if here not in known:
                known[here] = named(definition, {definition.name: here})
                break
            if same(known[here], definition):
                break
        names[name] = here
    if len(known) > len(graph.definitions):
        graph = with_all_definitions(graph, known.values())
    return graph, names


def same(one: Network, other: Network) -> bool:
    """Whether two networks differ at most in their layout and in the order of their blocks."""
    wires = ({wire.key() for wire in network.wires} for network in (one, other))
    return next(wires) == next(wires) and _parts(one.nodes) == _parts(other.nodes)


def _parts(nodes: Iterable[Node]) -> dict[str, list[object]]:
    kept = [field for field in Node.model_fields if field not in _LAYOUT]
    return {node.id: [getattr(node, field) for field in kept] for node in nodes}


def _inner_first(graph: Graph) -> list[str]:
    """The definitions that the blocks of a graph use, each after those that it uses itself."""
    done: dict[str, None] = {}

    def finish(name: str) -> None:
        if name not in done:
            for inner in sorted(graph.definition[name].uses):
                finish(inner)
            done[name] = None

    for name in needed(graph, graph.nodes):
        finish(name)
    return [*done]
