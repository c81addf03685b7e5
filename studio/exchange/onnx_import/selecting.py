"""Parts of a value: rows of a table, slices, splits, and values with an edge added."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any, Final

import numpy as np

from studio.exchange.onnx_import.activations import back, short
from studio.exchange.onnx_import.drawing import Axes, Drawing, Held, NoBlock, Source, made
from studio.exchange.onnx_import.masking import room_for_window
from studio.exchange.onnx_import.network import Array, Operator, single
from studio.exchange.onnx_import.reads import reads
from studio.schema.shape import Category, Picture, Sequence, Shape, Tokens, padded

MOST_PARTS: Final = 16
FILLS: Final = {"constant": "number", "reflect": "reflect", "edge": "replicate"}


@reads("Gather")
def gather(drawing: Drawing, op: Operator) -> None:
    table = drawing.network.constant(op.input(0))
    if table is not None:
        _embedding(drawing, op, table)
        return
    index = drawing.network.constant(op.input(1))
    if index is None or index.size != 1:
        raise NoBlock("a choice of places that is computed, or of several")
    held, lengths = drawing.held(op.input(0)), drawing.lengths(op.input(0))
    axis = op.settings.get("axis", 0) % len(lengths)
    place = int(index.reshape(-1)[0])
    source, at = held.source, held.axes[axis]
    if at == 0:
        raise NoBlock("one of the examples")
    left = [where for n, where in enumerate(held.axes) if n != axis]
    if at is not None:
        last = place in (-1, lengths[axis] - 1)
        if last and at == 1 and isinstance(source.shape, Sequence):
            (source,) = drawing.put(made("last_step"), source)
            left = [where if where != 2 else 1 for where in left]
        else:
            source = _sliced(drawing, source, at, (place, place + 1 or None, 1))
    if index.ndim:
        left.insert(axis, None)
    drawing.hold(op.outputs[0], source, tuple(left))


def _embedding(drawing: Drawing, op: Operator, table: Array) -> None:
    source = drawing.arranged(op.input(1))
    named = isinstance(source.shape, Tokens | Category)
    if table.ndim != 2 or op.settings.get("axis", 0) != 0 or not named:
        raise NoBlock("rows of a table that are not chosen by tokens")
    block = made("embedding", size=table.shape[1])
    (out,) = drawing.put(block, source, weights={"": {"weight": single(table)}})
    drawing.hold(op.outputs[0], out)


def side_name(shape: Shape, axis: int) -> str | int:
    """What the blocks that work along a side call this axis."""
    match shape:
        case Sequence():
            return ("steps", "values")[axis - 1]
        case Picture():
            return ("values", "height", "width")[axis - 1]
    return "values" if axis == 1 else axis


def _sliced(
    drawing: Drawing, source: Source, axis: int, places: tuple[int, int | None, int]
) -> Source:
    start, stop, every = places
    settings: dict[str, Any] = {"along": side_name(source.shape, axis), "start": start}
    if stop is not None:
        settings["stop"] = stop
    if every > 1:
        settings["every"] = every
    return drawing.put(made("slice", **settings), source)[0]


@reads("Slice")
def slices(drawing: Drawing, op: Operator) -> None:
    held, lengths = drawing.held(op.input(0)), drawing.lengths(op.input(0))
    network = drawing.network
    starts, stops = (network.constants.get(op.input(n)) for n in (1, 2))
    if starts is None or stops is None:
        raise NoBlock("places that are computed")
    axes = network.constants.get(op.input(3), np.arange(starts.size))
    steps = network.constants.get(op.input(4), np.ones(starts.size, np.int64))
    source = held.source
    for start, stop, axis, every in zip(starts, stops, axes, steps, strict=True):
        n = int(axis) % len(lengths)
        source = _one_slice(drawing, source, held.axes[n], lengths[n], (start, stop, every))
    drawing.hold(op.outputs[0], source, held.axes)


def _one_slice(
    drawing: Drawing, source: Source, at: int | None, side: int, given: tuple[Any, Any, Any]
) -> Source:
    start, stop, every = (int(n) for n in given)
    if every < 1:
        raise NoBlock("places in reverse")
    first, end, _ = slice(start, stop, every).indices(side)
    if (first, end) == (0, side) and every == 1:
        return source
    free = drawing.network.derived(side) or (at == 1 and padded(source.shape))
    if not at or (free and (start < 0 <= stop < side or start > side)):
        raise NoBlock("some of the examples")
    if free:  # what is counted from the end stays so
        first, end = start, stop if stop < side else side
    return _sliced(drawing, source, at, (first, None if end >= side else end, every))


@reads("Split")
def split(drawing: Drawing, op: Operator) -> None:
    held, lengths = drawing.held(op.input(0)), drawing.lengths(op.input(0))
    axis = op.settings.get("axis", 0) % len(lengths)
    at = held.axes[axis]
    sizes = [drawing.lengths(name)[axis] for name in op.outputs]
    if not at or sum(sizes) != lengths[axis]:
        raise NoBlock("the examples are divided")
    if len(set(sizes)) == 1 and 2 <= len(sizes) <= MOST_PARTS:
        block = made("split", along=side_name(held.source.shape, at), parts=len(sizes))
        sources = drawing.put(block, held.source)
    else:
        ends = pairwise(accumulate(sizes, initial=0))
        sources = tuple(
            _sliced(drawing, held.source, at, (a, b if b < lengths[axis] else None, 1))
            for a, b in ends
        )
    for name, source in zip(op.outputs, sources, strict=True):
        drawing.hold(name, source, held.axes)


@reads("Pad")
def pad(drawing: Drawing, op: Operator) -> None:
    held, rank = drawing.held(op.input(0)), len(drawing.lengths(op.input(0)))
    given = drawing.network.constant(op.input(1))
    axes = drawing.network.constants.get(op.input(3), np.arange(rank))
    value = drawing.network.number(op.input(2)) if op.input(2) else 0.0
    mode = op.settings.get("mode", "constant")
    if given is None or value is None or mode not in FILLS or not given.any():
        raise NoBlock("an edge that is computed, or none")
    ends = given.reshape(2, -1)
    edges = {
        int(axis) % rank: (int(a), int(b)) for axis, a, b in zip(axes, *ends, strict=True) if a or b
    }
    if (given < 0).any():
        _cut_off(drawing, op, held, edges)
        return
    if room_for_window(drawing, op, edges):
        drawing.hold(op.outputs[0], held.source, held.axes)
        return
    fill: dict[str, Any] = {"fill": FILLS[mode]}
    if value and mode == "constant":
        fill["value"] = short(value)
    order = _edges_last(held, rank, edges)
    source = drawing.arranged(op.input(0), order)
    sides = [edges.get(axis, (0, 0)) for axis in order]
    if rank == 4:
        (top, bottom), (left, right) = sides[2:]
        fill |= {"top": top, "bottom": bottom, "left": left, "right": right}
    else:
        fill |= {"left": sides[1][0], "right": sides[1][1]}
    drawing.hold(op.outputs[0], drawing.put(made("pad", **fill), source)[0], back(order))


def _cut_off(drawing: Drawing, op: Operator, held: Held, edges: dict[int, tuple[int, int]]) -> None:
    source = held.source
    for axis, (first, last) in edges.items():
        at = held.axes[axis]
        if not at or first > 0 or last > 0:
            raise NoBlock("an edge that is added here and cut off there")
        source = _sliced(drawing, source, at, (-first, last or None, 1))
    drawing.hold(op.outputs[0], source, held.axes)


def _edges_last(held: Held, rank: int, edges: dict[int, tuple[int, int]]) -> list[int]:
    """An order of the axes in which those with new edges stand where a block adds them."""
    natural: Axes = held.axes
    own = [natural.index(n) for n in range(rank) if n in natural]
    own += [n for n in range(rank) if n not in own]
    if rank == 4 and edges.keys() <= set(own[2:]):
        return own
    others = [n for n in own[1:] if n not in edges]
    mine = [n for n in own[1:] if n in edges]
    if held.batch in edges or not mine or rank not in (2, 3, 4) or len(mine) > max(rank - 2, 1):
        raise NoBlock("an edge at these axes")
    if rank == 3:
        return [own[0], *mine, *others]
    while len(mine) < min(2, rank - 1):
        mine.insert(0, others.pop())
    return [own[0], *others, *mine]
