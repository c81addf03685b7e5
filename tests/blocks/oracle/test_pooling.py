"""Pooling against onnxruntime's operators and formulas, with drawn settings and sizes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tests.blocks.oracle.operator import Array, answered, held
from tests.blocks.oracle.windows import along, padded, sides


def windows(
    block: Any, lengths: tuple[int, ...], gives: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], list[range], list[int]]]:
    """Each place, the pixels under its window (outside too), and where the padding ends."""
    kernel, stride = sides(block.kernel), sides(block.stride)
    dilation = sides(getattr(block, "dilation", (1,) * len(kernel)))
    ends = []
    for axis, side in enumerate(lengths):
        span = dilation[axis] * (kernel[axis] - 1) + 1
        match block.padding:
            case "same":
                zeros = max(0, (-(-side // stride[axis]) - 1) * stride[axis] + span - side)
                ends.append((zeros // 2, zeros - zeros // 2))
            case "valid":
                ends.append((0, 0))
            case int():
                ends.append((block.padding, block.padding))
            case _:
                ends.append(block.padding[2 * axis : 2 * axis + 2])
    last = [side + behind for side, (_, behind) in zip(lengths, ends, strict=True)]
    for place in np.ndindex(*gives):
        first = [at * s - e[0] for at, s, e in zip(place, stride, ends, strict=True)]
        under = [
            range(start, start + k * d, d)
            for start, k, d in zip(first, kernel, dilation, strict=True)
        ]
        yield place, under, last


def pooled(block: Any, x: Array, gives: tuple[int, ...]) -> Array:
    """The largest value or the mean under every window of (batch, channels, …), by definition."""
    every, axes = (slice(None), slice(None)), tuple(range(2, x.ndim))
    y = np.empty((*x.shape[:2], *gives), np.float32)
    for place, under, last in windows(block, x.shape[2:], gives):
        inside = [
            [n for n in spots if 0 <= n < side]
            for spots, side in zip(under, x.shape[2:], strict=True)
        ]
        values = x[(*every, *np.ix_(*inside))].astype(np.float64)
        if not hasattr(block, "count_padding"):
            y[(*every, *place)] = values.max(axes)
            continue
        counted = under if block.count_padding else inside
        number = math.prod(
            sum(n < end for n in spots) for spots, end in zip(counted, last, strict=True)
        )
        y[(*every, *place)] = values.sum(axes) / number
    return y


def to_size(x: Array, size: tuple[int, ...]) -> Array:
    """The mean of parts that cover each side: from ⌊i·side/size⌋ to ⌈(i + 1)·side/size⌉."""
    y = np.empty((*x.shape[:2], *size), np.float32)
    for place in np.ndindex(*size):
        parts = [
            slice(at * side // n, -(-(at + 1) * side // n))
            for at, side, n in zip(place, x.shape[2:], size, strict=True)
        ]
        part = x[(slice(None), slice(None), *parts)]
        y[(slice(None), slice(None), *place)] = part.mean(tuple(range(2, x.ndim)))
    return y


@held("max_pool2d", examples=40)
def test_max_pool2d(block, module, given, shapes) -> Sequence[Array]:
    (out,) = module.shapes
    return [pooled(block, given[0], (out.height, out.width))]


@held("max_pool1d", examples=40)
def test_max_pool1d(block, module, given, shapes) -> Sequence[Array]:
    (out,) = module.shapes
    return [along(pooled(block, along(given[0]), (out.length,)))]


@held("avg_pool2d", examples=40)
def test_avg_pool2d(block, module, given, shapes) -> Sequence[Array]:
    (out,) = module.shapes
    return [pooled(block, given[0], (out.height, out.width))]


@held("avg_pool1d", examples=40)
def test_avg_pool1d(block, module, given, shapes) -> Sequence[Array]:
    (out,) = module.shapes
    return [along(pooled(block, along(given[0]), (out.length,)))]


def operated(operator: str, block: Any, x: Array, **settings: Any) -> Array:
    """What a pooling operator makes of pictures."""
    window = {"kernel_shape": block.kernel, "strides": block.stride}
    return answered(operator, x, **window, **padded(block, x.shape[2:]), **settings)


@held("max_pool2d", dilation=(1, 1))
def test_max_pool2d_in_onnxruntime(block, module, given, shapes) -> Sequence[Array]:
    return [operated("MaxPool", block, given[0], ceil_mode=int(block.ceil_mode))]


@held("avg_pool2d", ceil_mode=False, count_padding=True)
def test_avg_pool2d_in_onnxruntime(block, module, given, shapes) -> Sequence[Array]:
    return [operated("AveragePool", block, given[0], count_include_pad=1)]


@held("global_avg_pool")
def test_global_avg_pool(block, module, given, shapes) -> Sequence[Array]:
    return [answered("GlobalAveragePool", given[0])[:, :, 0, 0]]


@held("global_max_pool")
def test_global_max_pool(block, module, given, shapes) -> Sequence[Array]:
    return [answered("GlobalMaxPool", given[0])[:, :, 0, 0]]


@held("adaptive_avg_pool2d", examples=40)
def test_adaptive_avg_pool2d(block, module, given, shapes) -> Sequence[Array]:
    return [to_size(given[0], block.size)]


@held("adaptive_avg_pool1d", examples=40)
def test_adaptive_avg_pool1d(block, module, given, shapes) -> Sequence[Array]:
    return [along(to_size(along(given[0]), (block.size,)))]


@held("mean_over_time")
def test_mean_over_time(block, module, given, shapes) -> Sequence[Array]:
    return [answered("ReduceMean", given[0], np.array([1]), keepdims=0)]


@held("max_over_time")
def test_max_over_time(block, module, given, shapes) -> Sequence[Array]:
    return [answered("ReduceMax", given[0], np.array([1]), keepdims=0)]
