"""Dense layers: every number in is connected with every number out."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.activation import TITLES, activation, remark_on
from studio.blocks.block import Arithmetic, Block, Remark, blocks
from studio.blocks.wrong_kind import row
from studio.language import number, tr
from studio.schema.call import Call
from studio.schema.field_types import ActivationName, Count, Initialization
from studio.schema.shape import Features, Sequence, Shape


@blocks.entry(
    "dense",
    title="Dense",
    family="dense",
    words=("linear", "fc", "fully connected", "全连接", "线性"),
)
class Dense(Block):
    """Connects every incoming number with every unit.

    Each unit multiplies all incoming numbers by weights of its own, adds a bias, and passes the sum
    through the activation. It decides from everything at once. On a sequence it does so for each
    step on its own.

    Use it to combine features, most often near the end of a network. On pictures a convolution
    needs far fewer weights, because it looks for the same pattern everywhere.

    y = f(W·x + b), with W the weights (units × inputs), b the bias, and f the activation.

    In PyTorch: `nn.Linear(inputs, units)`.
    """

    rare = ("initialization",)

    units: Count = Field(64, title="Units", description="How many numbers come out.")
    activation: ActivationName = Field(
        "relu", title="Activation", description="The curve that each unit's sum goes through."
    )
    bias: bool = Field(True, title="Bias", description="A number of its own that each unit adds.")
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def infer(self, values: Shape) -> Shape:
        match row(tr(self.title), values):
            case Features():
                return Features(self.units)
            case Sequence(length, _):
                return Sequence(length, self.units)

    def layers(self, values: Features | Sequence) -> dict[str, Call]:
        linear = Call(
            "nn.Linear", values.size, self.units, **({} if self.bias else {"bias": False})
        )
        return {"": linear, **activation(self.activation, values)}

    def remark(self) -> Remark | None:
        return remark_on(self.activation)

    def first_weights(self) -> Initialization:
        return self.initialization

    def facts(self) -> tuple[str, ...]:
        units = tr("{n} units").format(n=number(self.units))
        return (units,) if self.activation == "none" else (units, tr(TITLES[self.activation]))

    def arithmetic(self, values: Features | Sequence) -> Arithmetic:
        return Arithmetic(
            ((number(values.size), tr("numbers in")), ("→", ""), (number(self.units), tr("units"))),
            self.infer(values).text(),
            tr("Each of the {n} units gives one number.").format(n=number(self.units)),
        )

    def count(self, values: Features | Sequence) -> str:
        units = weights_in_words(number(values.size), self.bias, self.units, tr("units"))
        return units + slopes(self.activation)


def weights_in_words(weights: str, bias: bool, copies: int, what: str) -> str:
    """How parameters add up: "(784 weights + 1 bias) × 64 units"."""
    each = tr("({weights} weights + 1 bias)") if bias else tr("{weights} weights")
    return f"{each.format(weights=weights)} × {number(copies)} {what}"


def slopes(activation: ActivationName) -> str:
    """What the activation adds to the parameters: PReLU learns one number."""
    return " + " + tr("1 slope") if activation == "prelu" else ""
