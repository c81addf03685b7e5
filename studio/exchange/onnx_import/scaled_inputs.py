"""Inputs that a file scales before the first layer: pixels divided by 255, or normalized ones."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from studio.exchange.onnx_import.network import Array, Network, Operator, single, written

SCALES: Final = frozenset("Mul Div Add Sub".split())


def scaled_inputs(network: Network) -> None:
    """Take factors and shifts of an input into the weights of the layer that alone reads it."""
    for op in reversed(network.operators[:]):
        layer = network.only_reader(op.outputs[0]) if op.kind in SCALES else None
        if layer is None or layer.input(0) != op.outputs[0] or not _of_an_input(network, op):
            continue
        line = _line(network, op)
        new = None if line is None else _with(network, layer, *line)
        if new is not None:
            network.replace([op, layer], new)


def _of_an_input(network: Network, op: Operator) -> bool:
    name = op.input(0)
    while (made := network.made_by.get(name)) is not None and made.kind in SCALES:
        name = made.input(0)
    return name in network.inputs


def _line(network: Network, op: Operator) -> tuple[Array, Array] | None:
    """The factor and the shift of an operator on its first input; None if it has another form."""
    value = network.constant(op.input(1))
    if value is None or op.input(0) in network.constants or len(op.inputs) != 2:
        return None
    one, none = np.float64(1), np.float64(0)
    match op.kind:
        case "Mul":
            return value, np.asarray(none)
        case "Div":
            return (1 / value, np.asarray(none)) if (value != 0).all() else None
        case "Add":
            return np.asarray(one), value
    return np.asarray(one), -value


def _with(network: Network, layer: Operator, factor: Array, shift: Array) -> Operator | None:
    """A layer that does the same for its input before it is scaled."""
    weight = network.constant(layer.input(1))
    scale = network.made_by[layer.input(0)]
    rank = len(network.shapes[scale.input(0)])
    axis = 1 if layer.kind == "Conv" else rank - 1
    if weight is None or not _takes(layer, weight, moved=bool(shift.any())):
        return None
    inputs = 1 if layer.kind == "Conv" or layer.settings.get("transB") else 0
    times, plus = (_along(value, rank, axis, weight.shape[inputs]) for value in (factor, shift))
    bias = network.constant(layer.input(2)) if layer.input(2) else None
    if times is None or plus is None or (layer.input(2) and bias is None):
        return None
    sides = [1] * weight.ndim
    sides[inputs] = -1
    names = [scale.input(0), _name(network, layer, 1), *layer.inputs[2:]]
    network.known(names[1], single(weight * times.reshape(sides)))
    if shift.any():
        others = tuple(n for n in range(weight.ndim) if n != 1 - inputs)
        added = (weight * plus.reshape(sides)).sum(others)
        names = [*names[:2], _name(network, layer, 2)]
        network.known(names[2], single(added if bias is None else bias + added))
    return written(layer.kind, names, layer.outputs, **layer.settings)


def _name(network: Network, layer: Operator, place: int) -> str:
    """The name of changed weights: the old one, unless others read what it stands for."""
    name = layer.input(place)
    alone = name and network.only_reader(name) is layer
    return name if alone else f"{layer.outputs[0]} {place}"


def _takes(layer: Operator, weight: Array, *, moved: bool) -> bool:
    """Whether the scaling of its input can be told by weights: a padding is not shifted along."""
    given = layer.settings
    match layer.kind:
        case "Conv":
            padded = any(given.get("pads", ())) or given.get("auto_pad", "NOTSET") != "NOTSET"
            return given.get("group", 1) == 1 and not (moved and padded)
        case "Gemm":
            plain = given.get("alpha", 1.0) == given.get("beta", 1.0) == 1.0
            return plain and not given.get("transA")
        case "MatMul":
            return weight.ndim == 2 and not moved
    return False


def _along(value: Array, rank: int, axis: int, size: int) -> Array | None:
    """One number for each channel or value of the input; None if it has more than those."""
    sides = (1,) * (rank - value.ndim) + value.shape
    if value.size == 1:
        return np.full(size, value.item(), np.float64)
    if len(sides) != rank or math.prod(sides) != size or sides[axis] != size:
        return None
    return value.reshape(-1)
