"""Convolutions of one and of two sides, transposed ones included."""

from __future__ import annotations

from typing import Any

from studio.exchange.onnx_import.activations import back
from studio.exchange.onnx_import.dense import named
from studio.exchange.onnx_import.drawing import Drawing, NoBlock, made
from studio.exchange.onnx_import.network import Array, Operator, single
from studio.exchange.onnx_import.reads import reads
from studio.exchange.onnx_import.windows import Windows


def spatial(drawing: Drawing, name: str) -> tuple[list[int], list[int], int | None]:
    """An order of axes that a block for pictures or sequences takes, and which sides those are.

    Returns:
        The order; the sides of the operator that the block has, in order; the one that it has not,
        because it is an axis of one that was only put in (a sequence read as a flat picture).
    """
    held = drawing.held(name)
    rank = len(held.axes)
    if held.axes[0] != 0 or rank not in (3, 4):
        raise NoBlock("neither a picture nor a sequence")
    if rank == 3:
        return [0, 2, 1], [0], None
    flat = next((n for n in (2, 3) if held.axes[n] is None), None)
    if flat is None or None in (held.axes[1], held.axes[5 - flat]):
        return [0, 1, 2, 3], [0, 1], None
    return [0, 5 - flat, 1], [3 - flat], flat - 2


def held_axes(order: list[int], flat: int | None, rank: int) -> tuple[int | None, ...]:
    """Where the axes of the result lie in what the block gives."""
    if flat is None:
        return back(order)
    return tuple(order.index(axis) if axis in order else None for axis in range(rank))


@reads("Conv")
def convolution(drawing: Drawing, op: Operator) -> None:
    weight, bias = _weights(drawing, op)
    order, windows, flat = _placed(drawing, op, weight)
    if flat is not None:
        weight = weight.squeeze(2 + flat)
    source = drawing.arranged(op.input(0), order)
    settings: dict[str, Any] = {
        "filters": len(weight),
        "padding": windows.padding(),
        "groups": op.settings.get("group", 1),
        "activation": "none",
        "bias": bias is not None,
    } | windows.settings("kernel", "stride", "dilation")
    layer = {"weight": single(weight)} | ({} if bias is None else {"bias": single(bias)})
    block = made("conv2d" if len(windows.kernel) == 2 else "conv1d", **settings)
    (out,) = drawing.put(block, source, name=named(drawing, op), weights={"": layer})
    drawing.hold(op.outputs[0], out, held_axes(order, flat, len(drawing.lengths(op.input(0)))))


def _weights(drawing: Drawing, op: Operator) -> tuple[Array, Array | None]:
    weight = drawing.network.constant(op.input(1))
    bias = drawing.network.constant(op.input(2))
    if weight is None or (op.input(2) and bias is None):
        raise NoBlock("weights that are computed")
    return weight, bias


def _placed(drawing: Drawing, op: Operator, weight: Array) -> tuple[list[int], Windows, int | None]:
    order, _, flat = spatial(drawing, op.input(0))
    lengths = drawing.lengths(op.input(0))[2:]
    windows = Windows.of(op.settings, lengths, weight.shape[2:])
    return order, windows if flat is None else windows.without(flat), flat


@reads("ConvTranspose")
def transposed(drawing: Drawing, op: Operator) -> None:
    weight, bias = _weights(drawing, op)
    given, lengths = op.settings, drawing.lengths(op.input(0))
    order, _, flat = spatial(drawing, op.input(0))
    if weight.ndim != 4 or flat is not None:
        raise NoBlock("transposed convolution of something other than pictures")
    windows = Windows.of(given | {"auto_pad": "NOTSET"}, lengths[2:], weight.shape[2:])
    more = tuple(given.get("output_padding") or (0, 0))
    before, after = windows.before, windows.after
    if given.get("auto_pad", "NOTSET").startswith("SAME") or given.get("output_shape"):
        before, after, more = _cut(drawing, op, windows, more)
    ends = tuple(end for pair in zip(before, after, strict=True) for end in pair)
    settings: dict[str, Any] = {
        "filters": weight.shape[1] * given.get("group", 1),
        "padding": ends[0] if len(set(ends)) == 1 else ends,
        "output_padding": more,
        "groups": given.get("group", 1),
        "activation": "none",
        "bias": bias is not None,
    } | windows.settings("kernel", "stride", "dilation")
    if settings["padding"] == 0:
        settings["padding"] = "valid"
    layer = {"weight": single(weight)} | ({} if bias is None else {"bias": single(bias)})
    source = drawing.arranged(op.input(0), order)
    block = made("conv_transpose2d", **settings)
    (out,) = drawing.put(block, source, name=named(drawing, op), weights={"": layer})
    drawing.hold(op.outputs[0], out, back(order))


def _cut(
    drawing: Drawing, op: Operator, windows: Windows, more: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """What is cut away at both ends, and added behind, so that the sides come out as they do."""
    size = drawing.lengths(op.outputs[0])[2:]
    totals = [
        windows.stride[n] * (side - 1) + more[n] + windows.spans[n] - size[n]
        for n, side in enumerate(drawing.lengths(op.input(0))[2:])
    ]
    less = tuple(max(total, 0) // 2 for total in totals)
    rest = tuple(max(total, 0) - n for total, n in zip(totals, less, strict=True))
    more = tuple(n + max(-total, 0) for total, n in zip(totals, more, strict=True))
    lower = op.settings.get("auto_pad") == "SAME_LOWER"
    return (rest, less, more) if lower else (less, rest, more)
