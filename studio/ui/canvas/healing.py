"""Healing: when blocks are taken out of a chain, its ends are joined where the shapes allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.graph.graph import Graph, Wire
from studio.graph.shapes import Fields, Shapes, with_inputs


def without(
    graph: Graph, fields: Fields, found: Shapes, ids: Iterable[str], wires: Iterable[Wire]
) -> Graph:
    """The graph without these blocks and wires, healed."""
    gone, cut = frozenset(ids), frozenset(wires)
    bridges = _bridges(graph, fields, found, gone, cut)
    return graph.disconnected(*cut).removed(gone).connected(*bridges)


def taken_out(graph: Graph, fields: Fields, found: Shapes, ids: Iterable[str]) -> Graph:
    """The graph with these blocks beside their chain: only the wires among them stay.

    The chain is healed as if they were gone.
    """
    out = frozenset(ids)
    edge = [w for id in out for w in graph.into.get(id, ()) if w.source not in out]
    edge += [w for id in out for w in graph.out_of.get(id, ()) if w.target not in out]
    if not edge:
        return graph
    bridges = _bridges(graph, fields, found, out, frozenset())
    return graph.disconnected(*edge).connected(*bridges)


def _bridges(
    graph: Graph, fields: Fields, found: Shapes, gone: frozenset[str], cut: frozenset[Wire]
) -> list[Wire]:
    """The wires over the gaps that blocks leave, where what is behind takes what comes before."""
    made: list[Wire] = []
    for piece in _pieces(graph, gone):
        into = [w for id in piece for w in graph.into.get(id, ()) if w.source not in piece]
        out = [w for id in piece for w in graph.out_of.get(id, ()) if w.target not in piece]
        if len(into) != 1 or into[0] in cut or into[0].source in gone:
            continue
        for wire in out:
            if wire in cut or wire.target in gone:
                continue
            bridge = wire.but(source=into[0].source, output=into[0].output)
            stay = (w for w in graph.into[wire.target] if w.source not in gone and w not in cut)
            beside = (w for w in made if w.target == wire.target)
            arriving = {w.input: found.on(w) for w in (*stay, *beside, bridge)}
            block = graph.by_id[wire.target].block
            inputs = tuple(arriving.get(port.name) for port in graph.inputs(block))
            if with_inputs(graph, fields, block, inputs).error is None:
                made.append(bridge)
    return made


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
