"""The blocks of padded sequences: their means, their last steps, and masks, which need no block."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from studio.blocks.recurrent import Recurrent
from studio.exchange.onnx_import.drawing import Drawing, Held, NoBlock, Source, behind, made
from studio.exchange.onnx_import.network import Array, Network, Operator
from studio.exchange.onnx_import.pooling import reduced
from studio.exchange.onnx_import.positions import add_rows, add_waves
from studio.exchange.onnx_import.reads import reads
from studio.schema.shape import Sequence, unknown_length


@reads("Masked")
def masked(drawing: Drawing, op: Operator) -> None:
    """Nothing is drawn: blocks look at no padding, whatever stands in it."""
    held, sides = drawing.held(op.input(0)), drawing.lengths(op.input(0))
    lengths = _lengths(drawing, held)
    steps = np.arange(sides[held.axes.index(1)])
    here = _placed(steps, held, 1) < _placed(lengths, held, 0)
    if not _equal(op.settings["real"], here):
        raise NoBlock("a mask of something else than padding")
    drawing.hold(op.outputs[0], held.source, held.axes)


@reads("MeanOverTime")
def mean(drawing: Drawing, op: Operator) -> None:
    held = drawing.held(op.input(0))
    axis = op.settings["axis"] % len(held.axes)
    if held.axes[axis] != 1:
        raise NoBlock("a sum over something else than time")
    lengths, divisor = _placed(_lengths(drawing, held), held, 0), op.settings["divisor"]
    if not _equal(divisor, lengths if op.settings["keep"] else lengths.squeeze(axis)):
        raise NoBlock("divided by something else than the length")
    reduced(drawing, op, False, [axis], keep=op.settings["keep"])


@reads("GatherND")
def last_step(drawing: Drawing, op: Operator) -> None:
    held, index = drawing.held(op.input(0)), drawing.network.constants.get(op.input(1))
    if index is None or op.settings.get("batch_dims", 0):
        raise NoBlock("places that are computed")
    _check_last(drawing, held, index)
    source = held.source
    block = behind(drawing, source)
    if isinstance(block, Recurrent) and source.port == "sequence" and not block.bidirectional:
        out = _port(drawing, source, 1)
    else:
        (out,) = drawing.put(made("last_step"), source)
    drawing.hold(op.outputs[0], out)


@reads("BothEnds")
def both_ends(drawing: Drawing, op: Operator) -> None:
    """What a recurrent layer in both directions gives as its last step."""
    held = drawing.held(op.input(0))
    _check_last(drawing, held, op.settings["index"])
    block = behind(drawing, held.source)
    if not isinstance(block, Recurrent) or held.source.port != "sequence":
        raise NoBlock("halves of something that does not go both ways")
    if not block.bidirectional:
        raise NoBlock("halves of one way")
    drawing.hold(op.outputs[0], _port(drawing, held.source, 1))


def _port(drawing: Drawing, source: Source, number: int) -> Source:
    """Another output of the same block."""
    port = drawing.block(source.node).outputs()[number]
    return Source(source.node, port.name, drawing.shapes[source.node][number])


def _check_last(drawing: Drawing, held: Held, index: Array) -> None:
    """Whether these are the places of the last real steps, one for each example."""
    lengths = _lengths(drawing, held)
    if held.axes not in ((0, 1, 2), (1, 0, 2)):
        raise NoBlock("places in something else than a sequence")
    last = np.stack((np.arange(len(lengths)), lengths - 1), 1)  # (batch, 2)
    if not np.array_equal(index, last[:, list(held.axes[:2])]):
        raise NoBlock("other places than the last steps")


@reads("Positions")
def positions(drawing: Drawing, op: Operator) -> None:
    """Rows for as many places as there are steps."""
    steps = drawing.arranged(op.input(0))
    if not isinstance(steps.shape, Sequence):
        raise NoBlock("rows that are no positions")
    table = op.settings.get("table")
    added = add_rows if table is not None else add_waves
    out = added(drawing, steps, op.settings["rows"] if table is None else table)
    if out is None:
        raise NoBlock("rows that depend on the length")
    drawing.hold(op.outputs[0], out)


def room_for_window(drawing: Drawing, pad: Operator, edges: Mapping[int, tuple[int, int]]) -> bool:
    """Whether these edges only make the shortest sequences as long as the next window.

    Blocks do so by themselves, so that a window fits into every padded sequence.
    """
    held = drawing.held(pad.input(0))
    shape = held.source.shape
    length = unknown_length(shape)
    if length is None or drawing.real_lengths(shape) is None or not isinstance(shape, Sequence):
        return False
    if [(held.axes[axis], edge[0]) for axis, edge in edges.items()] != [(1, 0)]:
        return False
    ((_, added),) = edges.values()
    after = drawing.network.only_reader(pad.outputs[0])
    while after is not None and after.kind in ("Transpose", "Unsqueeze"):
        after = drawing.network.only_reader(after.outputs[0])
    return after is not None and added == _span(drawing.network, after) - length.least


def _span(network: Network, window: Operator) -> int:
    """How many steps a window needs, less what it adds to them by itself; 0 for no window."""
    given = window.settings
    match window.kind:
        case "Conv" | "MaxPool" | "AveragePool":
            kernel = given.get("kernel_shape") or network.shapes[window.input(1)][2:]
            dilations = given.get("dilations") or [1] * len(kernel)
            spans = (d * (k - 1) + 1 for k, d in zip(kernel, dilations, strict=True))
            return int(max(spans) - sum(given.get("pads") or ()))
        case "Slice":
            ends = [network.constant(window.input(n)) for n in (1, 2)]
            start, stop = (0 if end is None or end.size != 1 else int(end.item()) for end in ends)
            return 1 + max(start, 0) - min(stop, 0)
    return 0


def _lengths(drawing: Drawing, held: Held) -> Array:
    """How many steps of each example are real: (batch,)."""
    found = drawing.real_lengths(held.source.shape)
    if found is None or 0 not in held.axes or 1 not in held.axes:
        raise NoBlock("no padded sequence")
    return found


def _placed(values: Array, held: Held, axis: int) -> Array:
    """Values along this axis of the source, with as many axes as the value of the file has."""
    return values.reshape([-1 if at == axis else 1 for at in held.axes])


def _equal(one: Array, other: Array) -> bool:
    """Whether two are equal wherever they are spread to the same sides."""
    try:
        return bool((one == other).all())
    except ValueError:
        return False
