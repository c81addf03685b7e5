"""Pooling against onnxruntime's operators, with drawn settings and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.blocks.oracle.operator import Array, answered, held


def pooled(operator: str, block: Any, x: Array, **settings: Any) -> Array:
    """What a pooling operator makes of (batch, channels, …)."""
    kernel, stride = (v if isinstance(v, tuple) else (v,) for v in (block.kernel, block.stride))
    pads = (block.padding,) * (2 * len(kernel))
    return answered(operator, x, kernel_shape=kernel, strides=stride, pads=pads, **settings)


def along(x: Array) -> Array:
    """Time last where it was in the middle, and back."""
    return np.ascontiguousarray(x.transpose(0, 2, 1))


@held("max_pool2d")
def test_max_pool2d(block, module, given, shapes) -> Sequence[Array]:
    return [pooled("MaxPool", block, given[0])]


@held("avg_pool2d")
def test_avg_pool2d(block, module, given, shapes) -> Sequence[Array]:
    return [pooled("AveragePool", block, given[0], count_include_pad=1)]


@held("max_pool1d")
def test_max_pool1d(block, module, given, shapes) -> Sequence[Array]:
    return [along(pooled("MaxPool", block, along(given[0])))]


@held("avg_pool1d")
def test_avg_pool1d(block, module, given, shapes) -> Sequence[Array]:
    return [along(pooled("AveragePool", block, along(given[0]), count_include_pad=1))]


@held("global_avg_pool")
def test_global_avg_pool(block, module, given, shapes) -> Sequence[Array]:
    return [answered("GlobalAveragePool", given[0])[:, :, 0, 0]]
