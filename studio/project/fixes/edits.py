"""Edits that wait for a graph: what several kinds of fixes do to it."""

from __future__ import annotations

from collections.abc import Iterable

from studio.blocks.block import Block
from studio.graph.graph import Graph, Wire


def with_block(id: str, block: Block, graph: Graph) -> Graph:
    """The graph with another block in a place."""
    return graph.with_block(id, block)


def removed(ids: Iterable[str], graph: Graph) -> Graph:
    """The graph without these blocks."""
    return graph.removed(ids)


def connected(wire: Wire, graph: Graph) -> Graph:
    """The graph with this wire, in the place of one that ended there."""
    return graph.connected(wire)


def disconnected(wires: Iterable[Wire], graph: Graph) -> Graph:
    """The graph without these wires."""
    return graph.disconnected(*wires)
