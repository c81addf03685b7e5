"""Healing: when blocks are taken out of a chain, its ends are joined where the shapes allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.graph.graph import Graph, Wire
from studio.graph.shapes import Fields, Shapes
from studio.ui.canvas.fitting import connection_fits


def without(
    graph: Graph, fields: Fields, found: Shapes, ids: Iterable[str], wires: Iterable[Wire]
) -> Graph:
    """The graph without these blocks and wires, healed."""
    gone, cut = frozenset(ids), frozenset(wires)
    left = graph.disconnected(*cut).removed(gone)
    for piece in _pieces(graph, gone):
        into = [w for id in piece for w in graph.into.get(id, ()) if w.source not in piece]
        out = [w for id in piece for w in graph.out_of.get(id, ()) if w.target not in piece]
        if len(into) != 1 or into[0] in cut or into[0].source in gone:
            continue
        for wire in out:
            bridge = wire.but(source=into[0].source, output=into[0].output)
            stays = wire not in cut and wire.target not in gone
            if stays and connection_fits(left, fields, found, bridge):
                left = left.connected(bridge)
    return left


def taken_out(graph: Graph, fields: Fields, found: Shapes, ids: Iterable[str]) -> Graph:
    """The graph with these blocks beside their chain: only the wires among them stay.

    The chain is healed as if they were gone.
    """
    out = frozenset(ids)
    edge = [wire for wire in graph.wires if (wire.source in out) != (wire.target in out)]
    if not edge:
        return graph
    before = frozenset(graph.wires)
    bridges = (w for w in without(graph, fields, found, out, ()).wires if w not in before)
    return graph.disconnected(*edge).connected(*bridges)


def _pieces(graph: Graph, ids: frozenset[str]) -> Iterator[frozenset[str]]:
    """These blocks in groups that hang together."""
    waiting = set(ids)
    while waiting:
        piece: set[str] = set()
        edge = [waiting.pop()]
        while edge:
            id = edge.pop()
            piece.add(id)
            near = {w.target for w in graph.out_of.get(id, ())}
            near |= {w.source for w in graph.into.get(id, ())}
            edge += near & waiting
            waiting -= near
        yield frozenset(piece)
