"""Normalizations."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.exchange.onnx_import.activations import back, channels_where_torch_has_them, short
from studio.exchange.onnx_import.dense import named
from studio.exchange.onnx_import.drawing import Drawing, NoBlock, made
from studio.exchange.onnx_import.network import Array, Operator, single
from studio.exchange.onnx_import.reads import reads
from studio.schema.shape import sides


def known(drawing: Drawing, *names: str) -> list[Array]:
    """The values of inputs that must not be computed."""
    found = [drawing.network.constant(name) for name in names]
    values = [single(array) for array in found if array is not None]
    if len(values) < len(names):
        raise NoBlock("weights that are computed")
    return values


def epsilon(op: Operator) -> dict[str, Any]:
    """The setting for the number that keeps from dividing by zero."""
    value = short(op.settings.get("epsilon", 1e-5))
    return {} if value == 1e-5 else {"epsilon": value}


@reads("BatchNormalization")
def batch_norm(drawing: Drawing, op: Operator) -> None:
    if op.settings.get("training_mode") or any(op.outputs[1:]):
        raise NoBlock("a norm that is still learning")
    scale, shift, mean, variance = known(drawing, *op.inputs[1:5])
    layer = {
        "weight": scale,
        "bias": shift,
        "running_mean": mean,
        "running_var": variance,
        "num_batches_tracked": np.array(0, np.int64),
    }
    momentum = short(1 - np.float64(short(op.settings.get("momentum", 0.9))))
    given = epsilon(op) | ({} if abs(momentum - 0.1) < 1e-6 else {"momentum": momentum})
    on_channels(drawing, op, "batch_norm", given, layer)


def on_channels(
    drawing: Drawing, op: Operator, kind: str, given: dict[str, Any], layer: dict[str, Array]
) -> None:
    """A norm that treats each channel by itself: axis 1 of the value."""
    held = drawing.held(op.input(0))
    if len(held.axes) < 2 or held.axes[0] != 0:
        raise NoBlock("no channels")
    block = made(kind, **given)
    order = channels_where_torch_has_them(held, 1)
    if len(order) > 4:  # a volume: what stands behind the channels is one long side
        _on_a_volume(drawing, op, kind, given, layer)
        return
    source = drawing.arranged(op.input(0), order)
    (out,) = drawing.put(block, source, name=named(drawing, op), weights={"": layer})
    drawing.hold(op.outputs[0], out, back(order))


def _on_a_volume(
    drawing: Drawing, op: Operator, kind: str, given: dict[str, Any], layer: dict[str, Array]
) -> None:
    source = drawing.arranged(op.input(0))
    every = sides(source.shape)
    known = [side for side in every if isinstance(side, int)]
    if len(known) < len(every):
        raise NoBlock("a length is not known")
    flat = drawing.reshaped(source, (known[0], int(np.prod(known[1:-1])), known[-1]))
    (out,) = drawing.put(made(kind, **given), flat, name=named(drawing, op), weights={"": layer})
    drawing.hold(op.outputs[0], drawing.reshaped(out, every))


@reads("InstanceNormalization")
def instance_norm(drawing: Drawing, op: Operator) -> None:
    scale, shift = known(drawing, *op.inputs[1:3])
    on_channels(drawing, op, "instance_norm", epsilon(op), {"weight": scale, "bias": shift})


@reads("GroupNormalization")
def group_norm(drawing: Drawing, op: Operator) -> None:
    scale, shift = known(drawing, *op.inputs[1:3])
    channels, groups = drawing.lengths(op.input(0))[1], op.settings["num_groups"]
    if len(scale) == groups != channels:  # version 18 has one number for each group
        scale, shift = (np.repeat(each, channels // groups) for each in (scale, shift))
    given = epsilon(op) | {"groups": groups}
    on_channels(drawing, op, "group_norm", given, {"weight": scale, "bias": shift})


@reads("LayerNormalization")
def layer_norm(drawing: Drawing, op: Operator) -> None:
    if any(op.outputs[1:]) and any(drawing.network.read_by.get(n) for n in op.outputs[1:]):
        raise NoBlock("the mean of a norm")
    held = drawing.held(op.input(0))
    rank = len(held.axes)
    axis = op.settings.get("axis", -1) % rank
    if axis <= held.batch:
        raise NoBlock("a norm over the batch")
    layer = dict(
        zip(("weight", "bias"), known(drawing, *filter(None, op.inputs[1:3])), strict=False)
    )
    whole = axis == 1 and rank != 3
    if not whole and axis != rank - 1:
        raise NoBlock("a norm over these axes")
    size = drawing.lengths(op.input(0))[axis:]
    if "bias" not in layer:
        layer["bias"] = np.zeros(size, np.float32)
    layer = {key: np.broadcast_to(value, size).copy() for key, value in layer.items()}
    others = [n for n in range(rank) if n not in (held.batch, rank - 1)]
    order = list(range(rank)) if whole else [held.batch, *others, rank - 1]
    source = drawing.arranged(op.input(0), order)
    end = source
    if not whole and rank > 3:  # each pixel by itself: a sequence of pixels
        lengths = drawing.lengths(op.input(0))
        source = drawing.reshaped(source, (int(np.prod([lengths[n] for n in others])), lengths[-1]))
    block = made("layer_norm", **epsilon(op))
    (out,) = drawing.put(block, source, name=named(drawing, op), weights={"": layer})
    drawing.hold(op.outputs[0], drawing.reshaped(out, sides(end.shape)), back(order))


@reads("LRN")
def local_response(drawing: Drawing, op: Operator) -> None:
    if op.settings["size"] % 2 == 0:
        raise NoBlock("an even number of neighbours, of which torch takes another half")
    given = {
        "size": op.settings["size"],
        "alpha": short(op.settings.get("alpha", 1e-4)),
        "beta": short(op.settings.get("beta", 0.75)),
        "k": short(op.settings.get("bias", 1.0)),
    }
    source = drawing.arranged(op.input(0))
    (out,) = drawing.put(made("local_response_norm", **given), source)
    drawing.hold(op.outputs[0], out)
