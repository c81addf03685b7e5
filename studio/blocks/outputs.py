"""Outputs: what the network answers, the last dense layer that makes it, and the loss."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from studio.blocks.block import OutputBlock, blocks
from studio.blocks.dense import weights_in_words
from studio.blocks.wrong_kind import row
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.data_field import DataField
from studio.schema.field_types import Initialization
from studio.schema.shape import (
    Array,
    Features,
    Length,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    steps_in_words,
)


class DenseOutput(OutputBlock):
    """An output that ends in a dense layer of its own, as wide as its target asks."""

    rare: ClassVar[tuple[str, ...]] = ("weight", "initialization")

    dense: bool = Field(
        True,
        title="Own dense layer",
        description="Ends in a dense layer as wide as the target asks."
        " Off: the block before it already gives exactly that many numbers.",
    )
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def width(self, target: DataField) -> int:
        """How many numbers this target asks for."""
        raise NotImplementedError

    def infer(self, values: Shape, target: DataField) -> Shape:
        given = self._row(values, target)
        width = self.width(target)
        if not self.dense and given.size != width:
            raise ShapeError(
                tr("{n} numbers arrive, {width} are needed.").format(
                    n=number(given.size), width=number(width)
                ),
                tr('"{target}" asks for {width} numbers, and the own dense layer is off.').format(
                    target=target.title or target.name, width=number(width)
                ),
                tr("Turn the own dense layer on, or make the block before it {width} wide.").format(
                    width=number(width)
                ),
                tr("Needs {width} numbers").format(width=number(width)),
            )
        return Features(width) if isinstance(given, Features) else Sequence(given.length, width)

    def _row(self, values: Shape, target: DataField) -> Features | Sequence:
        found = row(tr(self.title), values)
        match found:
            case Sequence() if not isinstance(target.shape, Sequence):
                raise ShapeError(
                    tr("{block} needs one answer for each example.").format(block=tr(self.title)),
                    tr('It gets {shape}, but "{target}" has one value for each example.').format(
                        shape=values.words(), target=target.title or target.name
                    ),
                    tr("Put a Last step or Mean over time block before it."),
                    tr("Needs one row"),
                )
            case Features() if isinstance(target.shape, Sequence):
                raise ShapeError(
                    tr("{block} needs an answer for every step.").format(block=tr(self.title)),
                    tr('It gets {shape}, but "{target}" has one value for each step.').format(
                        shape=values.words(), target=target.title or target.name
                    ),
                    tr("Use the whole sequence of the block before it, not its last step."),
                    tr("Needs every step"),
                )
        if isinstance(found, Sequence) and isinstance(target.shape, Sequence):
            self._check_steps(found.length, target.shape.length, target)
        return found

    def _check_steps(self, given: Length, wanted: Length, target: DataField) -> None:
        if given != wanted:
            raise ShapeError(
                tr("{block} needs as many steps as there are answers.").format(
                    block=tr(self.title)
                ),
                tr('It gets {t} steps, but "{target}" has a value at each of {n}.').format(
                    t=steps_in_words(given),
                    target=target.title or target.name,
                    n=steps_in_words(wanted),
                ),
                tr("Keep the number of steps in the blocks before it."),
                tr("Lengths differ"),
            )

    def layers(self, values: Features | Sequence, target: DataField) -> dict[str, Call]:
        return {"": Call("nn.Linear", values.size, self.width(target))} if self.dense else {}

    def first_weights(self) -> Initialization:
        return self.initialization

    def count(self, values: Features | Sequence, target: DataField) -> str:
        if not self.dense:
            return ""
        return weights_in_words(number(values.size), True, self.width(target), tr("units"))


@blocks.entry(
    "class_output",
    title="Class output",
    family="output",
    words=("classification", "softmax", "cross-entropy", "分类", "输出", "交叉熵"),
)
class ClassOutput(DenseOutput):
    """Answers which class an example belongs to.

    It brings its own dense layer with one unit for each class. Training compares the scores with
    the true class by cross-entropy. People see probabilities: softmax makes them from the scores.

    Use it when the answer is one of several names. For a plain yes or no, use the yes/no output.

    Loss: −log p(true class), with p = softmax(scores).

    In PyTorch: `nn.Linear(inputs, classes)` with `nn.CrossEntropyLoss()`.
    """

    target = "class"
    metric = "accuracy"
    rare = ("weight", "initialization", "label_smoothing")

    label_smoothing: Annotated[float, Field(ge=0.0, lt=1.0)] = Field(
        0.0,
        title="Label smoothing",
        description="A share of certainty given to the other classes, against overconfidence.",
    )

    def width(self, target: DataField) -> int:
        return len(target.classes)

    def loss(self) -> Call:
        return Call("nn.CrossEntropyLoss", label_smoothing=self.label_smoothing)

    def answer(self, prediction: Expression) -> Expression:
        return Call("torch.softmax", prediction, -1)

    def facts(self) -> tuple[str, ...]:
        return (tr("Softmax"), tr("Cross-entropy"))


@blocks.entry(
    "yes_no_output",
    title="Yes/no output",
    family="output",
    words=("binary", "sigmoid", "logistic", "二分类", "输出"),
)
class YesNoOutput(DenseOutput):
    """Answers yes or no, with a probability.

    It brings its own dense layer with one unit. Sigmoid makes the probability of yes from it, and
    training compares that with the truth by binary cross-entropy.

    Use it for a single question such as "survived?". For several names, use the class output.

    Loss: −log p if the truth is yes, −log (1 − p) if it is no, with p = σ(score).

    In PyTorch: `nn.Linear(inputs, 1)` with `nn.BCEWithLogitsLoss()`.
    """

    target = "yes_no"
    metric = "accuracy"

    def width(self, target: DataField) -> int:
        return 1

    def loss(self) -> Call:
        return Call("nn.BCEWithLogitsLoss")

    def answer(self, prediction: Expression) -> Expression:
        return Call("torch.sigmoid", prediction)

    def facts(self) -> tuple[str, ...]:
        return (tr("Sigmoid"), tr("Binary cross-entropy"))


@blocks.entry(
    "number_output",
    title="Number output",
    family="output",
    words=("regression", "mse", "mae", "回归", "输出"),
)
class NumberOutput(DenseOutput):
    """Answers with a number.

    It brings its own dense layer with one unit for each number to predict. Training makes the
    distance between prediction and truth small.

    Use it when the answer is an amount: a price, a temperature. For names, use the class output.

    Loss: the mean of (prediction − truth)² for the squared error, of |prediction − truth| for the
    absolute error; Huber is squared near zero and absolute far out.

    In PyTorch: `nn.Linear(inputs, 1)` with `nn.MSELoss()`.
    """

    target = "number"
    metric = "rmse"

    distance: Literal["mse", "mae", "huber"] = Field(
        "mse",
        title="Loss",
        description="How a miss is counted. Squared error punishes large misses most.",
    )

    def infer(self, values: Shape, target: DataField) -> Shape:
        if not isinstance(target.shape, Picture | Array):
            return super().infer(values, target)
        if self.dense or values != target.shape:
            raise ShapeError(
                tr("{block} needs exactly what the target asks for.").format(block=tr(self.title)),
                tr('"{target}" is {wanted}; what arrives is {shape}.').format(
                    target=target.title or target.name,
                    wanted=target.shape.words(),
                    shape=values.words(),
                ),
                tr("Bring it to that shape in the blocks before, and turn the dense layer off."),
                tr("Another shape"),
            )
        return values

    def width(self, target: DataField) -> int:
        return target.shape.size if isinstance(target.shape, Features | Sequence) else 1

    def loss(self) -> Call:
        return Call(
            {"mse": "nn.MSELoss", "mae": "nn.L1Loss", "huber": "nn.HuberLoss"}[self.distance]
        )

    def facts(self) -> tuple[str, ...]:
        return (tr(LOSS_TITLES[self.distance]),)


LOSS_TITLES = {"mse": "Squared error", "mae": "Absolute error", "huber": "Huber loss"}
