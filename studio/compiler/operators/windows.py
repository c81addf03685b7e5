"""Operators that move a window over 1 to 3 axes: convolution and pooling."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812  (the name that every PyTorch user knows)
from torch import Tensor

from studio.compiler.operators.table import Attributes, Given, first, needed, operator, optional

Pairs = list[tuple[int, int]]


def _each(attributes: Attributes, name: str, axes: int) -> list[int]:
    """An attribute with one number for each axis: 1 where it is not given."""
    return list(attributes.get(name) or [1] * axes)


def _function(kind: str, axes: int) -> Any:
    return getattr(F, f"{kind}{axes}d")


def _padding(x: Tensor, kernel: list[int], attributes: Attributes) -> Pairs:
    """The padding before and after each axis."""
    axes = len(kernel)
    strides, dilations = (_each(attributes, name, axes) for name in ("strides", "dilations"))
    how = attributes.get("auto_pad", "NOTSET")
    if how == "NOTSET":
        pads = list(attributes.get("pads") or [0] * (2 * axes))
        return list(zip(pads[:axes], pads[axes:], strict=True))
    if how == "VALID":
        return [(0, 0)] * axes
    pairs = []
    for side, width, step, gap in zip(x.shape[2:], kernel, strides, dilations, strict=True):
        places = -(-side // step)
        extra = max(0, (places - 1) * step + gap * (width - 1) + 1 - side)
        less, more = extra // 2, extra - extra // 2
        pairs.append((less, more) if how == "SAME_UPPER" else (more, less))
    return pairs


def _padded(x: Tensor, pairs: Pairs, fill: float = 0.0) -> Tensor:
    if not any(before or after for before, after in pairs):
        return x
    return F.pad(x, [n for pair in reversed(pairs) for n in pair], value=fill)


@operator("Conv", attributes="auto_pad dilations group kernel_shape pads strides")
def convolution(given: Given, attributes: Attributes) -> Tensor:
    x, weight, bias = first(given), needed(given, 1), optional(given, 2)
    axes = x.ndim - 2
    x = _padded(x, _padding(x, list(weight.shape[2:]), attributes))
    result: Tensor = _function("conv", axes)(
        x,
        weight,
        bias,
        _each(attributes, "strides", axes),
        0,
        _each(attributes, "dilations", axes),
        attributes.get("group", 1),
    )
    return result


@operator(
    "ConvTranspose", attributes="auto_pad dilations group kernel_shape output_padding pads strides"
)
def transposed_convolution(given: Given, attributes: Attributes) -> Tensor:
    if attributes.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise NotImplementedError
    x, weight, bias = first(given), needed(given, 1), optional(given, 2)
    axes = x.ndim - 2
    result: Tensor = _function("conv_transpose", axes)(
        x,
        weight,
        bias,
        _each(attributes, "strides", axes),
        0,
        attributes.get("output_padding") or 0,
        attributes.get("group", 1),
        _each(attributes, "dilations", axes),
    )
    for axis, (before, after) in enumerate(_padding(x, list(weight.shape[2:]), attributes), 2):
        result = result.narrow(axis, before, result.shape[axis] - before - after)
    return result


@operator(
    "MaxPool", attributes="auto_pad ceil_mode dilations kernel_shape pads storage_order strides"
)
def max_pool(given: Given, attributes: Attributes) -> Tensor:
    x, kernel = first(given), list(attributes["kernel_shape"])
    if attributes.get("ceil_mode") or not x.is_floating_point():
        raise NotImplementedError
    x = _padded(x, _padding(x, kernel, attributes), float("-inf"))
    axes = len(kernel)
    strides, dilations = (_each(attributes, name, axes) for name in ("strides", "dilations"))
    result: Tensor = _function("max_pool", axes)(x, kernel, strides, 0, dilations)
    return result


@operator(
    "AveragePool",
    attributes="auto_pad ceil_mode count_include_pad dilations kernel_shape pads strides",
)
def average_pool(given: Given, attributes: Attributes) -> Tensor:
    x, kernel = first(given), list(attributes["kernel_shape"])
    axes = len(kernel)
    gaps = _each(attributes, "dilations", axes)
    if attributes.get("ceil_mode") or any(gap != 1 for gap in gaps):
        raise NotImplementedError
    pairs, strides = _padding(x, kernel, attributes), _each(attributes, "strides", axes)
    pool = _function("avg_pool", axes)
    sums: Tensor = pool(_padded(x, pairs), kernel, strides)
    if attributes.get("count_include_pad") or not any(map(any, pairs)):
        return sums
    real = torch.ones((1, 1, *x.shape[2:]), dtype=x.dtype, device=x.device)
    shares: Tensor = pool(_padded(real, pairs), kernel, strides)
    return sums / shares


@operator("GlobalAveragePool")
def global_average_pool(given: Given, _: Attributes) -> Tensor:
    x = first(given)
    return x.mean(list(range(2, x.ndim)), keepdim=True)


@operator("GlobalMaxPool")
def global_max_pool(given: Given, _: Attributes) -> Tensor:
    x = first(given)
    return x.amax(list(range(2, x.ndim)), keepdim=True)


@operator("LpPool", attributes="auto_pad ceil_mode dilations kernel_shape p pads strides")
def lp_pool(given: Given, attributes: Attributes) -> Tensor:
    power = attributes.get("p", 2)
    powers = first(given).abs().pow(power)
    kernel = list(attributes["kernel_shape"])
    counted = {**attributes, "count_include_pad": 1}
    means = average_pool((powers,), counted)
    assert isinstance(means, Tensor)
    norms: Tensor = (means * math.prod(kernel)).pow(1 / power)
    return norms
