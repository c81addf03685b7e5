"""Accepting: what a block would give for other shapes than those that arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.blocks.group import Group
from studio.graph.shapes import NodeShapes
from studio.schema.shape import Array, Features, Picture, Sequence, Shape, ShapeError

FARTHEST: Final = 96  # from one size to another that is tried


def gives(block: Block, *args: Any) -> Shape | None:
    """What a block gives at its first port, or answers; None if it takes no such shapes.

    None also where it lacks an input or its data, and for a group.
    """
    if isinstance(block, Group) or not _complete(block, args):
        return None
    try:
        made = block.infer(*args)
    except ShapeError:
        return None
    return made[0] if isinstance(made, tuple) else made


def _complete(block: Block, args: tuple[Any, ...]) -> bool:
    ends = isinstance(block, InputBlock | OutputBlock)
    ports = block.inputs()
    if len(args) != len(ports) + ends or (ends and args[-1] is None):
        return False
    given = zip(args, ports, strict=False)
    return any(arg is not None for arg in args) and all(
        arg is not None or port.optional for arg, port in given
    )


def with_input(known: NodeShapes, position: int, shape: Shape) -> tuple[Any, ...]:
    """What a block gets, with another shape at one of its inputs."""
    args = [*known.args]
    args[position] = shape
    return tuple(args)


def width(shape: Shape) -> int | None:
    """The size of a shape that a layer before it sets: units, channels, values of a step."""
    match shape:
        case Features(size) | Sequence(_, size):
            return size
        case Picture(channels, _, _):
            return channels
    return None


def as_wide(shape: Shape, size: int) -> Shape:
    """The shape with another width."""
    match shape:
        case Features():
            return Features(size)
        case Sequence(length, _):
            return Sequence(length, size)
        case Picture(_, height, across):
            return Picture(size, height, across)
    return shape


def nearest(size: int, good: Callable[[int], bool], first: tuple[int, ...] = ()) -> int | None:
    """The good size that is nearest to this one; those in `first` are preferred."""
    return next((n for n in (*first, *_around(size)) if n != size and n > 0 and good(n)), None)


def _around(size: int) -> Iterator[int]:
    for by in range(1, FARTHEST):
        yield size + by
        if size > by:
            yield size - by


def other_widths(known: NodeShapes, position: int) -> tuple[int, ...]:
    """The widths that the other inputs of a block have, and the one that its data asks for."""
    others = [s for i, s in enumerate(known.inputs) if i != position and s is not None]
    if known.data is not None:
        others.append(known.data.shape)
    found = [width(shape) for shape in others if not isinstance(shape, Array)]
    return tuple(dict.fromkeys(n for n in found if n is not None))
