"""Inputs and outputs: where data enters and where it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from studio.blocks import blocks
from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.blocks.group import Inlet, Outlet
from studio.graph.graph import Graph, Node
from studio.graph.shapes import NodeShapes, chosen
from studio.language import tr
from studio.project.fixes.accepting import gives
from studio.project.fixes.converters import chains
from studio.project.fixes.fix import Case, Draft, way
from studio.project.fixes.inserting import chained, new_nodes
from studio.project.fixes.ports import loose_inputs, open_ports
from studio.schema.shape import Shape

_MOST: Final = 4


@way
def first_blocks(case: Case) -> Iterator[Draft]:
    """An input and an output for an empty canvas."""
    if case.graph.nodes or case.place.definition:
        return
    for rank, block in enumerate(fitting_inputs(case)):
        shape = gives(block, chosen(block, case.fields))
        for other, output in enumerate(fitting_outputs(case)):
            made = None if shape is None else _chain_to(output, shape, case)
            if made is None:
                continue
            chain = (block, *made, output)
            nodes = new_nodes(case.graph, chain)
            title = tr("Add {input} and {output}")
            yield Draft(
                title.format(input=tr(block.title), output=tr(output.title)),
                tr("They fit the data. Put the layers between them."),
                rank + other / 10,
                partial(chained, nodes, None),
                nodes[-1].id,
            )


@way
def new_input(case: Case) -> Iterator[Draft]:
    """An input block for the beginning of the network."""
    if case.place.definition:
        return  # data enters outside of groups
    missing, targets = beginnings(case)
    taken = {chosen(n.block, case.fields) for n in case.graph.of(InputBlock, Inlet)}
    for place, (node, port) in enumerate(targets[:_MOST]):
        for rank, block in enumerate(fitting_inputs(case)):
            shape = gives(block, chosen(block, case.fields))
            made = None if shape is None else _chain_into(case, node, port, shape)
            if made is None:
                continue
            nodes = new_nodes(case.graph, (block, *made))
            again = 6 if chosen(block, case.fields) in taken else 0
            title = tr("Add {input}") if missing else tr("Add {input} here")
            yield Draft(
                title.format(input=tr(block.title)),
                tr(type(block).summary()),
                (1 if missing else 6) + again + place + rank / 10,
                partial(chained, nodes, (node.id, port)),
                nodes[0].id,
            )


@way
def new_output(case: Case) -> Iterator[Draft]:
    """An output block behind a block that leads nowhere."""
    if case.place.definition:
        return  # answers leave outside of groups
    missing, ends = endings(case)
    for place, node in enumerate(ends[:_MOST]):
        for port in case.graph.outputs(node.block)[:1]:
            yield from _outputs_behind(case, node, port.name, (1 if missing else 5) + place)


@way
def other_end(case: Case) -> Iterator[Draft]:
    """Another input or output block, or another data field, for one that does not fit the data."""
    node, known = case.node, case.known
    if node is None or known is None or case.error is None:
        return
    if known.data is not None or not isinstance(node.block, InputBlock | OutputBlock):
        return
    made: list[Block] = []
    if node.block.field and chosen(node.block.but(field=""), case.fields):
        made.append(node.block.but(field=""))
    input = isinstance(node.block, InputBlock)
    made += fitting_inputs(case) if input else fitting_outputs(case)
    for rank, block in enumerate(made):
        title = tr("Change to {block}").format(block=tr(block.title))
        if type(block) is type(node.block):
            title = tr("Use the first data field that fits")
        edit = partial(_changed, node.id, block, _lead(case, block))
        yield Draft(title, tr(type(block).summary()), 1 + rank / 10, edit, node.id)


@way
def with_loss(case: Case) -> Iterator[Draft]:
    """An output that says what is good, beside or in place of those that do not."""
    node = case.node
    if node is None or not isinstance(node.block, OutputBlock) or node.block.loss() is not None:
        return
    if case.problem.severity != "warning" or not case.wires:
        return
    wire = case.wires[0]
    source = case.graph.by_id[wire.source]
    yield from _outputs_behind(case, source, wire.output, 1)
    for rank, block in enumerate(fitting_outputs(case)):
        title = tr("Change to {block}").format(block=tr(block.title))
        edit = partial(_changed, node.id, block, _lead(case, block))
        yield Draft(title, tr(type(block).summary()), 2 + rank / 10, edit, node.id)


def _lead(case: Case, block: Block) -> tuple[Node, ...]:
    """The blocks that must come before an output in place of another."""
    shape = case.shapes.on(case.wires[0]) if case.wires else None
    made = _chain_to(block, shape, case) if shape is not None else None
    return new_nodes(case.graph, made or ())


def _changed(id: str, block: Block, lead: tuple[Node, ...], graph: Graph) -> Graph:
    """The graph with another block at an end, and what must come before it."""
    wire = next(iter(graph.into.get(id, ())), None)
    graph = graph.with_block(id, block)
    for node in lead if wire is not None else ():
        assert wire is not None
        graph = graph.inserted(node, wire)
        wire = wire.but(source=node.id, output=graph.outputs(node.block)[0].name)
    return graph


def beginnings(case: Case) -> tuple[bool, list[tuple[Node, str]]]:
    """Whether the network has no beginning, and the loose ports where one could be."""
    if not case.problem.block and not case.graph.of(InputBlock, Inlet):
        nodes = case.graph.nodes
        return True, [(n, port.name) for n in nodes for port in loose_inputs(case.graph, n)]
    return False, open_ports(case)


def endings(case: Case) -> tuple[bool, list[Node]]:
    """Whether the network has no end, and the blocks behind which one could be."""
    missing = not case.problem.block and not case.graph.of(OutputBlock, Outlet)
    ends = [n for n in reversed(case.graph.nodes) if n.id not in case.graph.out_of]
    if not missing:
        ends = [n for n in ends if n is case.node and n.id not in case.graph.used]
    return missing, ends


def fitting_inputs(case: Case) -> list[Block]:
    """The input blocks that can give out what the data has."""
    kinds = (kind.usual() for kind in blocks if issubclass(kind, InputBlock))
    return [b for b in kinds if chosen(b, case.fields) and not b.own_field()]


def fitting_outputs(case: Case) -> list[Block]:
    """The output blocks that can learn to predict what the data has."""
    kinds = (kind.usual() for kind in blocks if issubclass(kind, OutputBlock))
    fitting = [b for b in kinds if chosen(b, case.fields) and not b.own_field() and b.loss()]
    return [b for b in fitting if len(b.inputs()) == 1]


def _chain_to(block: Block, shape: Shape, case: Case) -> tuple[Block, ...] | None:
    """The blocks between a shape and a new block that takes it, if it can."""
    known = NodeShapes(block, (shape,), chosen(block, case.fields))
    if gives(block, *known.args) is not None:
        return ()
    return next(chains(known, 0, shape), None)


def _chain_into(case: Case, node: Node, port: str, shape: Shape) -> tuple[Block, ...] | None:
    """The blocks between a shape and a loose port, if it can be brought there."""
    known = case.shapes.nodes.get(node.id)
    ports = [each.name for each in case.graph.inputs(node.block)]
    position = ports.index(port)
    inputs: list[Shape | None] = [*known.inputs] if known else [None] * len(ports)
    inputs[position] = shape
    filled = NodeShapes(node.block, tuple(inputs), chosen(node.block, case.fields))
    waiting = zip(filled.inputs, case.graph.inputs(node.block), strict=True)
    if any(given is None and not each.optional for given, each in waiting):
        return ()  # the checks tell when the others have a wire too
    if gives(node.block, *filled.args) is not None:
        return ()
    return next(chains(filled, position, shape), None)


def _outputs_behind(case: Case, node: Node, port: str, rank: float) -> Iterator[Draft]:
    shape = case.shapes.at(node.id, port)
    taken = {chosen(n.block, case.fields) for n in case.graph.of(OutputBlock, Outlet)}
    for place, block in enumerate(fitting_outputs(case)):
        if chosen(block, case.fields) in taken:
            continue
        made = () if shape is None else _chain_to(block, shape, case)  # it may become known later
        if made is None:
            continue
        nodes = new_nodes(case.graph, (*made, block))
        yield Draft(
            tr("Add {output} behind {block}").format(output=tr(block.title), block=node.label),
            tr(type(block).summary()),
            rank + place / 10,
            partial(chained, nodes, None, behind=(node.id, port)),
            nodes[-1].id,
        )
