"""Activation functions: the bend between two layers, without which the two would be one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pydantic import Field

from studio.blocks.block import Arg, Block, Remark, blocks, given, masked, through
from studio.blocks.wrong_kind import numbers
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import ActivationName
from studio.schema.shape import Array, Features, Picture, Sequence, Shape, ShapeError

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
    "hard_sigmoid": "Hard sigmoid",
    "tanh": "Tanh",
    "hard_tanh": "Hard tanh",
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
    "hard_sigmoid": Call("nn.Hardsigmoid"),
    "tanh": Call("nn.Tanh"),
    "hard_tanh": Call("nn.Hardtanh"),
    "softplus": Call("nn.Softplus"),
    "softsign": Call("nn.Softsign"),
    "step": Call("layers.Step"),
}
_ACROSS: Final = {"softmax": "nn.Softmax", "log_softmax": "nn.LogSoftmax"}

Steepness: TypeAlias = Annotated[float, Field(ge=-10.0, le=10.0)]
Height: TypeAlias = Annotated[float, Field(ge=0.0, le=100.0)]
Reach: TypeAlias = Annotated[float, Field(gt=0.0, le=1000.0)]
Bound: TypeAlias = Annotated[float, Field(ge=-1000.0, le=1000.0)]
Axis: TypeAlias = Literal["values"] | Annotated[int, Field(ge=1, le=8)]


def activation(name: ActivationName, shape: Shape) -> dict[str, Call]:
    """The layer of an activation on this shape, under the key "activation"; empty for none.

    Softmax goes across the channels of a picture and across the last axis of anything else.
    """
    if name == "none":
        return {}
    if name in _ACROSS:
        return {"activation": Call(_ACROSS[name], dim=1 if isinstance(shape, Picture) else -1)}
    return {"activation": _LAYERS[name]}


def remark_on(name: ActivationName) -> Remark | None:
    """That nothing learns through a step."""
    if name != "step":
        return None
    return Remark(
        tr("A step cannot be trained by gradients."),
        tr("It is flat everywhere, so its slope is zero and nothing before it learns."),
        tr("Choose Sigmoid, which is a soft step, or keep it to show how a step answers."),
        tr("Nothing learns before it"),
    )


@blocks.entry(
    "activation",
    title="Activation",
    family="dense",
    words=(
        *(title.lower() for title in TITLES.values() if title != "None"),
        "swish",
        "hardswish",
        "leakyrelu",
        "logsoftmax",
        "logistic",
        "heaviside",
        "clip",
        "non-linearity",
        "激活",
        "激活函数",
    ),
)
class Activation(Block):
    """Bends every number by the same simple curve.

    Two dense layers in a row can only do what one can. A curve between them changes that: it lets
    the network draw bent borders. ReLU, which cuts negative numbers to zero, is the usual choice.

    Use it after a block whose own activation is off, for example after a batch norm. Do not put a
    softmax before a class output: that block applies its own. Sigmoid and tanh are flat far from
    zero, so deep networks learn slowly through them.

    Bent at zero: ReLU y = max(0, x). ReLU6 y = min(max(0, x), 6). Leaky ReLU y = x above zero and
    slope·x below. PReLU the same, with a slope that is learned. ELU y = x above zero and
    α·(eˣ − 1) below. SELU 1.0507 times the ELU with α = 1.6733.

    Bent smoothly: GELU y = x·Φ(x), where Φ(x) is the share of a normal distribution below x. SiLU
    y = x·σ(x), with the sigmoid σ. Hard swish y = x · min(max(0, x + 3), 6) / 6. Softplus
    y = ln(1 + eˣ).

    Between two ends: sigmoid y = σ(x) = 1 / (1 + e⁻ˣ). Hard sigmoid y = x / (2·reach) + offset, cut
    at 0 and 1. Tanh y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). Hard tanh y = x, cut at the lowest and the highest
    number. Softsign y = x / (1 + |x|).

    Across values: softmax y = eˣ / Σ eˣ, the sum over all values that x stands among, so that
    together they are 1. Log-softmax y = ln of that.

    Step: y = 1 above zero, else 0. It is flat everywhere, so its slope is zero and nothing before
    it can learn by gradients.

    In PyTorch: `nn.ReLU()` and its relatives.
    """

    read_by: ClassVar[dict[str, tuple[ActivationName, ...]]] = {
        "slope": ("leaky_relu",),
        "alpha": ("elu",),
        "form": ("gelu",),
        "per_channel": ("prelu",),
        "reach": ("hard_sigmoid",),
        "offset": ("hard_sigmoid",),
        "low": ("hard_tanh",),
        "high": ("hard_tanh",),
        "axis": ("softmax", "log_softmax"),
    }

    function: ActivationName = Field(
        "relu", title="Function", description="The curve that every number goes through."
    )
    slope: Steepness = Field(
        0.01, title="Slope below zero", description="What negative numbers are multiplied by."
    )
    alpha: Height = Field(
        1.0, title="Alpha", description="How far below zero the curve goes for negative numbers."
    )
    form: Literal["exact", "tanh"] = Field(
        "exact",
        title="Computed as",
        description="Exact, or by a tanh that comes close and that older networks used.",
    )
    per_channel: bool = Field(
        False,
        title="Slope for each channel",
        description="On: each channel learns a slope of its own. Off: all share one.",
    )
    reach: Reach = Field(
        3.0, title="Reach", description="How far from zero the curve becomes flat."
    )
    offset: Bound = Field(0.5, title="Offset", description="What comes out for zero.")
    low: Bound = Field(-1.0, title="Lowest", description="Smaller numbers become this one.")
    high: Bound = Field(1.0, title="Highest", description="Larger numbers become this one.")
    axis: Axis = Field(
        "values",
        title="Across",
        description="What adds up to 1: the values of a row or step, the channels of each pixel."
        " A number means an axis: 1 is the first of an example.",
    )

    def idle(self) -> Collection[str]:
        return [name for name, functions in self.read_by.items() if self.function not in functions]

    def remark(self) -> Remark | None:
        return remark_on(self.function)

    def infer(self, values: Shape) -> Shape:
        values = numbers(tr(self.title), values)
        if self.function == "hard_tanh" and self.low >= self.high:
            raise ShapeError(
                tr("The lowest number {low} is not below the highest {high}.").format(
                    low=number(self.low), high=number(self.high)
                ),
                tr("Nothing could come out but one and the same number."),
                tr("Set the lowest number below the highest."),
                tr("Lowest above highest"),
            )
        axes = _axes(values)
        if self.function in _ACROSS and self.axis != "values" and self.axis > axes:
            raise ShapeError(
                tr("There is no axis {n} to go across.").format(n=number(self.axis)),
                tr("{shape} has {axes}.").format(shape=_upper(values.words()), axes=number(axes)),
                tr('Set "Across" to at most {axes}, or to the values.').format(axes=number(axes)),
                tr("No such axis"),
            )
        return values

    def layers(self, values: Shape) -> dict[str, Call]:
        call = self._special(values)
        return {"activation": call} if call else activation(self.function, values)

    def _special(self, values: Shape) -> Call | None:
        """The layer where a setting differs from what the same activation has inside others."""
        match self.function:
            case "leaky_relu":
                return Call("nn.LeakyReLU", self.slope)
            case "elu" if self.alpha != 1.0:
                return Call("nn.ELU", self.alpha)
            case "gelu" if self.form == "tanh":
                return Call("nn.GELU", approximate="tanh")
            case "prelu" if self.per_channel:
                return Call("nn.PReLU", _channels(values))
            case "hard_sigmoid" if (self.reach, self.offset) != (3.0, 0.5):
                return Call("layers.HardSigmoid", self.reach, self.offset)
            case "hard_tanh" if (self.low, self.high) != (-1.0, 1.0):
                return Call("nn.Hardtanh", self.low, self.high)
            case "softmax" | "log_softmax" if self.axis != "values":
                return Call(_ACROSS[self.function], dim=self.axis)
        return None

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values = given(args)
        if isinstance(values.shape, Sequence) and self.function == "prelu" and self.per_channel:
            turned = through(keys, Call(".transpose", values.value, 1, 2))
            return Call(".transpose", turned, 1, 2)
        if values.lengths is not None and self.function in _ACROSS and self.axis == 1:
            real = through(keys, masked(values, float("-inf")))
            return Call("layers.masked", real, values.lengths)
        return through(keys, values.value)

    def count(self, values: Shape) -> str:
        if self.function != "prelu":
            return ""
        if self.per_channel:
            return tr("{n} slopes").format(n=number(_channels(values)))
        return tr("1 slope")

    def facts(self) -> tuple[str, ...]:
        return (tr(TITLES[self.function]),)


def _axes(values: Shape) -> int:
    match values:
        case Picture():
            return 3
        case Sequence():
            return 2
        case Array(sides):
            return len(sides)
    return 1


def _channels(values: Shape) -> int:
    match values:
        case Picture(channels, _, _):
            return channels
        case Features(size) | Sequence(_, size):
            return size
        case Array(sides):
            return sides[0]
    raise AssertionError("tokens and categories are refused")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
