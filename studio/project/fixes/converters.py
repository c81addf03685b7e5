"""Converters: blocks that make something of another kind, or of another size, of a shape."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt, prod
from typing import Final

from studio.blocks import blocks
from studio.blocks.block import Block
from studio.graph.shapes import NodeShapes
from studio.language import number, tr
from studio.project.fixes.accepting import gives, other_widths, takes
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Picture,
    Sequence,
    Shape,
    Tokens,
    count,
)

_MOST_SIDE: Final = 4096
_SQUARES: Final = 3  # arrangements of a row as a picture

_WHY: Final = {
    "global_avg_pool": "Keeps one number for each channel. Smaller and faster.",
    "last_step": "Keeps the last step, which has seen all others after a recurrent layer.",
    "mean_over_time": "Takes the mean of all steps. Each counts the same.",
    "embedding": "Gives each of the names a row of values that is learned.",
    "reshape": "Lays the same numbers out anew. Nothing is computed.",
    "adaptive_avg_pool2d": "Takes means of parts, so that the picture has the size that is wanted.",
    "conv2d": "Mixes the channels pixel by pixel into as many as are wanted.",
    "dense": "Mixes the values into as many as are wanted.",
    "repeat_row": "Gives the same row at every step.",
}


def chains(known: NodeShapes, position: int, shape: Shape) -> Iterator[tuple[Block, ...]]:
    """One block, or if there is none two of them, that make what the block takes."""
    sizes = other_widths(known, position)
    found = False
    for chain, made in ways(shape, sizes):
        if found and len(chain) > 1:
            return
        if takes(known, position, made):
            found = True
            yield chain


def ways(shape: Shape, sizes: tuple[int, ...] = ()) -> Iterator[tuple[tuple[Block, ...], Shape]]:
    """Every converter, then every two of them in a row, with what comes out."""
    first = [(block, made) for block in converters(shape, sizes) if (made := gives(block, shape))]
    for block, made in first:
        yield (block,), made
    for block, made in first:
        for second in converters(made, sizes):
            after = gives(second, made)
            if after is not None and type(after) is not type(shape):  # not there and back
                yield (block, second), after


def converters(shape: Shape, sizes: tuple[int, ...] = ()) -> Iterator[Block]:
    """Blocks that make something of another kind of a shape, the usual ones first."""
    match shape:
        case Tokens() | Category():
            embedding = blocks["embedding"].usual()
            yield embedding
            yield from (embedding.but(size=size) for size in sizes)
        case Picture(channels, height, _):
            yield blocks["flatten"].usual()
            yield blocks["global_avg_pool"].usual()
            yield _steps(height if channels == 1 else channels)
        case Sequence(length, size):
            yield blocks["last_step"].usual()
            yield blocks["mean_over_time"].usual()
            if isinstance(length, int):
                yield blocks["flatten"].usual()
                yield from _as_picture(length, size)
        case Features(size):
            yield from _squares(size)
            yield _steps(size)
        case Array(sides):
            yield blocks["flatten"].usual()
            yield from _squares(prod(sides))
            yield _steps(sides[0])


def why(block: Block, shape: Shape) -> str:
    """What a converting block does to this shape, in a sentence."""
    if block.kind == "flatten":
        text = tr("Lays all {n} numbers in one row. Keeps every detail.")
        return text.format(n=number(count(shape) or 0))
    return tr(_WHY.get(block.kind, type(block).summary()))


def _steps(steps: int) -> Block:
    return blocks["reshape"].usual().but(to="sequence", steps=steps)


def _as_picture(height: int, across: int) -> Iterator[Block]:
    if max(height, across) <= _MOST_SIDE:
        yield blocks["reshape"].usual().but(to="picture", height=height, width=across)


def _squares(size: int) -> Iterator[Block]:
    """Pictures of a row: squares that come out even, the largest first."""
    sides = range(min(isqrt(size), _MOST_SIDE), 0, -1)
    fitting = [side for side in sides if size % (side * side) == 0]
    for side in fitting[:_SQUARES]:
        yield from _as_picture(side, side)
