"""Way: what has happened to the numbers that arrive at a block, as far as advice asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from studio.blocks.block import Block
from studio.blocks.normalization import BatchNorm
from studio.blocks.pooling_mean import AvgPool1D, AvgPool2D
from studio.blocks.pooling_to_size import GlobalAvgPool
from studio.blocks.regularization import Dropout, SpatialDropout
from studio.blocks.reshape import Flatten, Permute, Reshape
from studio.graph.graph import Node
from studio.graph.shapes import NodeShapes
from studio.schema.call import Call
from studio.schema.shape import Picture

DEEP: Final = 20  # layers with weights in a row that still learn well without skips

_WEIGHTED: Final = frozenset(("Linear", "Conv1d", "Conv2d", "ConvTranspose2d"))
_SQUASHING: Final = frozenset(("Softmax", "Sigmoid"))
_ORDER: Final = (Flatten, Reshape, Permute)  # numbers change their places only
_DROPPING: Final = (Dropout, SpatialDropout)
# What a layer with weights before or behind could do as well.
_STRAIGHT: Final = (*_ORDER, *_DROPPING, BatchNorm, AvgPool1D, AvgPool2D, GlobalAvgPool)

Side: TypeAlias = tuple[int, int, int]  # pixels seen, pixels from place to place, pixels in all


@dataclass(frozen=True, slots=True)
class Way:
    """What lies behind numbers, each by the label of the block that did it.

    `straight`: a layer with weights, and no curve since. `squashed`: by a curve to shares, and by
    which. `dropped`: a dropout directly before. `depth` counts layers with weights since the last
    place where ways met, up to one more than `DEEP`. `sides`: how much of a picture one place
    sees, down and across; None where it sees all of it, or none is a picture.
    """

    straight: str = ""
    squashed: tuple[str, str] = ("", "")
    dropped: str = ""
    depth: int = 0
    sides: tuple[Side, Side] | None = None


UNKNOWN: Final = Way()


def onward(node: Node, known: NodeShapes, arriving: Sequence[Way]) -> Way:
    """The way of what a block gives out; of several inputs the ways meet in it."""
    block = node.block
    if len(arriving) != 1:
        return Way(sides=_met(arriving) if arriving else _begun(known))
    (way,) = arriving
    if isinstance(block, _ORDER):
        return replace(way, sides=None if isinstance(block, Flatten) else way.sides)
    names = [layer_name(call) for call in known.layers.values()]
    weights = not _WEIGHTED.isdisjoint(names)
    straight = way.straight if isinstance(block, _STRAIGHT) else ""
    if weights:
        straight = node.label if weighted(known) and "activation" not in known.layers else ""
    return Way(
        straight,
        squashed=next(((node.label, name) for name in names if name in _SQUASHING), ("", "")),
        dropped=node.label if isinstance(block, _DROPPING) else "",
        depth=min(way.depth + weights, DEEP + 1),
        sides=_seen(block, known, way.sides),
    )


def weighted(known: NodeShapes) -> bool:
    """Whether a block is a layer of weighted sums, and nothing else before its activation."""
    layers = (call for key, call in known.layers.items() if key != "activation")
    names = {layer_name(call) for call in layers}
    return bool(names & _WEIGHTED) and names <= _WEIGHTED | {"ZeroPad2d", "ConstantPad1d"}


def layer_name(call: Call) -> str:
    """The torch class that a layer is made of."""
    return str(call.target).rpartition(".")[2]


def _begun(known: NodeShapes) -> tuple[Side, Side] | None:
    match known.outputs:
        case (Picture(_, height, width),):
            return (1, 1, height), (1, 1, width)
    return None


def _met(arriving: Iterable[Way]) -> tuple[Side, Side] | None:
    """What is seen where ways meet: as much as on the one that sees most."""
    each = [way.sides for way in arriving]
    first = each[0]
    if first is None or None in each:
        return None
    down, across = (max(sides[axis] for sides in each if sides) for axis in (0, 1))
    return down, across


def _seen(
    block: Block, known: NodeShapes, sides: tuple[Side, Side] | None
) -> tuple[Side, Side] | None:
    """What is seen behind a window; unknown behind what works on pictures in another way."""
    if sides is None or not isinstance(known.inputs[0], Picture):
        return None
    kernel, stride = getattr(block, "kernel", None), getattr(block, "stride", None)
    dilation = getattr(block, "dilation", (1, 1))
    if kernel is None:
        return sides if known.outputs == known.inputs else None
    if not (isinstance(kernel, tuple) and isinstance(stride, tuple)):
        return None
    down, across = (
        (seen + (k - 1) * d * apart, apart * s, whole)
        for (seen, apart, whole), k, s, d in zip(sides, kernel, stride, dilation, strict=True)
    )
    return None if down[0] >= down[2] and across[0] >= across[2] else (down, across)
