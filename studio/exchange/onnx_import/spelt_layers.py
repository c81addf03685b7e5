"""Layers that a file writes as a few operators one after the other."""

from __future__ import annotations

import math

import numpy as np

from studio.exchange.onnx_import.network import Array, Network, Operator, single

MEAN_OF_SQUARES = frozenset("AveragePool Pad Reshape Squeeze Unsqueeze Transpose Mul".split())


def spelt_layers(network: Network) -> None:
    """Make each pixel shuffle, padded window, dot product and group norm one operator."""
    for op in network.operators[:]:
        if any(network.made_by.get(name) is not op for name in op.outputs if name):
            continue  # it has gone into another one
        match op.kind:
            case "Transpose" if op.settings.get("perm") == [0, 1, 4, 2, 5, 3]:
                _pixel_shuffle(network, op)
            case "Conv" | "MaxPool":
                _padded_window(network, op)
            case "ReduceSum":
                _dot_product(network, op)
            case "Div":
                _response_norm(network, op)
            case "InstanceNormalization":
                _group_norm(network, op)


def _before(network: Network, op: Operator, kind: str) -> Operator | None:
    """The operator before this one, if it is of this kind and nothing else reads it."""
    made = network.made_by.get(op.input(0))
    if made is None or made.kind != kind or network.only_reader(op.input(0)) is not op:
        return None
    return made


def _pixel_shuffle(network: Network, turn: Operator) -> None:
    apart, together = _before(network, turn, "Reshape"), network.only_reader(turn.outputs[0])
    if apart is None or together is None or together.kind != "Reshape":
        return
    batch, channels, high, wide, height, width = network.shapes[apart.outputs[0]]
    before = (batch, channels * high * wide, height, width)
    after = (batch, channels, high * height, wide * width)
    shapes = (network.shapes[apart.input(0)], network.shapes[together.outputs[0]])
    if high == wide and shapes == (before, after):
        network.together([apart, turn, together], "PixelShuffle", (apart.input(0),), factor=high)


def _padded_window(network: Network, op: Operator) -> None:
    """An edge of zeros, or of nothing for the largest value, is a padding of the window."""
    pad, rank = _before(network, op, "Pad"), len(network.shapes[op.input(0)])
    if pad is None or pad.settings.get("mode", "constant") != "constant" or pad.input(3):
        return
    edges, value = network.constant(pad.input(1)), network.number(pad.input(2)) or 0.0
    nothing = value == 0.0 if op.kind == "Conv" else value <= np.finfo(np.float32).min
    plain = op.settings.get("auto_pad", "NOTSET") in ("NOTSET", "VALID")
    if edges is None or not nothing or not plain or (edges < 0).any() or any(op.outputs[1:]):
        return
    first, last = edges[:rank], edges[rank:]
    if first[:2].any() or last[:2].any():
        return
    own = np.array(op.settings.get("pads") or [0] * (2 * (rank - 2)))
    pads = (own + np.concatenate([first[2:], last[2:]])).tolist()
    given = op.settings | {"pads": pads, "auto_pad": "NOTSET"}
    network.together([pad, op], op.kind, (pad.input(0), *op.inputs[1:]), **given)


def _dot_product(network: Network, op: Operator) -> None:
    product, axes = _before(network, op, "Mul"), network.constant(op.input(1))
    rank = len(network.shapes.get(op.input(0), ()))
    if product is None or axes is None or [int(axis) % rank for axis in axes] != [rank - 1]:
        return
    if all(name not in network.constants for name in product.inputs):
        keep = bool(op.settings.get("keepdims", 1))
        network.together([product, op], "DotProduct", product.inputs, keep=keep)


def _response_norm(network: Network, op: Operator) -> None:
    """x / (k + α · mean of x² in neighbouring channels)^β, as torch writes it."""
    found: dict[str, float] = {}
    group, name = [op], op.input(1)
    for kind in ("Pow", "Add", "Mul"):
        made = network.made_by.get(name)
        if made is None or made.kind != kind or network.only_reader(name) is not group[-1]:
            return
        values = [n for n in made.inputs if n not in network.constants]
        numbers = [network.number(n) for n in made.inputs if n in network.constants]
        if len(values) != 1 or len(numbers) != 1 or numbers[0] is None:
            return
        found[kind] = numbers[0]
        group.append(made)
        name = values[0]
    size = 0
    while (made := network.made_by.get(name)) is not None and made.kind in MEAN_OF_SQUARES:
        if network.only_reader(name) is not group[-1]:
            return
        group.append(made)
        if made.kind == "AveragePool":
            size = max(made.settings["kernel_shape"])
        if made.kind == "Mul":
            break
        name = made.input(0)
    if made is None or made.kind != "Mul" or set(made.inputs) != {op.input(0)} or not size:
        return
    given = {"size": size, "alpha": found["Mul"], "bias": found["Add"], "beta": found["Pow"]}
    network.together(group[::-1], "LRN", (op.input(0),), **given)


def _group_norm(network: Network, op: Operator) -> None:
    apart, together = _before(network, op, "Reshape"), network.only_reader(op.outputs[0])
    scale, shift = (network.constant(name) for name in op.inputs[1:3])
    if apart is None or together is None or together.kind != "Reshape":
        return
    lengths, groups = network.shapes[apart.input(0)], network.shapes[apart.outputs[0]]
    channels = lengths[1]
    if network.shapes[together.outputs[0]] != lengths or groups[0] != lengths[0]:
        return
    if len(groups) != 3 or channels % groups[1] or scale is None or shift is None:
        return
    if (scale != 1).any() or shift.any():
        return
    group, weights = [apart, op, together], [np.ones(channels), np.zeros(channels)]
    for place, kind in enumerate(("Mul", "Add")):
        after = network.only_reader(group[-1].outputs[0])
        value = None if after is None else _for_channels(network, after, len(lengths), channels)
        if after is not None and after.kind == kind and value is not None:
            weights[place] = value
            group.append(after)
    names = tuple(f"{op.outputs[0]} {text}" for text in ("scale", "shift"))
    for name, array in zip(names, weights, strict=True):
        network.known(name, single(array))
    given = {"num_groups": groups[1], "epsilon": op.settings.get("epsilon", 1e-5)}
    network.together(group, "GroupNormalization", (apart.input(0), *names), **given)


def _for_channels(network: Network, op: Operator, rank: int, channels: int) -> Array | None:
    """The constant that an operator brings, if it has one number for each channel."""
    for name in op.inputs:
        value = network.constant(name)
        if value is None:
            continue
        sides = (1,) * (rank - value.ndim) + value.shape
        if math.prod(sides) == channels == sides[1]:
            return value.reshape(-1)
    return None
