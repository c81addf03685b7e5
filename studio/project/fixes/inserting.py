"""Inserting: new blocks in wires, as a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce
from typing import TypeAlias

from studio.blocks.block import Block
from studio.graph.graph import Graph, Node, Wire
from studio.language import tr
from studio.project.fixes.converters import why
from studio.project.fixes.fix import Case, Draft
from studio.schema.shape import Shape

Chain: TypeAlias = tuple[Block, ...]
Edit: TypeAlias = Callable[[Graph], Graph]


def insertion(case: Case, wire: Wire, chain: Chain, shape: Shape, rank: float) -> Draft:
    """The draft that puts these blocks into a wire that carries this shape."""
    title = tr("Add {block}")
    if len(case.wires) > 1:
        title = tr("Add {block} before {port}")
    edit, ids = inserting(case.graph, wire, chain)
    text = title.format(block=titles(chain), port=port_title(case, wire))
    return Draft(text, why(chain[0], shape), rank, edit, ids[0])


def insertions(case: Case, found: Sequence[tuple[Wire, Chain]], shape: Shape, rank: float) -> Draft:
    """The draft that puts blocks into several wires."""
    edits: list[Edit] = []
    taken: list[str] = []
    for wire, chain in found:
        edit, ids = inserting(case.graph, wire, chain, taken)
        edits.append(edit)
        taken += ids
    if len({titles(chain) for _, chain in found}) == 1:
        text = tr("Add {block} before each of them").format(block=titles(found[0][1]))
    else:
        each = tr("{block} before {port}")
        parts = [each.format(block=titles(c), port=port_title(case, w)) for w, c in found]
        text = tr("Add {blocks}").format(blocks=tr(" and ").join(parts))
    return Draft(text, why(found[0][1][0], shape), rank, partial(_all, edits), taken[0])


def inserting(
    graph: Graph, wire: Wire, chain: Chain, taken: Iterable[str] = ()
) -> tuple[Edit, list[str]]:
    """The edit that puts new blocks into a wire, one after the other, and their ids."""
    nodes = new_nodes(graph, chain, taken)
    return partial(_with_chain, wire, nodes), [node.id for node in nodes]


def new_nodes(graph: Graph, chain: Chain, taken: Iterable[str] = ()) -> tuple[Node, ...]:
    """These blocks with ids of their own."""
    ids = [*taken]
    nodes = []
    for block in chain:
        ids.append(graph.free_id(block.kind, ids))
        nodes.append(Node(id=ids[-1], block=block))
    return tuple(nodes)


def chained(
    nodes: tuple[Node, ...],
    into: tuple[str, str] | None,
    graph: Graph,
    behind: tuple[str, str] | None = None,
) -> Graph:
    """The graph with new blocks one after the other, from an output or to an input of it."""
    wires = []
    last = behind
    for node in nodes:
        if last is not None:
            port = graph.inputs(node.block)[0].name
            wires.append(Wire(source=last[0], output=last[1], target=node.id, input=port))
        outputs = graph.outputs(node.block)
        last = (node.id, outputs[0].name) if outputs else None
    if into is not None and last is not None:
        wires.append(Wire(source=last[0], output=last[1], target=into[0], input=into[1]))
    return graph.added(*nodes, wires=wires)


def titles(chain: Chain) -> str:
    """What these blocks are called together."""
    return tr(" and ").join(tr(block.title) for block in chain)


def port_title(case: Case, wire: Wire) -> str:
    """What the port at the end of a wire is called in a sentence."""
    ports = case.graph.inputs(case.graph.by_id[wire.target].block)
    title = next((tr(port.title) for port in ports if port.name == wire.input), "")
    return title.lower() or wire.input


def _with_chain(wire: Wire, chain: tuple[Node, ...], graph: Graph) -> Graph:
    """The graph with new blocks from the beginning of a wire to its end, instead of the wire."""
    graph = graph.connected(wire)
    for node in chain:
        graph = graph.inserted(node, wire)
        wire = wire.but(source=node.id, output=graph.outputs(node.block)[0].name)
    return graph


def _all(edits: Iterable[Edit], graph: Graph) -> Graph:
    return reduce(lambda edited, edit: edit(edited), edits, graph)
