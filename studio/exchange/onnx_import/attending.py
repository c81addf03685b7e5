"""The block of an attention that was found."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.exchange.onnx_import.drawing import Drawing, NoBlock, made
from studio.exchange.onnx_import.network import Array, Operator, single
from studio.exchange.onnx_import.reads import reads


@reads("Attention")
def attention(drawing: Drawing, op: Operator) -> None:
    if "weights" not in op.settings:
        raise NoBlock("attention without its dense layers")
    batch = op.settings["batch"]
    order = [batch, 1 - batch, 2]
    sources = [drawing.arranged(name, order) for name in op.inputs]
    query, key, value = sources
    lengths, real = op.settings["real"], drawing.real_lengths(key.shape)
    same = lengths is real if lengths is None or real is None else np.array_equal(lengths, real)
    if not same:
        raise NoBlock("attention to padding, or not to all that is real")
    weights = op.settings["weights"]
    size = len(weights["out"])
    bias = any(name.endswith("bias") for name in weights)
    layer = _layer(weights, size, bias=bias)
    block = made(
        "attention",
        heads=op.settings["heads"],
        bias=bias,
        **({"causal": True} if op.settings["causal"] else {}),
    )
    wired = [query] if query == key == value else [query, key] if key == value else sources
    (out,) = drawing.put(block, *wired, weights={"": layer})
    drawing.hold(op.outputs[0], out, tuple(order.index(axis) for axis in range(3)))


def _layer(weights: dict[str, Array], size: int, *, bias: bool) -> dict[str, Array]:
    """The weights by the names of torch's layer."""
    found: dict[str, Any] = {"out_proj.weight": weights["out"]}
    if all(weights[name].shape == (size, size) for name in "qkv"):
        found["in_proj_weight"] = np.concatenate([weights[name] for name in "qkv"])
    else:
        found |= {f"{name}_proj_weight": weights[name] for name in "qkv"}
    if bias:
        zeros = np.zeros(size, np.float32)
        found["in_proj_bias"] = np.concatenate(
            [weights.get(f"{name} bias", zeros) for name in "qkv"]
        )
        found["out_proj.bias"] = weights.get("out bias", zeros)
    return {name: single(array) for name, array in found.items()}
