"""Pooling against onnxruntime's operators, with drawn settings and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import assume

from tests.blocks.oracle.operator import Array, answered, held
from tests.blocks.oracle.windows import pads, sides


def pooled(operator: str, block: Any, x: Array, **settings: Any) -> Array:
    """What a pooling operator makes of (batch, channels, …)."""
    edges = pads(block, x.shape[2:])
    assume(max(edges) < min(sides(block.kernel)))  # onnxruntime refuses more
    given = {
        "kernel_shape": sides(block.kernel),
        "strides": sides(block.stride),
        "pads": edges,
        "ceil_mode": int(block.ceil_mode),
    }
    return answered(operator, x, **given, **settings)


def along(x: Array) -> Array:
    """Time last where it was in the middle, and back."""
    return np.ascontiguousarray(x.transpose(0, 2, 1))


@held("max_pool2d")
def test_max_pool2d(block, module, given, shapes) -> Sequence[Array]:
    return [pooled("MaxPool", block, given[0], dilations=block.dilation)]


@held("avg_pool2d")
def test_avg_pool2d(block, module, given, shapes) -> Sequence[Array]:
    return [pooled("AveragePool", block, given[0], count_include_pad=int(block.count_padding))]


@held("max_pool1d")
def test_max_pool1d(block, module, given, shapes) -> Sequence[Array]:
    return [along(pooled("MaxPool", block, along(given[0]), dilations=(block.dilation,)))]


@held("avg_pool1d")
def test_avg_pool1d(block, module, given, shapes) -> Sequence[Array]:
    return [
        along(
            pooled(
                "AveragePool", block, along(given[0]), count_include_pad=int(block.count_padding)
            )
        )
    ]


@held("global_avg_pool")
def test_global_avg_pool(block, module, given, shapes) -> Sequence[Array]:
    return [answered("GlobalAveragePool", given[0])[:, :, 0, 0]]


@held("global_max_pool")
def test_global_max_pool(block, module, given, shapes) -> Sequence[Array]:
    return [answered("GlobalMaxPool", given[0])[:, :, 0, 0]]
