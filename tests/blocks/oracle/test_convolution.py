"""Convolutions against onnxruntime's operators, with drawn settings and sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from studio.blocks.filters import GroupedFilters
from tests.blocks.oracle.operator import Array, answered, held, weights
from tests.blocks.oracle.windows import pads, sides


def convolved(block: GroupedFilters, layer: Mapping[str, Array], x: Array) -> Array:
    """What the operator Conv makes of (batch, channels, …)."""
    settings: dict[str, Any] = {
        "group": block.groups,
        "strides": sides(block.stride),
        "dilations": sides(block.dilation),
        "pads": pads(block, x.shape[2:]),
    }
    return answered("Conv", x, layer["weight"], layer.get("bias"), **settings)


@held("conv2d", activation="none")
def test_conv2d(block, module, given, shapes) -> Sequence[Array]:
    return [convolved(block, weights(module.module.block), given[0])]


@held("conv1d", activation="none")
def test_conv1d(block, module, given, shapes) -> Sequence[Array]:
    steps_last = np.ascontiguousarray(given[0].transpose(0, 2, 1))
    return [convolved(block, weights(module.module.block), steps_last).transpose(0, 2, 1)]


@held("conv_transpose2d", activation="none")
def test_conv_transpose2d(block, module, given, shapes) -> Sequence[Array]:
    layer, wanted = weights(module.module.block), module.shapes[0]
    settings: dict[str, Any] = {
        "group": block.groups,
        "strides": block.stride,
        "dilations": block.dilation,
    }
    if block.padding == "same":
        settings |= {"auto_pad": "SAME_UPPER", "output_shape": (wanted.height, wanted.width)}
    else:
        settings |= {
            "output_padding": block.output_padding,
            "pads": pads(block, given[0].shape[2:]),
        }
    return [answered("ConvTranspose", given[0], layer["weight"], layer.get("bias"), **settings)]


@held("separable_conv2d", activation="none")
def test_separable_conv2d(block, module, given, shapes) -> Sequence[Array]:
    depth, mix = weights(module.module.block_depth), weights(module.module.block)
    x = given[0]
    between = answered(
        "Conv",
        x,
        depth["weight"],
        group=x.shape[1],
        strides=block.stride,
        dilations=block.dilation,
        pads=pads(block, x.shape[2:]),
    )
    return [answered("Conv", between, mix["weight"], mix.get("bias"))]
