"""One block, compiled for real: inputs are wired to it, and what it gives is handed out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import fx

from studio.blocks import blocks
from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.compiler.cost import costs
from studio.compiler.module import build
from studio.compiler.plan import End, plan
from studio.graph.graph import Graph, Node, Wire
from studio.graph.shapes import NodeShapes, Shapes, shapes
from studio.schema.call import names
from studio.schema.data_field import DataField
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Length,
    Picture,
    Sequence,
    Shape,
    Tokens,
    assumed,
    count,
)

INPUTS = {
    Features: "features_input",
    Sequence: "sequence_input",
    Picture: "picture_input",
    Tokens: "tokens_input",
    Category: "category_input",
    Array: "array_input",
}
Given = tuple[Shape | None, ...]


@dataclass(frozen=True)
class Compiled:
    """A block as a module: called with a tensor for each wired input, each with its lengths."""

    module: fx.GraphModule
    found: Shapes
    ends: tuple[End, ...]

    @property
    def known(self) -> NodeShapes:
        """What the arithmetic of shapes found out about the block."""
        return self.found.nodes["block"]

    @property
    def parameters(self) -> int:
        """How many parameters the app says that the block has."""
        return costs(self.found)["block"].parameters

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """What the block says that it gives."""
        return tuple(end.shape for end in self.ends)

    def __call__(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        result = self.module(*tensors)
        return result if isinstance(result, tuple) else (result,)

    def values(self, *tensors: torch.Tensor) -> list[torch.Tensor]:
        """The outputs, each followed by its lengths if it is padded, without those lengths."""
        kept, results = [], iter(self(*tensors))
        for end in self.ends:
            kept.append(next(results))
            if end.lengths:
                next(results)
        return kept


def compiled(
    block: Block, given: Given, target: DataField | None = None, seed: int = 0
) -> Compiled:
    """The block given these shapes at its input ports; `target` is what an output predicts."""
    graph, fields = network(block, given, target)
    made = plan(graph, fields)
    found = shapes(graph, fields)
    tails = {end.node: end for end in made.outputs}
    if isinstance(block, OutputBlock):
        ends = (tails["block"],)
    else:
        read = {step.node: names(step.values[0][1]) for step in made.steps if step.values}
        ends = tuple(
            End(
                "block",
                next(iter(read[f"flat_{n}"])) if f"flat_{n}" in read else tails[f"y_{n}"].variable,
                shape,
                None,
                block,
                tails[f"y_{n}"].lengths,
            )
            for n, shape in enumerate(found.nodes["block"].outputs)
        )
    steps = tuple(step for step in made.steps if step.node == "block")
    return Compiled(build(replace(made, steps=steps, outputs=ends), seed), found, ends)


def network(
    block: Block, given: Given, target: DataField | None = None
) -> tuple[Graph, dict[str, DataField]]:
    """A graph around one block, and the data that fits it."""
    if isinstance(block, OutputBlock) and target is not None and not block.own_field():
        block = block.but(field=target.name)
    nodes, wires, fields = [Node(id="block", block=block)], [], {}
    for position, (port, shape) in enumerate(zip(block.inputs(), given, strict=True)):
        if shape is not None:
            name = f"x_{position}"
            nodes.append(Node(id=name, block=blocks[INPUTS[type(shape)]](field=name)))
            wires.append(Wire(source=name, target="block", input=port.name))
            fields[name] = DataField(name, "values", shape)
    if target is not None:
        fields[target.name] = target
    if not isinstance(block, OutputBlock):
        args = (target,) if isinstance(block, InputBlock) else given
        found = block.infer(*args)
        for n, shape in enumerate(found if isinstance(found, tuple) else (found,)):
            tail, ends = _tail(f"y_{n}", f"flat_{n}", block.outputs()[n].name, shape)
            nodes += tail
            wires += ends
            fields[f"y_{n}"] = DataField(f"y_{n}", "number", _target(shape))
    return Graph(nodes=tuple(nodes), wires=tuple(wires)), fields


def _target(shape: Shape) -> Shape:
    match shape:
        case Picture() | Array():
            return Features(count(shape) or 0)
        case Tokens(length, _):
            return Sequence(length, 1)
        case Category():
            return Features(1)
    return shape


def _tail(name: str, flat: str, port: str, shape: Shape) -> tuple[list[Node], list[Wire]]:
    out = blocks["number_output"]
    made = {Picture: blocks["flatten"](), Array: blocks["flatten"]()}
    made |= {Tokens: blocks["embedding"](size=1), Category: blocks["embedding"](size=1)}
    if type(shape) in made:
        nodes = [Node(id=flat, block=made[type(shape)])]
        nodes.append(Node(id=name, block=out(field=name, dense=False)))
        return nodes, [
            Wire(source="block", output=port, target=flat),
            Wire(source=flat, target=name),
        ]
    nodes = [Node(id=name, block=out(field=name, dense=False))]
    return nodes, [Wire(source="block", output=port, target=name)]


def drawn(shape: Shape, batch: int, steps: int = 5, seed: int = 0) -> torch.Tensor:
    """Random values of this shape; a length that is not known becomes `steps`."""
    dice = torch.Generator().manual_seed(seed)
    match shape:
        case Tokens(length, vocabulary):
            return torch.randint(vocabulary, (batch, assumed(length, steps)), generator=dice)
        case Category(choices):
            return torch.randint(choices, (batch,), generator=dice)
        case Sequence(length, size):
            sides: tuple[int, ...] = (assumed(length, steps), size)
        case Features(size):
            sides = (size,)
        case Picture(channels, height, width):
            sides = (channels, height, width)
        case Array(sides):
            pass
    return torch.randn(batch, *sides, generator=dice)


def sides(shape: Shape) -> tuple[Length, ...]:
    """The sides of a tensor of this shape, without the batch."""
    match shape:
        case Tokens(length, _):
            return (length,)
        case Sequence(length, size):
            return (length, size)
        case Features(size):
            return (size,)
        case Picture(channels, height, width):
            return (channels, height, width)
        case Category():
            return ()
        case Array(sides):
            return sides
