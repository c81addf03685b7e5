"""Outputs that give back or make up what a data set has as inputs."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.blocks.block import blocks
from studio.blocks.dense_output import DenseOutput
from studio.language import tr
from studio.schema.call import Call, Expression
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Picture, Sequence, Shape, ShapeError


class LikeInput(DenseOutput):
    """An output in the shape of one of the data's inputs."""

    target = "values"
    metric = "rmse"

    def fits(self, data: DataField) -> bool:
        return data.kind == "values" and isinstance(data.shape, Features | Sequence | Picture)

    def infer(self, values: Shape, target: DataField) -> Shape:
        if isinstance(values, Picture):
            return self._picture(values, target)
        super().infer(values, target)
        return target.shape

    def _picture(self, values: Picture, target: DataField) -> Shape:
        """The picture that arrives, which must be the target's already."""
        if values == target.shape and not self.dense:
            return values
        what = tr("{block} gets a picture where it makes one itself.")
        remedy = tr("Turn the own dense layer off, or put a Flatten block before it.")
        if values != target.shape:
            what = tr("{block} needs a picture of another size.")
            remedy = tr("Bring the picture to that size, or put a Flatten block before it.")
        return self._refused(what, values, target, remedy)

    def _refused(self, what: str, values: Picture, target: DataField, remedy: str) -> Shape:
        raise ShapeError(
            what.format(block=tr(self.title)),
            tr('"{target}" is {wanted}; what arrives is {shape}.').format(
                target=target.title or target.name,
                wanted=target.shape.words(),
                shape=values.words(),
            ),
            remedy,
            tr("Another picture"),
        )

    def layers(self, values: Features | Sequence | Picture, target: DataField) -> dict[str, Call]:
        if isinstance(values, Picture):
            return {}
        made = super().layers(values, target)
        if isinstance(target.shape, Picture):
            sides = (target.shape.channels, target.shape.height, target.shape.width)
            made["picture"] = Call("nn.Unflatten", 1, sides)
        return made

    def count(self, values: Features | Sequence | Picture, target: DataField) -> str:
        return "" if isinstance(values, Picture) else super().count(values, target)


@blocks.entry(
    "reconstruction_output",
    title="Reconstruction",
    family="output",
    words=("autoencoder", "decoder", "denoising", "vae", "重建", "自编码器", "输出"),
)
class ReconstructionOutput(LikeInput):
    """Learns to give back one of the data's inputs: a picture, a row or a sequence.

    If the network in between is narrow, it must find the few numbers that matter. It brings its own
    dense layer with one unit for each number of the input, and arranges them as the input is
    arranged.

    Use it at the end of an autoencoder. After transposed convolutions, which make the picture
    themselves, turn its own layer off. To predict something else than an input, use the number
    output.

    Loss: the mean of (x̂ − x)² for the squared error, with x the input and x̂ what came back; or
    binary cross-entropy −x·log p − (1 − x)·log (1 − p), with p = σ(score), for inputs between 0
    and 1.

    In PyTorch: `nn.Linear(inputs, numbers)` with `nn.MSELoss()`.
    """

    distance: Literal["mse", "binary_cross_entropy"] = Field(
        "mse",
        title="Loss",
        description="How a miss is counted. Binary cross-entropy needs inputs between 0 and 1, such"
        " as the pixels of a picture.",
    )

    def loss(self) -> Call:
        return Call("nn.MSELoss" if self.distance == "mse" else "nn.BCEWithLogitsLoss")

    def answer(self, prediction: Expression) -> Expression:
        return prediction if self.distance == "mse" else Call("torch.sigmoid", prediction)

    def facts(self) -> tuple[str, ...]:
        if self.distance == "mse":
            return (tr("Squared error"),)
        return (tr("Sigmoid"), tr("Binary cross-entropy"))


@blocks.entry(
    "generated_picture",
    title="Generated picture",
    family="output",
    words=("generator", "gan", "adversarial", "fake", "synthesis", "生成", "生成图像", "输出"),
)
class GeneratedPicture(LikeInput):
    """Gives out pictures that the network makes up, as large as those of the data.

    It brings its own dense layer with one unit for each number of a picture. It has no right
    answer to be compared with, and so no loss of its own: whether a made-up picture is good,
    another part of the network must judge.

    Use it at the end of a generator that starts from noise. To give back a certain picture, use
    the reconstruction output, which can be trained by itself.

    y = f(W·x + b), arranged as a picture, with W the weights, b the bias and f the curve that
    brings each pixel into its range.

    In PyTorch: `nn.Linear(inputs, numbers)`, `nn.Unflatten(1, sides)` and `nn.Sigmoid()`.
    """

    rare: ClassVar[tuple[str, ...]] = ("initialization",)

    range: Literal["sigmoid", "tanh", "none"] = Field(
        "sigmoid",
        title="Range",
        description="Sigmoid brings pixels between 0 and 1, tanh between −1 and 1.",
    )

    def idle(self) -> tuple[str, ...]:
        return ("weight",)

    def fits(self, data: DataField) -> bool:
        return data.kind == "values" and isinstance(data.shape, Picture)

    def layers(self, values: Features | Sequence | Picture, target: DataField) -> dict[str, Call]:
        curves = {
            "sigmoid": {"activation": Call("nn.Sigmoid")},
            "tanh": {"activation": Call("nn.Tanh")},
        }
        return {**super().layers(values, target), **curves.get(self.range, {})}

    def loss(self) -> None:
        return None

    def facts(self) -> tuple[str, ...]:
        return () if self.range == "none" else (tr(self.range.capitalize()),)
