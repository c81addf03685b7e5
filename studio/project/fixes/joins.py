"""Several wires at one input: one of them kept, or all joined."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from studio.blocks import blocks
from studio.graph.graph import Graph, Node, Wire
from studio.language import tr, tr_count
from studio.project.fixes.edits import disconnected
from studio.project.fixes.fix import Case, Draft, way

_JOINS: Final = ("add", "concatenate")
_MOST_JOINED: Final = 16


@way
def joined(case: Case) -> Iterator[Draft]:
    """The wires that end at one input go into a join before it."""
    wires = doubled(case)
    if not 2 <= len(wires) <= _MOST_JOINED:
        return
    for rank, kind in enumerate(_JOINS):
        block = blocks[kind].usual().but(ports=len(wires))
        node = Node(id=case.graph.free_id(kind), block=block)
        title = tr("Join them with {block}").format(block=tr(block.title))
        why = tr(type(block).summary())
        yield Draft(title, why, 4 + rank, partial(_joined, wires, node), node.id)


@way
def one_kept(case: Case) -> Iterator[Draft]:
    """Only one of the wires at an input stays."""
    wires = doubled(case)
    for rank, kept in enumerate(wires):
        others = [wire for wire in wires if wire != kept]
        yield Draft(
            tr("Keep the wire from {block}").format(block=case.graph.by_id[kept.source].label),
            tr_count("Removes {n} other wire.", "Removes {n} other wires.", len(others)),
            2 + rank / 10,
            partial(disconnected, others),
        )


def doubled(case: Case) -> list[Wire]:
    """The wires that end at one input, if there are several."""
    port = case.local.port
    found = [wire for wire in case.wires if port and wire.input == port]
    return found if len(found) > 1 else []


def _joined(wires: list[Wire], node: Node, graph: Graph) -> Graph:
    ports = [port.name for port in graph.inputs(node.block)]
    moved = [w.but(target=node.id, input=p) for w, p in zip(wires, ports, strict=True)]
    on = wires[0].but(source=node.id, output=graph.outputs(node.block)[0].name)
    return graph.disconnected(*wires).added(node, wires=(*moved, on))
