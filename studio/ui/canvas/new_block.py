"""NewBlock: what is taken from the palette, on its way into a network."""

from __future__ import annotations

from dataclasses import dataclass, field

from studio.blocks.block import blocks
from studio.blocks.presets import presets
from studio.graph.defining import with_names
from studio.graph.graph import Graph, Node
from studio.graph.merging import merged
from studio.graph.ready_made import ready_made
from studio.schema.shape import Shape


@dataclass
class NewBlock:
    """A block, preset or ready-made group of the palette, for one graph: it becomes a node."""

    id: str
    graph: Graph
    _made: dict[Shape | None, tuple[Graph, Node]] = field(default_factory=dict)

    def taking(self, arriving: Shape | None) -> tuple[Graph, Node]:
        """The new node for what arrives there, and the graph with what the node needs.

        A ready-made group may take its sizes from that, and needs its definition.

        Raises:
            GroupError: the graph cannot have one more definition.
        """
        if self.id not in ready_made:
            arriving = None  # a block has the same settings everywhere
        if arriving not in self._made:
            self._made[arriving] = self._new(arriving)
        return self._made[arriving]

    def _new(self, arriving: Shape | None) -> tuple[Graph, Node]:
        if self.id not in ready_made:
            block = presets[self.id].usual().block() if self.id in presets else blocks[self.id]()
            return self.graph, Node(id=self.graph.free_id(block.kind), block=block)
        piece = ready_made[self.id].usual().piece(arriving)
        graph, names = merged(self.graph, piece)
        (node,) = with_names(piece, names).nodes
        return graph, node.but(id=graph.free_id(node.block.kind))
