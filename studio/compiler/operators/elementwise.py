"""Operators that work value by value."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812  (the name that every PyTorch user knows)
from torch import Tensor

from studio.compiler.operators.table import (
    Attributes,
    Given,
    first,
    needed,
    operator,
    optional,
    plain,
)  # fmt: skip

for _name in (
    "abs acos acosh asin asinh atan atanh ceil cos cosh erf exp floor log neg reciprocal relu round"
    " sigmoid sign sin sinh softplus sqrt tan tanh"
).split():
    plain(_name.capitalize(), getattr(F, _name, None) or getattr(torch, _name))
_FUNCTIONS: dict[str, Callable[..., Tensor]] = {
    "Add": torch.add,
    "Sub": torch.sub,
    "Mul": torch.mul,
    "Equal": torch.eq,
    "Greater": torch.gt,
    "GreaterOrEqual": torch.ge,
    "Less": torch.lt,
    "LessOrEqual": torch.le,
    "And": torch.logical_and,
    "Or": torch.logical_or,
    "Xor": torch.logical_xor,
    "Not": torch.logical_not,
    "IsNaN": torch.isnan,
    "Where": torch.where,
    "HardSwish": F.hardswish,
    "Mish": F.mish,
    "Softsign": F.softsign,
}
for _name, _function in _FUNCTIONS.items():
    plain(_name, _function)

# ONNX numbers its types; these are the ones that torch has too.
TYPES: Final = {
    1: torch.float32, 2: torch.uint8, 3: torch.int8, 5: torch.int16, 6: torch.int32,
    7: torch.int64, 9: torch.bool, 10: torch.float16, 11: torch.float64, 16: torch.bfloat16,
}  # fmt: skip


@operator("Identity")
def same(given: Given, _: Attributes) -> Tensor:
    return first(given)


@operator("PRelu")
def prelu(given: Given, _: Attributes) -> Tensor:
    x, slope = first(given), needed(given, 1)
    return torch.where(x < 0, slope * x, x)


@operator("Div")
def divide(given: Given, _: Attributes) -> Tensor:
    one, other = needed(given, 0), needed(given, 1)
    whole = not one.is_floating_point()
    return torch.div(one, other, rounding_mode="trunc" if whole else None)


@operator("Mod", attributes="fmod")
def modulo(given: Given, attributes: Attributes) -> Tensor:
    function = torch.fmod if attributes.get("fmod") else torch.remainder
    return function(needed(given, 0), needed(given, 1))


@operator("Pow")
def power(given: Given, _: Attributes) -> Tensor:
    base = first(given)
    return torch.pow(base, needed(given, 1)).to(base.dtype)


@operator("Sum")
def total(given: Given, _: Attributes) -> Tensor:
    return reduce(torch.add, _all(given))


@operator("Mean")
def mean(given: Given, _: Attributes) -> Tensor:
    return reduce(torch.add, _all(given)) / len(given)


@operator("Max")
def largest(given: Given, _: Attributes) -> Tensor:
    return reduce(torch.maximum, _all(given))


@operator("Min")
def smallest(given: Given, _: Attributes) -> Tensor:
    return reduce(torch.minimum, _all(given))


def _all(given: Given) -> list[Tensor]:
    return [value for value in given if value is not None]


@operator("Clip")
def clip(given: Given, _: Attributes) -> Tensor:
    x, low, high = first(given), optional(given, 1), optional(given, 2)
    return x if low is None and high is None else torch.clamp(x, low, high)


@operator("Cast", attributes="to saturate")
def cast(given: Given, attributes: Attributes) -> Tensor:
    return first(given).to(TYPES[attributes["to"]])


@operator("CastLike", attributes="saturate")
def cast_like(given: Given, _: Attributes) -> Tensor:
    return first(given).to(needed(given, 1).dtype)


@operator("Dropout", attributes="seed")
def dropout(given: Given, _: Attributes) -> Tensor:
    """As in evaluation: a sealed part is never trained."""
    training = optional(given, 2)
    if training is not None and training.item():
        raise NotImplementedError
    return first(given)


@operator("Gelu", attributes="approximate")
def gelu(given: Given, attributes: Attributes) -> Tensor:
    return F.gelu(first(given), approximate=attributes.get("approximate", "none"))


@operator("Elu", attributes="alpha")
def elu(given: Given, attributes: Attributes) -> Tensor:
    return F.elu(first(given), attributes.get("alpha", 1.0))


@operator("Celu", attributes="alpha")
def celu(given: Given, attributes: Attributes) -> Tensor:
    return F.celu(first(given), attributes.get("alpha", 1.0))


@operator("Selu", attributes="alpha gamma")
def selu(given: Given, attributes: Attributes) -> Tensor:
    alpha = attributes.get("alpha", 1.6732632423543772)
    gamma: float = attributes.get("gamma", 1.0507009873554805)
    return gamma * F.elu(first(given), alpha)


@operator("LeakyRelu", attributes="alpha")
def leaky_relu(given: Given, attributes: Attributes) -> Tensor:
    return F.leaky_relu(first(given), attributes.get("alpha", 0.01))


@operator("ThresholdedRelu", attributes="alpha")
def thresholded_relu(given: Given, attributes: Attributes) -> Tensor:
    return F.threshold(first(given), attributes.get("alpha", 1.0), 0.0)


@operator("HardSigmoid", attributes="alpha beta")
def hard_sigmoid(given: Given, attributes: Attributes) -> Tensor:
    slope, shift = attributes.get("alpha", 0.2), attributes.get("beta", 0.5)
    return torch.clamp(slope * first(given) + shift, 0, 1)


@operator("Shrink", attributes="lambd bias")
def shrink(given: Given, attributes: Attributes) -> Tensor:
    x, bias, edge = first(given), attributes.get("bias", 0.0), attributes.get("lambd", 0.5)
    kept = torch.where(x > edge, x - bias, torch.zeros_like(x))
    return torch.where(x < -edge, x + bias, kept)


@operator("IsInf", attributes="detect_negative detect_positive")
def is_infinite(given: Given, attributes: Attributes) -> Tensor:
    x = first(given)
    above = (x == math.inf) & bool(attributes.get("detect_positive", 1))
    return above | ((x == -math.inf) & bool(attributes.get("detect_negative", 1)))
