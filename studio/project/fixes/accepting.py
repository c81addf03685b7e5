"""Accepting: what a block would give for other shapes than those that arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.blocks.group import Group
from studio.graph.shapes import NodeShapes
from studio.schema.shape import Array, Features, Picture, Sequence, Shape, ShapeError

_FARTHEST: Final = 96  # from one size to another that is tried


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


def takes(known: NodeShapes, position: int, shape: Shape) -> bool:
    """Whether a block takes another shape at one of its inputs, beside what it gets."""
    args = [*known.args]
    args[position] = shape
    return gives(known.block, *args) is not None


def width(shape: Shape) -> int | None:
    """The size of a shape that a layer before it sets: units, channels, values of a step."""
    match shape:
        case Features(size) | Sequence(_, size):
            return size
        case Picture(channels, _, _):
            return channels
    return None


def _as_wide(shape: Shape, size: int) -> Shape:
    """The shape with another width."""
    match shape:
        case Features():
            return Features(size)
        case Sequence(length, _):
            return Sequence(length, size)
        case Picture(_, height, across):
            return Picture(size, height, across)
    return shape


def fitting_width(known: NodeShapes, position: int, shape: Shape) -> int | None:
    """The nearest width of a shape with which a block takes it; those of others are preferred."""
    size = width(shape)
    if size is None:
        return None
    sizes = (*other_widths(known, position), *_around(size))
    fitting = (n for n in sizes if n != size and takes(known, position, _as_wide(shape, n)))
    return next(fitting, None)


def _around(size: int) -> Iterator[int]:
    for by in range(1, _FARTHEST):
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
