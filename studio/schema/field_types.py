"""The vocabulary of settings: types with their limits, shared by every catalog."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

Count: TypeAlias = Annotated[int, Field(ge=1, le=1_000_000)]
SmallCount: TypeAlias = Annotated[int, Field(ge=1, le=64)]
Side: TypeAlias = Annotated[int, Field(ge=1, le=4096)]
Edge: TypeAlias = Annotated[int, Field(ge=0, le=4096)]
Share: TypeAlias = Annotated[float, Field(ge=0.0, lt=1.0)]
Rate: TypeAlias = Annotated[float, Field(gt=0.0, le=10.0)]
Weight: TypeAlias = Annotated[float, Field(ge=0.0, le=1000.0)]
Seed: TypeAlias = Annotated[int, Field(ge=0, le=2**31 - 1)]
FieldName: TypeAlias = Annotated[str, Field(max_length=100)]

ActivationName: TypeAlias = Literal[
    "none",
    "relu",
    "relu6",
    "leaky_relu",
    "prelu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "hard_swish",
    "sigmoid",
    "hard_sigmoid",
    "tanh",
    "hard_tanh",
    "softplus",
    "softsign",
    "softmax",
    "log_softmax",
    "step",
]

Initialization: TypeAlias = Literal[
    "default",
    "kaiming_normal",
    "kaiming_uniform",
    "xavier_normal",
    "xavier_uniform",
    "orthogonal",
    "normal",
    "zeros",
]
