"""Operators that make fewer values of many: sums, products of matrices, norms, softmax."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import torch
import torch.nn.functional as F  # noqa: N812  (the name that every PyTorch user knows)
from torch import Tensor

from studio.compiler.operators.elementwise import TYPES
from studio.compiler.operators.table import (
    Attributes,
    Given,
    first,
    needed,
    numbers,
    operator,
    optional,
)  # fmt: skip

Reduced: TypeAlias = Callable[[Tensor, list[int], bool], Tensor]


def _product(x: Tensor, axes: list[int], keep: bool) -> Tensor:
    for axis in sorted((axis % x.ndim for axis in axes), reverse=True):
        x = x.prod(axis, keepdim=keep)
    return x


_REDUCTIONS: dict[str, Reduced] = {
    "ReduceSum": lambda x, axes, keep: x.sum(axes, keepdim=keep, dtype=x.dtype),
    "ReduceMean": lambda x, axes, keep: x.mean(axes, keepdim=keep),
    "ReduceMax": lambda x, axes, keep: x.amax(axes, keepdim=keep),
    "ReduceMin": lambda x, axes, keep: x.amin(axes, keepdim=keep),
    "ReduceProd": _product,
    "ReduceL1": lambda x, axes, keep: x.abs().sum(axes, keepdim=keep),
    "ReduceL2": lambda x, axes, keep: x.square().sum(axes, keepdim=keep).sqrt(),
    "ReduceLogSum": lambda x, axes, keep: x.sum(axes, keepdim=keep).log(),
    "ReduceLogSumExp": lambda x, axes, keep: x.logsumexp(axes, keepdim=keep),
    "ReduceSumSquare": lambda x, axes, keep: x.square().sum(axes, keepdim=keep),
}


def _reduction(reduced: Reduced) -> Callable[[Given, Attributes], Tensor]:
    def run(given: Given, attributes: Attributes) -> Tensor:
        x, axes = first(given), numbers(given, 1, attributes, "axes")
        if not x.numel():
            raise NotImplementedError
        if not axes:
            if attributes.get("noop_with_empty_axes"):
                return reduced(x.unsqueeze(0), [0], False)
            axes = list(range(x.ndim))
        return reduced(x, axes, bool(attributes.get("keepdims", 1))) if x.ndim else x

    return run


for _name, _reduced in _REDUCTIONS.items():
    operator(_name, attributes="axes keepdims noop_with_empty_axes")(_reduction(_reduced))


@operator("ArgMax", attributes="axis keepdims")
def place_of_largest(given: Given, attributes: Attributes) -> Tensor:
    keep = bool(attributes.get("keepdims", 1))
    return first(given).argmax(attributes.get("axis", 0), keepdim=keep)


@operator("ArgMin", attributes="axis keepdims")
def place_of_smallest(given: Given, attributes: Attributes) -> Tensor:
    keep = bool(attributes.get("keepdims", 1))
    return first(given).argmin(attributes.get("axis", 0), keepdim=keep)


@operator("TopK", attributes="axis largest sorted", outputs=2)
def top(given: Given, attributes: Attributes) -> tuple[Tensor, ...]:
    many, axis = int(needed(given, 1).item()), attributes.get("axis", -1)
    falling = bool(attributes.get("largest", 1))
    # Of equal values the first one comes first, which torch's own topk does not promise.
    ordered = first(given).sort(dim=axis, descending=falling, stable=True)
    return tuple(each.narrow(axis, 0, many) for each in ordered)


@operator("CumSum", attributes="exclusive reverse")
def running_sum(given: Given, attributes: Attributes) -> Tensor:
    x, axis = first(given), int(needed(given, 1).item())
    if attributes.get("reverse"):
        x = x.flip(axis)
    sums = x.cumsum(axis, dtype=x.dtype)
    if attributes.get("exclusive"):
        sums = sums - x
    return sums.flip(axis) if attributes.get("reverse") else sums


@operator("MatMul")
def matmul(given: Given, _: Attributes) -> Tensor:
    return torch.matmul(first(given), needed(given, 1))


@operator("Gemm", attributes="alpha beta transA transB")
def gemm(given: Given, attributes: Attributes) -> Tensor:
    one, other, added = first(given), needed(given, 1), optional(given, 2)
    if attributes.get("transA"):
        one = one.T
    if attributes.get("transB"):
        other = other.T
    product: Tensor = torch.matmul(one, other) * attributes.get("alpha", 1.0)
    return product if added is None else product + added * attributes.get("beta", 1.0)


@operator("Einsum", attributes="equation")
def einsum(given: Given, attributes: Attributes) -> Tensor:
    return torch.einsum(attributes["equation"], *given)


@operator("Softmax", attributes="axis")
def softmax(given: Given, attributes: Attributes) -> Tensor:
    return first(given).softmax(attributes.get("axis", -1))


@operator("LogSoftmax", attributes="axis")
def log_softmax(given: Given, attributes: Attributes) -> Tensor:
    return first(given).log_softmax(attributes.get("axis", -1))


@operator("Hardmax", attributes="axis")
def hardmax(given: Given, attributes: Attributes) -> Tensor:
    x, axis = first(given), attributes.get("axis", -1)
    places = x.argmax(axis, keepdim=True)
    return torch.zeros_like(x).scatter(axis, places, 1)


@operator("BatchNormalization", attributes="epsilon momentum training_mode")
def batch_norm(given: Given, attributes: Attributes) -> Tensor:
    if attributes.get("training_mode"):
        raise NotImplementedError
    x, scale, shift, mean, variance = (needed(given, n) for n in range(5))
    return F.batch_norm(x, mean, variance, scale, shift, eps=attributes.get("epsilon", 1e-5))


@operator("InstanceNormalization", attributes="epsilon")
def instance_norm(given: Given, attributes: Attributes) -> Tensor:
    scale, shift = needed(given, 1), needed(given, 2)
    return F.instance_norm(
        first(given), weight=scale, bias=shift, eps=attributes.get("epsilon", 1e-5)
    )


@operator("GroupNormalization", attributes="epsilon num_groups stash_type")
def group_norm(given: Given, attributes: Attributes) -> Tensor:
    x, scale, shift = first(given), needed(given, 1), needed(given, 2)
    groups = attributes["num_groups"]
    if scale.numel() != x.size(1):  # before opset 21 there was one for each group
        scale, shift = (each.repeat_interleave(x.size(1) // groups) for each in (scale, shift))
    return F.group_norm(x, groups, scale, shift, attributes.get("epsilon", 1e-5))


@operator("LayerNormalization", attributes="axis epsilon stash_type", outputs=3)
def layer_norm(given: Given, attributes: Attributes) -> tuple[Tensor, ...]:
    x, scale, shift = first(given), needed(given, 1), optional(given, 2)
    axes = list(range(attributes.get("axis", -1) % x.ndim, x.ndim))
    mean = x.mean(axes, keepdim=True)
    variance = (x - mean).square().mean(axes, keepdim=True)
    factor = torch.rsqrt(variance + attributes.get("epsilon", 1e-5))
    normal = (x - mean) * factor * scale
    return (normal if shift is None else normal + shift), mean, factor


@operator("RMSNormalization", attributes="axis epsilon stash_type")
def rms_norm(given: Given, attributes: Attributes) -> Tensor:
    x, scale = first(given), needed(given, 1)
    axes = list(range(attributes.get("axis", -1) % x.ndim, x.ndim))
    power = x.square().mean(axes, keepdim=True)
    return x * torch.rsqrt(power + attributes.get("epsilon", 1e-5)) * scale


@operator("MeanVarianceNormalization", attributes="axes")
def mean_variance_norm(given: Given, attributes: Attributes) -> Tensor:
    x, axes = first(given), attributes.get("axes", (0, 2, 3))
    mean = x.mean(axes, keepdim=True)
    variance = x.square().mean(axes, keepdim=True) - mean.square()
    return (x - mean) / (variance.sqrt() + 1e-9)


@operator("LpNormalization", attributes="axis p")
def lp_norm(given: Given, attributes: Attributes) -> Tensor:
    x, axis = first(given), attributes.get("axis", -1)
    size = x.norm(attributes.get("p", 2), axis, keepdim=True)
    return torch.where(size == 0, torch.zeros_like(x), x / size)


@operator("LRN", attributes="alpha beta bias size")
def local_response_norm(given: Given, attributes: Attributes) -> Tensor:
    size = attributes["size"]
    if size % 2 == 0:  # ONNX puts the odd neighbour behind, torch before
        raise NotImplementedError
    alpha, beta = attributes.get("alpha", 1e-4), attributes.get("beta", 0.75)
    return F.local_response_norm(first(given), size, alpha, beta, attributes.get("bias", 1.0))


@operator("EyeLike", attributes="dtype k")
def eye_like(given: Given, attributes: Attributes) -> Tensor:
    x = first(given)
    kind = TYPES[attributes["dtype"]] if "dtype" in attributes else x.dtype
    ones = torch.ones_like(x, dtype=torch.float32)
    offset = attributes.get("k", 0)
    return (ones.triu(offset) * ones.tril(offset)).to(kind)
