"""What learns in a network: frozen parameters, and what keeps a valid network from learning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from studio.blocks.block import OutputBlock
from studio.blocks.group import Group
from studio.blocks.sealed import Sealed
from studio.compiler.cost import Cost, layer_cost
from studio.graph.definitions import sharing
from studio.graph.graph import Graph, Network, Node
from studio.graph.problems import Problem
from studio.graph.shapes import NodeShapes, Shapes
from studio.language import tr

MOST_NAMED = 4


def frozen_parameters(graph: Graph, spent: Mapping[str, Cost]) -> dict[str, int]:
    """How many parameters of each block are frozen, by its costs; blocks without such are left out.

    Weights that groups share are frozen if one of these groups is.
    """
    walk = _Walk(graph)
    groups = {node.id for node in graph.of(Group)}
    asked = [node for node in graph.nodes if node.frozen or node.id in groups]
    counts = ((node.id, walk.frozen(graph, node, spent.get(node.id))) for node in asked)
    return {id: count for id, count in counts if count}


def untrainable(graph: Graph, found: Shapes) -> tuple[Problem, ...]:
    """Why training would refuse a network that is valid otherwise; nothing if it would not."""
    return (*without_loss(graph), *cut_off(graph, found))


def without_loss(graph: Graph) -> tuple[Problem, ...]:
    """A warning at the first output, if no output says what is good."""
    ends = [(n.id, n.block) for n in graph.of(OutputBlock) if isinstance(n.block, OutputBlock)]
    if not ends or any(block.loss() is not None for _, block in ends):
        return ()
    return (
        Problem(
            (ends[0][0],),
            tr("Nothing says what is good."),
            tr("No output of the network has a loss of its own that training could make small."),
            tr("Add an output that is compared with the data, such as a reconstruction output."),
            tr("No loss"),
            "warning",
            untrainable=True,
        ),
    )


def cut_off(graph: Graph, found: Shapes) -> tuple[Problem, ...]:
    """A warning for each sealed part that keeps blocks before it from learning.

    It stands at the sealed part itself, or at the group of the graph around it.
    """
    walk = _Walk(graph)
    listed = []
    for node in graph.of(Sealed, Group):
        if not walk.stops(node.block):
            continue
        before = [graph.by_id[id] for id in _before(graph, node.id)]
        learners = [each.label for each in before if walk.learns(each, found.nodes.get(each.id))]
        if isinstance(node.block, Group) and not node.frozen:
            learners += walk.inside(node, found.nodes.get(node.id))
        if learners:
            listed.append(_warning(node, walk.operators(node.block), learners))
    return tuple(listed)


class _Walk:
    """Goes into the definitions of a graph, each of them once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._frozen: dict[str, bool] = {}
        self._operators: dict[str, tuple[str, ...]] = {}

    def any_frozen(self, definition: str) -> bool:
        """Whether anything inside a definition is frozen."""
        if definition not in self._frozen:
            self._frozen[definition] = any(
                node.frozen
                or (isinstance(node.block, Group) and self.any_frozen(node.block.definition))
                for node in self._graph.definition[definition].nodes
            )
        return self._frozen[definition]

    def frozen(self, network: Network, node: Node, spent: Cost | None) -> int:
        """The frozen parameters of one block of a network with all its copies."""
        if spent is None or not spent.parameters:
            return 0  # it has none, or borrows those of another group
        if node.frozen or any(other.frozen for other in sharing(network, node)):
            return spent.parameters
        if not isinstance(node.block, Group) or not self.any_frozen(node.block.definition):
            return 0
        definition = self._graph.definition[node.block.definition]
        each = [
            sum(self.frozen(definition, n, inside.get(n.id)) for n in definition.nodes)
            for inside in spent.inside
        ]
        if node.block.shared:
            return each[0]
        return sum(each) + each[-1] * (node.block.repeat - len(each))

    def learns(self, node: Node, known: NodeShapes | None) -> bool:
        """Whether a block has parameters that are not frozen."""
        if node.frozen or known is None or not known.known:
            return False
        if not isinstance(node.block, Group):
            return _parameters(known) > 0
        nodes = self._graph.definition[node.block.definition].nodes
        return any(self.learns(n, known.inside[0].nodes.get(n.id)) for n in nodes)

    def operators(self, block: object) -> tuple[str, ...]:
        """What lets no gradients through, in a block or anywhere inside its definition."""
        if isinstance(block, Sealed):
            return block.opaque
        if not isinstance(block, Group):
            return ()
        if block.definition not in self._operators:
            nodes = self._graph.definition[block.definition].nodes
            named = (name for node in nodes for name in self.operators(node.block))
            self._operators[block.definition] = tuple(dict.fromkeys(named))
        return self._operators[block.definition]

    def stops(self, block: object) -> bool:
        """Whether gradients end at a block, or somewhere inside it."""
        return bool(self.operators(block))

    def inside(self, node: Node, known: NodeShapes | None) -> list[str]:
        """The blocks inside a group that come before a part without gradients."""
        if known is None or not known.inside or not isinstance(node.block, Group):
            return []
        definition, shapes = self._graph.definition[node.block.definition], known.inside[0].nodes
        found = []
        for each in definition.nodes:
            if self.stops(each.block):
                # A copy feeds the next one: then all that is inside comes before the part.
                repeated = node.block.repeat > 1
                before = list(definition.by_id) if repeated else _before(definition, each.id)
                ahead = (definition.by_id[id] for id in before)
                found += [n.label for n in ahead if self.learns(n, shapes.get(n.id))]
                found += [] if each.frozen else self.inside(each, shapes.get(each.id))
        return list(dict.fromkeys(found))


def _parameters(known: NodeShapes) -> int:
    return sum(layer_cost(call)[0] for call in known.layers.values())


def _before(network: Network, id: str) -> Iterator[str]:
    """The blocks on all ways that lead to a block."""
    seen, waiting = {id}, [id]
    while waiting:
        for wire in network.into.get(waiting.pop(), ()):
            if wire.source not in seen:
                seen.add(wire.source)
                waiting.append(wire.source)
                yield wire.source


def _warning(node: Node, operators: tuple[str, ...], learners: list[str]) -> Problem:
    named = ", ".join(learners[:MOST_NAMED]) + ("…" if len(learners) > MOST_NAMED else "")
    return Problem(
        (node.id,),
        tr("{block} lets no gradients through.").format(block=node.label),
        tr("Only onnxruntime runs its {operators}, so {blocks} before it cannot learn.").format(
            operators=", ".join(operators[:MOST_NAMED]), blocks=named
        ),
        tr("Freeze the blocks before it, or put other blocks in its place."),
        tr("No gradients"),
        "warning",
        untrainable=True,
    )
