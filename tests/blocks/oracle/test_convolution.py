"""Convolutions against onnxruntime's operators, with drawn settings and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.blocks.oracle.operator import Array, answered, held, weights
from tests.blocks.oracle.windows import along, padded, sides


def convolved(block: Any, weight: Array, bias: Array | None, x: Array) -> Array:
    """What the operator Conv makes of (batch, channels, …)."""
    groups = x.shape[1] // weight.shape[1]
    return answered(
        "Conv",
        x,
        weight,
        bias,
        group=groups,
        strides=sides(block.stride),
        dilations=sides(block.dilation),
        **padded(block, x.shape[2:]),
    )


@held("conv2d", activation="none")
def test_conv2d(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    return [convolved(block, layer["weight"], layer.get("bias"), given[0])]


@held("conv1d", activation="none")
def test_conv1d(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    return [along(convolved(block, layer["weight"], layer.get("bias"), along(given[0])))]


@held("separable_conv2d", activation="none")
def test_separable_conv2d(block, module, given, shapes) -> Sequence[Array]:
    depth, mixing = weights(module.module.block_depth), weights(module.module.block)
    each = convolved(block, depth["weight"], None, given[0])
    return [answered("Conv", each, mixing["weight"], mixing.get("bias"))]


@held("conv_transpose2d", examples=40, activation="none")
def test_conv_transpose2d(block, module, given, shapes) -> Sequence[Array]:
    layer = weights(module.module.block)
    bias, wide = layer.get("bias"), {"strides": block.stride, "dilations": block.dilation}
    y = answered("ConvTranspose", given[0], layer["weight"], bias, group=block.groups, **wide)
    # Behind the end stands nothing but the bias; what the padding cuts is cut by hand.
    plain = np.zeros(block.filters, np.float32) if bias is None else bias
    cut, more = cuts(block)
    longer = np.broadcast_to(
        plain[:, None, None],
        (*y.shape[:2], *(side + n for side, n in zip(y.shape[2:], more, strict=True))),
    ).copy()
    longer[:, :, : y.shape[2], : y.shape[3]] = y
    (top, bottom), (left, right) = cut
    return [longer[:, :, top : longer.shape[2] - bottom, left : longer.shape[3] - right]]


def cuts(block: Any) -> tuple[Sequence[tuple[int, int]], Sequence[int]]:
    """What is cut from both ends of each side, and how much longer it is made before."""
    each = list(zip(block.kernel, block.stride, block.dilation, strict=True))
    match block.padding:
        case "same":
            over = [d * (k - 1) + 1 - s for k, s, d in each]
            ends = [(max(0, n) // 2, max(0, n) - max(0, n) // 2) for n in over]
            return ends, [max(0, -n) for n in over]
        case "valid":
            return [(0, 0), (0, 0)], block.output_padding
        case int():
            return [(block.padding, block.padding)] * 2, block.output_padding
    return [block.padding[:2], block.padding[2:]], block.output_padding


@held("upsample")
def test_upsample(block, module, given, shapes) -> Sequence[Array]:
    settings: dict[str, Any] = {"coordinate_transformation_mode": "asymmetric"}
    if block.mode == "nearest":
        settings |= {"mode": "nearest", "nearest_mode": "floor"}
    else:
        settings = {"mode": {"bilinear": "linear", "bicubic": "cubic"}[block.mode]}
        settings["cubic_coeff_a"] = -0.75
        where = "align_corners" if block.align_corners else "half_pixel"
        settings["coordinate_transformation_mode"] = where
    if block.to == "factor":
        scales = np.array([1, 1, *block.factor], np.float32)
        return [answered("Resize", given[0], None, scales, **settings)]
    size = np.array([*given[0].shape[:2], *block.size], np.int64)
    return [answered("Resize", given[0], None, None, size, **settings)]


@held("pixel_shuffle")
def test_pixel_shuffle(block, module, given, shapes) -> Sequence[Array]:
    return [answered("DepthToSpace", given[0], blocksize=block.factor, mode="CRD")]
