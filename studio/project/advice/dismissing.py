"""Dismissing advice at its place, and bringing all that was dismissed back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from studio.blocks.group import Group
from studio.graph.definitions import closed, opened
from studio.graph.graph import Graph, Network
from studio.graph.problems import Problem

_N = TypeVar("_N", bound=Network)


def without_hints(graph: Graph, hints: Iterable[Problem]) -> Graph:
    """The graph in which this advice is no longer given at its blocks."""
    for hint in hints:
        name = ""
        for id in hint.path:
            group = opened(graph, name).by_id[id].block
            assert isinstance(group, Group)
            name = group.definition
        network = opened(graph, name)
        node = network.by_id[hint.block]
        quiet = node.but(dismissed=(*node.dismissed, hint.advice))
        graph = closed(graph, name, network.replaced(quiet))
    return graph


def with_all_hints(graph: Graph) -> Graph:
    """The graph in which no advice is dismissed any more, in groups neither."""
    inside = [_heard(definition) for definition in graph.definitions]
    return _heard(graph).with_definitions(inside)


def _heard(network: _N) -> _N:
    nodes = [node.but(dismissed=()) for node in network.nodes if node.dismissed]
    return network.replaced(*nodes) if nodes else network
