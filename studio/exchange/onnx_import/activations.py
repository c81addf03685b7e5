"""Activations: settings of the layer before them where that is free, else blocks of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from studio.exchange.onnx_import.drawing import Drawing, Held, NoBlock, behind, made
from studio.exchange.onnx_import.network import Array, Operator
from studio.exchange.onnx_import.reads import reads
from studio.schema.shape import Picture, sides

PLAIN = {
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "HardSwish": "hard_swish",
}
LEAST: float = 1e-6  # how near a number must be to the one that it is taken for


@reads(*PLAIN)
def plain(drawing: Drawing, op: Operator) -> None:
    activated(drawing, op, PLAIN[op.kind])


@reads("Activation")
def spelt_out(drawing: Drawing, op: Operator) -> None:
    """One that was found in small operators; its settings are those of the block."""
    settings = {name: value for name, value in op.settings.items() if name != "function"}
    activated(drawing, op, op.settings["function"], settings)


@reads("LeakyRelu")
def leaky(drawing: Drawing, op: Operator) -> None:
    slope = short(op.settings.get("alpha", 0.01))
    activated(drawing, op, "leaky_relu", {} if slope == 0.01 else {"slope": slope})


@reads("Elu", "Celu")
def elu(drawing: Drawing, op: Operator) -> None:
    alpha = short(op.settings.get("alpha", 1.0))
    if op.kind == "Celu" and alpha != 1.0:
        raise NoBlock("CELU with a number of its own")
    activated(drawing, op, "elu", {} if alpha == 1.0 else {"alpha": alpha})


@reads("Selu")
def selu(drawing: Drawing, op: Operator) -> None:
    alpha, gamma = op.settings.get("alpha", 1.67326), op.settings.get("gamma", 1.0507)
    if abs(alpha - 1.67326) > 1e-4 or abs(gamma - 1.0507) > 1e-4:
        raise NoBlock("SELU with other numbers")
    activated(drawing, op, "selu")


@reads("Gelu")
def gelu(drawing: Drawing, op: Operator) -> None:
    near = op.settings.get("approximate", "none") == "tanh"
    activated(drawing, op, "gelu", {"form": "tanh"} if near else {})


@reads("Mish")
def mish(drawing: Drawing, op: Operator) -> None:
    """x · tanh(softplus(x)): two activations and a product."""
    held = drawing.held(op.input(0))
    source = held.source
    for function in ("softplus", "tanh"):
        (source,) = drawing.put(made("activation", function=function), source)
    (out,) = drawing.put(made("multiply"), held.source, source)
    drawing.hold(op.outputs[0], out, held.axes)


@reads("Swish")
def swish(drawing: Drawing, op: Operator) -> None:
    if op.settings.get("alpha", 1.0) != 1.0:
        raise NoBlock("swish with a factor")
    activated(drawing, op, "silu")


@reads("HardSigmoid")
def hard_sigmoid(drawing: Drawing, op: Operator) -> None:
    reach = short(1 / (2 * max(op.settings.get("alpha", 0.2), 1e-9)))
    offset = short(op.settings.get("beta", 0.5))
    given = {"reach": reach, "offset": offset}
    usual = {"reach": 3.0, "offset": 0.5}
    activated(drawing, op, "hard_sigmoid", {k: v for k, v in given.items() if v != usual[k]})


@reads("Clip")
def clip(drawing: Drawing, op: Operator) -> None:
    low, high = (drawing.network.number(op.input(n)) for n in (1, 2))
    if low == 0.0 and (high is None or high > 1e30) and not op.input(2):
        activated(drawing, op, "relu")
    elif low == 0.0 and high == 6.0:
        activated(drawing, op, "relu6")
    elif low is None or high is None:
        raise NoBlock("cut on one side")
    else:
        ends = {"low": short(low), "high": short(high)}
        activated(drawing, op, "hard_tanh", {} if ends == {"low": -1.0, "high": 1.0} else ends)


@reads("PRelu")
def prelu(drawing: Drawing, op: Operator) -> None:
    slope = drawing.network.constant(op.input(1))
    if slope is None:
        raise NoBlock("a slope that is computed")
    weights = {"activation": {"weight": slope.reshape(-1).astype(np.float32)}}
    if slope.size == 1:
        activated(drawing, op, "prelu", weights=weights)
        return
    axis = len(drawing.lengths(op.input(0))) - slope.ndim + int(np.argmax(slope.shape))
    if slope.size != max(slope.shape):
        raise NoBlock("a slope for each place")
    order = channels_where_torch_has_them(drawing.held(op.input(0)), axis)
    source = drawing.arranged(op.input(0), order)
    block = made("activation", function="prelu", per_channel=True)
    (out,) = drawing.put(block, source, weights=weights)
    drawing.hold(op.outputs[0], out, back(order))


def channels_where_torch_has_them(held: Held, axis: int) -> list[int]:
    """An order of the axes with the batch first, and this one where blocks have the channels."""
    others = [n for n in range(len(held.axes)) if n not in (held.batch, axis)]
    if len(held.axes) == 3:
        return [held.batch, *others, axis]
    return [held.batch, axis, *others]


def back(order: list[int]) -> tuple[int, ...]:
    """Where each axis of a value lies in a source that has its axes in this order."""
    return tuple(order.index(axis) for axis in range(len(order)))


@reads("Softmax", "LogSoftmax")
def softmax(drawing: Drawing, op: Operator) -> None:
    function = "softmax" if op.kind == "Softmax" else "log_softmax"
    held = drawing.held(op.input(0))
    axis = held.axes[op.settings.get("axis", -1) % len(held.axes)]
    if not axis:
        raise NoBlock("softmax over the batch, or over an axis of one")
    shape = held.source.shape
    last = 1 if isinstance(shape, Picture) else len(sides(shape))
    activated(drawing, op, function, {} if axis == last else {"axis": axis})


def activated(
    drawing: Drawing,
    op: Operator,
    function: str,
    settings: Mapping[str, Any] | None = None,
    weights: Mapping[str, dict[str, Array]] | None = None,
) -> None:
    """Draw an activation: as the setting of the layer before it, or as a block."""
    held = drawing.held(op.input(0))
    source, layer = held.source, layer_before(drawing, op, op.input(0))
    if layer is not None and not settings:
        drawing.change(layer, activation=function)
        for key, arrays in (weights or {}).items():
            drawing.weights[layer, key] = arrays
    else:
        block = made("activation", function=function, **(settings or {}))
        (source,) = drawing.put(block, source, weights=weights)
    drawing.hold(op.outputs[0], source, held.axes)


def layer_before(drawing: Drawing, op: Operator, name: str) -> str | None:
    """The layer whose answer only this operator reads, if it has no activation yet."""
    held = drawing.held(name)
    if drawing.network.only_reader(name) is not op or held.source.port != "out":
        return None
    block = behind(drawing, held.source)
    if block is None or getattr(block, "activation", None) != "none":
        return None
    if any(wire.source == held.source.node for wire in drawing.wires):
        return None
    return held.source.node


def short(value: float) -> float:
    """A 32-bit number as a person would have written it: 0.1 and not 0.10000000149."""
    return float(np.format_float_positional(np.float32(value), unique=True, trim="0"))
