"""Shapes as comments at the ends of lines: `(batch, 32, 26, 26)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from studio.schema.shape import Array, Category, Features, Picture, Shape, Tokens, Unknown
from studio.schema.shape import Sequence as Steps


def sides(shape: Shape) -> tuple[tuple[str, str], ...]:
    """The sides of a tensor after the batch: what each is called, and its size."""
    match shape:
        case Features(size):
            return (("size", str(size)),)
        case Picture(channels, height, width):
            return ("channels", str(channels)), ("height", str(height)), ("width", str(width))
        case Steps(length, size):
            return ("time", _length(length)), ("size", str(size))
        case Tokens(length, _):
            return (("time", _length(length)),)
        case Category():
            return ()
        case Array(along):
            return tuple((f"side_{n}", str(side)) for n, side in enumerate(along, 1))


def _length(length: int | Unknown) -> str:
    text = length.text() if isinstance(length, Unknown) else str(length)
    return "".join(letter for letter in text if letter.isprintable())


def comment(shapes: Sequence[Shape]) -> str:
    """One shape for all uses of a class: a side that differs between them is called by its name."""
    if len(shapes) == 1:
        return _alone(shapes[0])
    first, *others = [sides(shape) for shape in shapes]
    told = ["batch"]
    for position, (name, size) in enumerate(first):
        same = all(len(o) == len(first) and o[position][1] == size for o in others)
        told.append(size if same else name)
    return f"({', '.join(told)})"


@lru_cache(maxsize=4_096)
def _alone(shape: Shape) -> str:
    return f"({', '.join(['batch', *[size for _, size in sides(shape)]])})"


def remark(variants: Sequence[tuple[Shape | None, ...]]) -> str:
    """What is said at the end of a statement about all that it computes."""
    columns: Iterable[tuple[Shape | None, ...]] = zip(*variants, strict=True)
    known = ([shape for shape in column if shape is not None] for column in columns)
    return ", ".join(comment(shapes) for shapes in known if shapes)
