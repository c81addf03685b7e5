"""Stories: what a wire carries, and how its size came out, followed into groups."""

from __future__ import annotations

from dataclasses import dataclass

from studio.blocks.block import Arithmetic
from studio.blocks.group import Group
from studio.graph.graph import Graph, Network, Wire
from studio.graph.shapes import Shapes
from studio.language import tr
from studio.schema.shape import Shape


@dataclass(frozen=True, slots=True)
class Story:
    """The shape on a wire, the arithmetic of the block that made it, and that block's label.

    `inside` has the groups that the block lies in, from outside in.
    """

    shape: Shape
    told: Arithmetic | None
    maker: str
    inside: tuple[str, ...] = ()

    def text(self) -> str:
        """The whole story but for the formula."""
        words, said = self.shape.words(), self.told.words if self.told else ""
        if words not in said:
            said = f"{words[:1].upper()}{words[1:]}. {said}".strip()
        if not self.inside:
            return said
        made = tr('Made by {block} inside of "{group}".')
        return f"{said} {made.format(block=self.maker, group=self.inside[-1])}"


def story(graph: Graph, found: Shapes, wire: Wire) -> Story | None:
    """The story of a wire; None if what it carries is not known."""
    shape = found.on(wire)
    if shape is None:
        return None
    network: Network = graph
    inside: tuple[str, ...] = ()
    while True:
        node, known = network.by_id[wire.source], found.nodes[wire.source]
        if not isinstance(node.block, Group) or not known.inside:
            # What is told is told of the first output.
            first = graph.outputs(node.block)[0].name == wire.output
            told = node.block.arithmetic(*known.args) if first and known.known else None
            return Story(shape, told, node.label, inside)
        network, found = graph.definition[node.block.definition], known.inside[-1]
        inside = (*inside, node.block.definition)
        *_, wire = network.into[wire.output]  # of several, which are an error, the shape's
