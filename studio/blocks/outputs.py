"""Outputs: what the network answers, and the loss that it learns by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studio.blocks.block import blocks
from studio.blocks.dense_output import DenseOutput, values_in
from studio.language import tr
from studio.schema.call import Call, Expression
from studio.schema.data_field import DataField
from studio.schema.shape import Array, Picture, Shape, ShapeError


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

    def fits(self, data: DataField) -> bool:
        return super().fits(data) and values_in(data) == 1

    def loss(self) -> Call:
        return Call("nn.BCEWithLogitsLoss")

    def answer(self, prediction: Expression) -> Expression:
        return Call("torch.sigmoid", prediction)

    def facts(self) -> tuple[str, ...]:
        return (tr("Sigmoid"), tr("Binary cross-entropy"))


@blocks.entry(
    "multi_label_output",
    title="Multi-label output",
    family="output",
    words=("tags", "several at once", "sigmoid", "binary", "多标签", "输出"),
)
class MultiLabelOutput(YesNoOutput):
    """Answers several yes/no questions at once, each with a probability of its own.

    It brings its own dense layer with one unit for each question. The answers do not exclude each
    other: a picture may show a dog and a ball, so the probabilities need not add up to 1.

    Use it when several of many labels can be true at the same time. Where exactly one is true, use
    the class output; for a single question, the yes/no output.

    Loss: −log p of every question whose truth is yes, −log (1 − p) of every other, with p =
    σ(score); the mean over all questions.

    In PyTorch: `nn.Linear(inputs, questions)` with `nn.BCEWithLogitsLoss()`.
    """

    def fits(self, data: DataField) -> bool:
        return data.kind == self.target


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

    def loss(self) -> Call:
        return Call(
            {"mse": "nn.MSELoss", "mae": "nn.L1Loss", "huber": "nn.HuberLoss"}[self.distance]
        )

    def facts(self) -> tuple[str, ...]:
        return (tr(LOSS_TITLES[self.distance]),)


LOSS_TITLES = {"mse": "Squared error", "mae": "Absolute error", "huber": "Huber loss"}
