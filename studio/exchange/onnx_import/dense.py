"""Dense layers, and what is folded into the layer before: biases, factors, shifts."""

from __future__ import annotations

import re

import numpy as np

from studio.exchange.onnx_import.activations import back, layer_before
from studio.exchange.onnx_import.drawing import Axes, Drawing, NoBlock, behind, made
from studio.exchange.onnx_import.network import Array, Operator, single
from studio.exchange.onnx_import.reads import reads
from studio.schema.shape import Picture, Shape, sides

NUMBERED = re.compile(r"[a-z0-9_]+_\d+")
# Their weights begin with the units, or have one number for each channel.
FOLDING = ("dense", "conv1d", "conv2d", "batch_norm", "instance_norm", "group_norm", "layer_norm")


@reads("Gemm")
def gemm(drawing: Drawing, op: Operator) -> None:
    weight, given = drawing.network.constant(op.input(1)), op.settings
    if weight is None or given.get("transA"):
        raise NoBlock("the product of two values")
    weight = weight if given.get("transB") else weight.T
    bias = None
    if op.input(2):
        bias = drawing.network.constant(op.input(2))
        if bias is None or bias.size not in (1, len(weight)):
            raise NoBlock("a bias that is computed")
        bias = np.broadcast_to(bias.reshape(-1), (len(weight),)) * given.get("beta", 1.0)
    _dense(drawing, op, op.input(0), weight * given.get("alpha", 1.0), bias)


@reads("MatMul")
def matmul(drawing: Drawing, op: Operator) -> None:
    weight = drawing.network.constant(op.input(1))
    if weight is None or weight.ndim != 2:
        raise NoBlock("the product of two values")
    _dense(drawing, op, op.input(0), weight.T, None)


def _dense(drawing: Drawing, op: Operator, name: str, weight: Array, bias: Array | None) -> None:
    """Weight is (units, inputs)."""
    held = drawing.held(name)
    rank = len(held.axes)
    last = rank - 1
    if held.batch == last or len(drawing.lengths(name)) != rank:
        raise NoBlock("a product over the batch")
    layer = {"weight": np.ascontiguousarray(weight, np.float32)}
    if bias is not None:
        layer["bias"] = np.ascontiguousarray(bias, np.float32)
    others = [axis for axis in range(rank) if axis not in (held.batch, last)]
    settings = {"activation": "none", "bias": bias is not None}
    title = named(drawing, op)
    if rank <= 3:
        order = [held.batch, *others, last]
        block = made("dense", units=len(weight), **settings)
    elif rank == 4:  # on each pixel of a picture, a dense layer is a convolution of 1 × 1
        order = [held.batch, last, *others]
        layer["weight"] = layer["weight"][:, :, None, None]
        block = made("conv2d", filters=len(weight), kernel=(1, 1), **settings)
    else:
        raise NoBlock("a dense layer on an array")
    source = drawing.arranged(name, order)
    (out,) = drawing.put(block, source, name=title, weights={"": layer})
    drawing.hold(op.outputs[0], out, back(order))


def named(drawing: Drawing, op: Operator) -> str:
    """What a layer is called in the file: by its weights, "layer1.0.conv1.weight", or its path.

    Empty where the name says no more than a kind and a number, as that of a nameless block does.
    """
    found = ""
    for name in op.inputs[1:]:
        stem, dot, last = name.rpartition(".")
        if dot and last in ("weight", "bias") and name in drawing.network.constants:
            found = stem
            break
    if not found and op.nodes and "/" in op.nodes[0].name:
        found = op.nodes[0].name.strip("/").rpartition("/")[0].replace("/", ".")
    return "" if NUMBERED.fullmatch(found) else found[-100:]


def shifted(drawing: Drawing, op: Operator, factor: Array | None, shift: Array | None) -> bool:
    """Take a factor and a shift of a layer's answers into its weights, if that can be done.

    Both are constants that are multiplied with or added to the value that `op` reads: one number,
    or one number for each unit or channel.
    """
    name = next(n for n in op.inputs if n not in drawing.network.constants)
    held = drawing.held(name)
    if shift is None and factor is not None and _scaled_rows(drawing, op, name, factor):
        return True
    layer = layer_before(drawing, op, name) or _norm_before(drawing, op, name)
    if layer is None or drawing.block(layer).id not in FOLDING:
        return False
    shape, norm = held.source.shape, drawing.block(layer).id.endswith("_norm")
    axis = channels(shape)
    weights = dict(drawing.weights[layer, ""])
    units = len(weights["weight"])
    if factor is not None:
        times = per_unit(factor, held.axes, axis, units)
        if times is None:
            return False
        ones = [1] * (weights["weight"].ndim - 1)
        weights["weight"] = weights["weight"] * times.reshape(-1, *ones)
        if "bias" in weights:
            weights["bias"] = weights["bias"] * times
    if shift is not None:
        plus = per_unit(shift, held.axes, axis, units)
        if plus is None:
            return False
        weights["bias"] = weights.get("bias", np.zeros(units, np.float32)) + plus
        if not norm:
            drawing.change(layer, bias=True)
    for key in weights.keys() & {"weight", "bias"}:
        weights[key] = single(weights[key])
    drawing.weights[layer, ""] = weights
    drawing.hold(op.outputs[0], held.source, held.axes)
    return True


def _scaled_rows(drawing: Drawing, op: Operator, name: str, factor: Array) -> bool:
    """Take a factor into the rows of the embedding before, as Transformers have it."""
    held = drawing.held(name)
    node, block = held.source.node, behind(drawing, held.source)
    if drawing.network.only_reader(name) is not op or not held.plain:
        return False
    if block is None or block.id != "embedding":
        return False
    rows = drawing.weights[node, ""]["weight"]
    times = per_unit(factor, held.axes, len(held.axes) - 1, rows.shape[1])
    if times is None or any(wire.source == node for wire in drawing.wires):
        return False
    drawing.weights[node, ""] = {"weight": single(rows * times)}
    drawing.hold(op.outputs[0], held.source, held.axes)
    return True


def channels(shape: Shape) -> int:
    """Which axis of a tensor has the channels, features or values."""
    return 1 if isinstance(shape, Picture) else len(sides(shape))


def _norm_before(drawing: Drawing, op: Operator, name: str) -> str | None:
    source = drawing.held(name).source
    node, block = source.node, behind(drawing, source)
    if block is None or drawing.network.only_reader(name) is not op:
        return None
    taken = any(wire.source == node for wire in drawing.wires)
    return None if taken or not getattr(block, "affine", False) else node


def per_unit(value: Array, axes: Axes, axis: int, units: int) -> Array | None:
    """One number for each unit, if the constant has no more than that along the other axes."""
    if value.size == 1:
        return np.full(units, value.reshape(-1)[0], np.float32)
    at = axes.index(axis) if axis in axes else -1
    sizes = (1,) * (len(axes) - value.ndim) + value.shape
    if at < 0 or len(sizes) != len(axes) or value.size != units or sizes[at] != units:
        return None
    return value.reshape(-1).astype(np.float32)
