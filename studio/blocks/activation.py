"""Activation functions: the bend between two layers, without which the two would be one."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from studio.blocks.block import Block, blocks
from studio.blocks.wrong_kind import not_tokens
from studio.language import tr
from studio.schema.call import Call
from studio.schema.field_types import ActivationName
from studio.schema.shape import Picture, Shape, Tokens

TITLES: Final[dict[ActivationName, str]] = {
    "none": "None",
    "relu": "ReLU",
    "relu6": "ReLU6",
    "leaky_relu": "Leaky ReLU",
    "prelu": "PReLU",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "hard_swish": "Hard swish",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "softmax": "Softmax",
    "log_softmax": "Log-softmax",
    "step": "Step",
}

_LAYERS: Final[dict[ActivationName, Call]] = {
    "relu": Call("nn.ReLU"),
    "relu6": Call("nn.ReLU6"),
    "leaky_relu": Call("nn.LeakyReLU", 0.01),
    "prelu": Call("nn.PReLU"),
    "elu": Call("nn.ELU"),
    "selu": Call("nn.SELU"),
    "gelu": Call("nn.GELU"),
    "silu": Call("nn.SiLU"),
    "hard_swish": Call("nn.Hardswish"),
    "sigmoid": Call("nn.Sigmoid"),
    "tanh": Call("nn.Tanh"),
    "softplus": Call("nn.Softplus"),
    "softsign": Call("nn.Softsign"),
    "step": Call("layers.Step"),
}


def activation(name: ActivationName, shape: Shape) -> dict[str, Call]:
    """The layer of an activation on this shape, under the key "activation"; empty for none.

    Softmax goes across the channels of a picture and across the last axis of anything else.
    """
    if name == "none":
        return {}
    if name in ("softmax", "log_softmax"):
        target = "nn.Softmax" if name == "softmax" else "nn.LogSoftmax"
        return {"activation": Call(target, dim=1 if isinstance(shape, Picture) else -1)}
    return {"activation": _LAYERS[name]}


@blocks.entry(
    "activation",
    title="Activation",
    family="dense",
    words=("relu", "sigmoid", "tanh", "gelu", "softmax", "non-linearity", "激活", "激活函数"),
)
class Activation(Block):
    """Bends every number by the same simple curve.

    Two dense layers in a row can only do what one can. A curve between them changes that: it lets
    the network draw bent borders. ReLU, which cuts negative numbers to zero, is the usual choice.

    Use it after a block whose own activation is off, for example after a batch norm. Do not put a
    softmax before a class output: that block applies its own.

    Sigmoid σ(x) = 1 / (1 + e⁻ˣ), tanh, ReLU max(0, x), leaky ReLU max(0.01·x, x). The step
    function is flat everywhere, so its slope is zero and nothing before it can learn.

    In PyTorch: `nn.ReLU()` and its relatives.
    """

    function: ActivationName = Field(
        "relu", title="Function", description="The curve that every number goes through."
    )

    def infer(self, values: Shape) -> Shape:
        if isinstance(values, Tokens):
            raise not_tokens(tr("Activation"))
        return values

    def layers(self, values: Shape) -> dict[str, Call]:
        return activation(self.function, values)

    def count(self, values: Shape) -> str:
        return tr("1 slope") if self.function == "prelu" else ""

    def facts(self) -> tuple[str, ...]:
        return (tr(TITLES[self.function]),)
