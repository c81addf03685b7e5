"""Normalization against onnxruntime's operators, with drawn settings and sizes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.schema.shape import Picture
from studio.schema.shape import Sequence as Steps
from tests.blocks.oracle.operator import Array, answered, held, weights
from tests.blocks.oracle.windows import along


def scales(layer: dict[str, Array], sizes: Sequence[int]) -> tuple[Array, Array]:
    """The learned scale and shift, or those that change nothing."""
    plain = np.ones(sizes, np.float32), np.zeros(sizes, np.float32)
    return layer.get("weight", plain[0]), layer.get("bias", plain[1])


@held("batch_norm")
def test_batch_norm(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    x, moves = given[0], isinstance(shapes[0], Steps)
    if moves:
        x = along(x)
    kept = layer["running_mean"], layer["running_var"]
    scale = scales(layer, kept[0].shape)
    y = answered("BatchNormalization", x, *scale, *kept, epsilon=block.epsilon)
    return [along(y) if moves else y]


@held("layer_norm")
def test_layer_norm(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    x = given[0]
    first = 1 if isinstance(shapes[0], Picture) else -1
    scale = scales(layer, x.shape[first:])
    return [answered("LayerNormalization", x, *scale, axis=first, epsilon=block.epsilon)]


def grouped(block: object, layer: dict[str, Array], x: Array, groups: int) -> Array:
    """Each group of channels of (batch, channels, …) normalized, then scaled channel by channel."""
    channels = x.shape[1]
    parts = x.reshape(x.shape[0], groups, -1)
    plain = np.ones(groups, np.float32), np.zeros(groups, np.float32)
    normal = answered("InstanceNormalization", parts, *plain, epsilon=block.epsilon)
    scale, shift = scales(layer, (channels,))
    broad = (1, channels) + (1,) * (x.ndim - 2)
    return normal.reshape(x.shape) * scale.reshape(broad) + shift.reshape(broad)


@held("group_norm", examples=40)
def test_group_norm(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    if not isinstance(shapes[0], Steps):
        return [grouped(block, layer, given[0], block.groups)]
    return [along(grouped(block, layer, along(given[0]), block.groups))]


@held("instance_norm")
def test_instance_norm(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    x = given[0] if isinstance(shapes[0], Picture) else along(given[0])
    scale = scales(layer, (x.shape[1],))
    y = answered("InstanceNormalization", x, *scale, epsilon=block.epsilon)
    return [y if isinstance(shapes[0], Picture) else along(y)]


@held("local_response_norm", examples=40)
def test_local_response_norm(block, module, given, shapes) -> Sequence[Array]:
    x, n = given[0], block.size
    if n % 2 and block.alpha and block.beta:
        settings = {"alpha": block.alpha, "beta": block.beta, "bias": block.k}
        return [answered("LRN", x, size=n, **settings)]
    # onnxruntime takes odd sizes and numbers above zero only. Of an even size, one more channel
    # comes before than after.
    squares = np.pad(x**2, ((0, 0), (n // 2, (n - 1) // 2), (0, 0), (0, 0)))
    sums = sum(squares[:, i : i + x.shape[1]] for i in range(n))
    return [x / (block.k + block.alpha / n * sums) ** block.beta]
