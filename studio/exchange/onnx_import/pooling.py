"""Pooling: windows that keep the largest value or the mean, and whole pictures made one number."""

from __future__ import annotations

from typing import Any

from studio.exchange.onnx_import.convolutions import held_axes, spatial
from studio.exchange.onnx_import.drawing import Drawing, NoBlock, made
from studio.exchange.onnx_import.network import Operator
from studio.exchange.onnx_import.reads import reads
from studio.exchange.onnx_import.windows import Windows


@reads("MaxPool", "AveragePool")
def pooling(drawing: Drawing, op: Operator) -> None:
    given = op.settings
    if len(op.outputs) > 1 and any(drawing.network.read_by.get(name) for name in op.outputs[1:]):
        raise NoBlock("the places of the largest values")
    order, _, flat = spatial(drawing, op.input(0))
    lengths = drawing.lengths(op.input(0))[2:]
    windows = Windows.of(given, lengths, tuple(given["kernel_shape"]))
    if flat is not None:
        windows = windows.without(flat)
    kind = ("max_pool" if op.kind == "MaxPool" else "avg_pool") + f"{len(windows.kernel)}d"
    settings: dict[str, Any] = windows.settings("kernel", "stride")
    if set(windows.dilation) != {1}:
        settings |= windows.settings("dilation")
    if given.get("ceil_mode"):
        settings["ceil_mode"] = True
    settings["padding"] = windows.padding(same=False)
    uncounted = settings["padding"] != "valid" and not given.get("count_include_pad")
    if op.kind == "AveragePool" and uncounted:
        settings["count_padding"] = False
    source = drawing.arranged(op.input(0), order)
    (out,) = drawing.put(made(kind, **settings), source)
    drawing.hold(op.outputs[0], out, held_axes(order, flat, len(lengths) + 2))


@reads("GlobalAveragePool", "GlobalMaxPool")
def whole(drawing: Drawing, op: Operator) -> None:
    held = drawing.held(op.input(0))
    rank = len(held.axes)
    reduced(drawing, op, op.kind == "GlobalMaxPool", list(range(2, rank)), keep=True)


@reads("ReduceMean", "ReduceMax")
def reduction(drawing: Drawing, op: Operator) -> None:
    rank = len(drawing.held(op.input(0)).axes)
    axes = drawing.network.constant(op.input(1))
    if axes is None and (op.input(1) or op.settings.get("noop_with_empty_axes")):
        raise NoBlock("axes that are computed")
    chosen = list(range(rank)) if axes is None else [int(a) % rank for a in axes.reshape(-1)]
    keep = bool(op.settings.get("keepdims", 1))
    reduced(drawing, op, op.kind == "ReduceMax", chosen, keep=keep)


def reduced(drawing: Drawing, op: Operator, largest: bool, axes: list[int], *, keep: bool) -> None:
    """The mean or the largest value over these axes of a value."""
    held = drawing.held(op.input(0))
    axes = sorted(axis for axis in axes if held.axes[axis] is not None)
    ones = [axis for axis in range(len(held.axes)) if held.axes[axis] is None]
    left = [n for n in range(len(held.axes)) if n not in axes and n not in ones and n != held.batch]
    if held.batch in axes or len(left) != 1 or len(axes) not in (1, 2):
        raise NoBlock("a mean over these axes")
    order = [held.batch, *left, *axes] if len(axes) == 2 else [held.batch, *axes, *left]
    kinds = {2: ("global_avg_pool", "global_max_pool"), 1: ("mean_over_time", "max_over_time")}
    source = drawing.arranged(op.input(0), order)
    (out,) = drawing.put(made(kinds[len(axes)][largest]), source)
    places = [
        0 if axis == held.batch else 1 if axis == left[0] else None
        for axis in range(len(held.axes))
        if keep or axis not in axes
    ]
    drawing.hold(op.outputs[0], out, tuple(places))
