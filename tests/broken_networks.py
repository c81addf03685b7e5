"""Projects with something wrong in them, drawn at random.

`broken(seed)` gives the same project for the same seed: a drawn network that fits its data, then
damaged in one to three ways, some of them inside of its groups.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from studio.blocks import blocks
from studio.blocks.block import InputBlock, OutputBlock
from studio.blocks.group import Group, Inlet, Outlet
from studio.data.dataset import Dataset
from studio.graph.definitions import closed, opened, pruned
from studio.graph.graph import Graph, Node, Wire
from studio.project.project import Project
from studio.schema.data_field import DataField
from tests.drawn_networks import NOT_DRAWN, drawn_settings, network

Damage = Callable[[Random, Graph], Graph]


class Drawn(Dataset):
    """Data that offers the fields which a network was drawn for."""

    offered: tuple[DataField, ...] = ()

    def training_size(self) -> int:
        return 0

    def fields(self) -> tuple[DataField, ...]:
        return self.offered


def broken(seed: int) -> Project:
    """A project that was damaged in one to three ways."""
    dice = Random(seed)
    graph, fields = network(dice.randrange(2**32))
    for _ in range(dice.choice((1, 1, 2, 3))):
        names = ["", *(definition.name for definition in graph.definitions)]
        inside = dice.choice(names) if dice.random() < 0.4 else ""
        damaged = dice.choice(DAMAGES)(dice, opened(graph, inside))
        graph = pruned(closed(graph, inside, damaged))
    data = Drawn.model_construct(offered=tuple(fields.values()))
    return Project.usual().with_graph(graph).model_copy(update={"data": data})


def _without_wire(dice: Random, graph: Graph) -> Graph:
    return graph.disconnected(dice.choice(graph.wires)) if graph.wires else graph


def _without_block(dice: Random, graph: Graph) -> Graph:
    return graph.removed([dice.choice(graph.nodes).id]) if graph.nodes else graph


def _bridged(dice: Random, graph: Graph) -> Graph:
    """Without one block, and with what came in going on."""
    middle = [node for node in graph.nodes if graph.into.get(node.id)]
    if not middle:
        return graph
    id = dice.choice(middle).id
    first, out = graph.into[id][0], graph.out_of.get(id, ())
    bridges = [w.but(source=first.source, output=first.output) for w in out if w.target != id]
    return graph.removed([id]).connected(*(w for w in bridges if w.source != id))


def _other_settings(dice: Random, graph: Graph) -> Graph:
    plain = [node for node in graph.nodes if node.block.kind not in NOT_DRAWN]
    if not plain:
        return graph
    node = dice.choice(plain)
    return graph.with_block(node.id, drawn_settings(dice, type(node.block)))


def _wider(dice: Random, graph: Graph) -> Graph:
    """A number of some block that is much larger, or much smaller."""
    node = dice.choice(graph.nodes) if graph.nodes else None
    for name in ("units", "filters", "hidden_size", "size", "kernel", "heads", "repeat", "groups"):
        value = getattr(node.block, name, None) if node else None
        if node is None or value is None:
            continue
        new = dice.randint(1, 24)
        changed = tuple(new for _ in value) if isinstance(value, tuple) else new
        return graph.with_block(node.id, node.block.but(**{name: changed}))
    return graph


def _other_block(dice: Random, graph: Graph) -> Graph:
    """Another kind of block in place of one."""
    plain = [n for n in graph.nodes if not isinstance(n.block, Group | Inlet | Outlet)]
    if not plain:
        return graph
    node = dice.choice(plain)
    ends = next((k for k in (InputBlock, OutputBlock) if isinstance(node.block, k)), None)
    kinds = [kind for kind in blocks if kind.id not in NOT_DRAWN]
    kinds = [k for k in kinds if issubclass(k, ends or object)]
    inner = [k for k in kinds if not issubclass(k, InputBlock | OutputBlock)]
    return graph.with_block(node.id, drawn_settings(dice, dice.choice(inner or kinds)))


def _new_block(dice: Random, graph: Graph) -> Graph:
    """A block with no wire, or one that goes into a wire whether it fits or not."""
    kinds = [kind for kind in blocks if kind.id not in NOT_DRAWN]
    kinds = [k for k in kinds if not issubclass(k, InputBlock | OutputBlock)]
    block = drawn_settings(dice, dice.choice(kinds))
    node = Node(id=graph.free_id(block.kind), block=block)
    if graph.wires and dice.random() < 0.7:
        return graph.inserted(node, dice.choice(graph.wires))
    return graph.added(node)


def _new_wire(dice: Random, graph: Graph) -> Graph:
    """A wire from anywhere to anywhere: a loop, a second wire at a port, or another source."""
    outputs = [(n.id, p.name) for n in graph.nodes for p in graph.outputs(n.block)]
    inputs = [(n.id, p.name) for n in graph.nodes for p in graph.inputs(n.block)]
    if not outputs or not inputs:
        return graph
    (source, output), (target, input) = dice.choice(outputs), dice.choice(inputs)
    wire = Wire(source=source, output=output, target=target, input=input)
    if dice.random() < 0.5:
        return graph.connected(wire)
    wires = tuple(sorted({*graph.wires, wire}, key=Wire.key))
    return Graph.model_construct(nodes=graph.nodes, wires=wires, definitions=graph.definitions)


def _wrong_field(dice: Random, graph: Graph) -> Graph:
    ends = [n for n in graph.nodes if isinstance(n.block, InputBlock | OutputBlock)]
    if not ends:
        return graph
    node = dice.choice(ends)
    return graph.with_block(node.id, node.block.but(field="no such field"))


DAMAGES: tuple[Damage, ...] = (
    _without_wire,
    _without_block,
    _bridged,
    _other_settings,
    _wider,
    _wider,
    _other_block,
    _new_block,
    _new_wire,
    _new_wire,
    _wrong_field,
)
