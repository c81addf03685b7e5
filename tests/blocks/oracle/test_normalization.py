"""Normalization against onnxruntime's operators, with drawn settings and sizes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.schema.shape import Picture
from studio.schema.shape import Sequence as Steps
from tests.blocks.oracle.operator import Array, answered, held, weights


def scales(layer: dict[str, Array], sizes: Sequence[int]) -> tuple[Array, Array]:
    """The learned scale and shift, or those that change nothing."""
    plain = np.ones(sizes, np.float32), np.zeros(sizes, np.float32)
    return layer.get("weight", plain[0]), layer.get("bias", plain[1])


@held("batch_norm")
def test_batch_norm(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    x, moves = given[0], isinstance(shapes[0], Steps)
    if moves:
        x = np.ascontiguousarray(x.transpose(0, 2, 1))
    kept = layer["running_mean"], layer["running_var"]
    scale = scales(layer, kept[0].shape)
    y = answered("BatchNormalization", x, *scale, *kept, epsilon=block.epsilon)
    return [y.transpose(0, 2, 1) if moves else y]


@held("layer_norm")
def test_layer_norm(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    x = given[0]
    first = 1 if isinstance(shapes[0], Picture) else -1
    scale = scales(layer, x.shape[first:])
    return [answered("LayerNormalization", x, *scale, axis=first, epsilon=block.epsilon)]


@held("instance_norm")
def test_instance_norm(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    x, moves = given[0], isinstance(shapes[0], Steps)
    if moves:
        x = np.ascontiguousarray(x.transpose(0, 2, 1))
    scale = scales(layer, x.shape[1:2])
    y = answered("InstanceNormalization", x, *scale, epsilon=block.epsilon)
    return [y.transpose(0, 2, 1) if moves else y]


@held("local_response_norm", size=3)
def test_local_response_norm(block, module, given, shapes) -> Sequence[Array]:
    settings = {"alpha": block.alpha, "beta": block.beta, "bias": block.k}
    return [answered("LRN", given[0], size=block.size, **settings)]
