"""Values that are repeated: along an axis of one, for a join or for a sequence."""

from __future__ import annotations

from typing import Final

import numpy as np

from studio.exchange.onnx_import.drawing import Drawing, NoBlock, made
from studio.exchange.onnx_import.network import Network, Operator, written
from studio.exchange.onnx_import.reads import reads

JOINS: Final = frozenset("Add Sub Mul Div Max Min Sum Mean Where".split())


def repeats(network: Network) -> None:
    """Leave out what is repeated only for joins: there a smaller value counts for many places."""
    for op in network.operators[:]:
        name = op.outputs[0]
        readers = network.read_by.get(name, [])
        before, after = (network.shapes.get(each) for each in (op.input(0), name))
        if op.kind != "Expand" or not readers or name in network.outputs or before is None:
            continue
        if after is not None and all(_large(network, each, name) for each in readers):
            new = len(after) - len(before)
            network.shapes[name] = (1,) * new + before
            network.known(f"{name} new", np.arange(new))
            network.replace([op], written("Unsqueeze", (op.input(0), f"{name} new"), (name,)))


def _large(network: Network, reader: Operator, name: str) -> bool:
    """Whether another input of a join has all places of its result by itself."""
    if reader.kind not in JOINS or reader.outputs[0] not in network.shapes:
        return False
    result = network.shapes[reader.outputs[0]]
    others = [each for each in reader.inputs if each and each != name]
    return any(network.shapes.get(each) == result for each in others)


@reads("Expand", "Tile")
def repeated(drawing: Drawing, op: Operator) -> None:
    """A row at each step of a sequence or at each pixel; nothing, where no side grows."""
    held, before = drawing.held(op.input(0)), drawing.lengths(op.input(0))
    after = drawing.lengths(op.outputs[0])
    axes = (None,) * (len(after) - len(before)) + held.axes
    sides = (1,) * (len(after) - len(before)) + before
    grown = [n for n, (one, other) in enumerate(zip(sides, after, strict=True)) if one != other]
    if not grown:
        drawing.hold(op.outputs[0], held.source, axes)
        return
    if len(axes) == 4 and all(axes[n] is None for n in grown) and grown == [2, 3]:
        pixel = drawing.with_axes(held.source, axes)
        block = made("upsample", mode="nearest", to="size", size=after[2:])
        drawing.hold(op.outputs[0], drawing.put(block, pixel)[0])
        return
    (axis, *more) = grown
    free = drawing.network.derived(after[axis])
    rest = [n for n in range(len(axes)) if n not in (axis, axes.index(0))]
    if more or len(axes) != 3 or axes[axis] is not None or free or axis == axes.index(0):
        raise NoBlock("values repeated")
    row = drawing.with_axes(held.source, (0, axes[rest[0]]))
    (out,) = drawing.put(made("repeat_row", steps=after[axis]), row)
    place = {axes.index(0): 0, axis: 1, rest[0]: 2}
    drawing.hold(op.outputs[0], out, tuple(place[n] for n in range(3)))
