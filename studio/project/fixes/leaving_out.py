"""The block itself left out, or one of its inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from studio.blocks.block import InputBlock, OutputBlock
from studio.blocks.group import Inlet, Outlet
from studio.graph.graph import Graph, Node, Wire
from studio.language import tr
from studio.project.fixes.fix import Case, Draft, way


@way
def without_block(case: Case) -> Iterator[Draft]:
    """Leave the block out: what came in goes on to the blocks behind it."""
    node = case.node
    if node is None or isinstance(node.block, InputBlock | OutputBlock | Inlet | Outlet):
        return
    if case.error is None and not case.loose:
        return
    others = (wire for wire in case.wires if wire.source != node.id)
    ends = list(dict.fromkeys((wire.source, wire.output) for wire in others))
    out = case.graph.out_of.get(node.id, ())
    if not out:
        return
    early = node.block.kind == "embedding" or (case.loose and len(ends) == 1)
    for rank, end in enumerate(ends):
        title = tr("Leave {block} out")
        if len(ends) > 1:
            title = tr("Leave {block} out, keep {source}")
        source = case.graph.by_id[end[0]].label
        yield Draft(
            title.format(block=node.label, source=source),
            tr("What arrives here goes straight on to the next block."),
            (6 if early else 25) + rank / 10,
            partial(_bridged, node.id, end),
            out[0].target,
        )


@way
def fewer_inputs(case: Case) -> Iterator[Draft]:
    """A join with one input fewer."""
    node = case.node
    if node is None or not (case.loose or case.error) or not can_be_fewer(node):
        return
    if case.loose:
        title, why = tr("Take away the empty input"), tr("The others stay as they are.")
        edit = partial(_fewer, node, case.local.port)
        yield Draft(title, why, 2, edit, node.id)
        return
    for rank, wire in enumerate(case.wires):
        yield Draft(
            tr("Take the wire from {block} away").format(block=case.graph.by_id[wire.source].label),
            tr("The others stay as they are."),
            26 + rank / 10,
            partial(_fewer, node, wire.input),
            node.id,
        )


def without_input(graph: Graph, wire: Wire) -> Iterator[tuple[Callable[[Graph], Graph], str]]:
    """Edits that take a wire away with the port at its end; with the block that goes too."""
    node = graph.by_id[wire.target]
    others = [other for other in graph.into[node.id] if other.input != wire.input]
    if can_be_fewer(node):
        yield partial(_fewer, node, wire.input), ""
    elif len(others) == 1 and others[0].source != node.id:
        yield partial(_bridged, node.id, (others[0].source, others[0].output)), node.label


def can_be_fewer(node: Node) -> bool:
    """Whether a block has more inputs than it must have."""
    return "ports" in type(node.block).model_fields and getattr(node.block, "ports", 0) > 2


def _fewer(node: Node, port: str, graph: Graph) -> Graph:
    """The graph with a join without this port; the wires behind it move up."""
    names = [each.name for each in graph.inputs(node.block)]
    left = [name for name in names if name != port]
    into = graph.into.get(node.id, ())
    moved = [w.but(input=names[left.index(w.input)]) for w in into if w.input in left]
    block = node.block.but(ports=len(left))
    return graph.disconnected(*into).with_block(node.id, block).connected(*moved)


def _bridged(id: str, end: tuple[str, str], graph: Graph) -> Graph:
    """The graph without a block, and what came from `end` where the block's work went."""
    out = graph.out_of.get(id, ())
    bridges = [w.but(source=end[0], output=end[1]) for w in out if w.target != id]
    return graph.removed([id]).connected(*bridges)
