"""Regularization: what keeps a network from learning its examples by heart."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from studio.blocks.block import Arg, Block, blocks, given, through
from studio.blocks.wrong_kind import numbers
from studio.language import tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Share
from studio.schema.shape import Picture, Sequence, Shape, ShapeError


class Regularization(Block):
    """What regularizations share: values keep their shape, and come out unchanged in answers."""

    trains_otherwise = True

    def infer(self, values: Shape) -> Shape:
        return numbers(tr(self.title), values)


@blocks.entry(
    "dropout",
    title="Dropout",
    family="norm",
    words=("regularization", "overfitting", "noise", "随机失活", "丢弃", "正则化"),
)
class Dropout(Regularization):
    """Sets a random share of the values to zero while training.

    No unit can rely on a certain other one, so the network learns patterns that hold more widely.
    The values that remain are made larger, so that their sum stays about the same. When the network
    answers, nothing is dropped.

    Use it when the network does much better on the training data than on the validation data, most
    often after a dense layer, with 0.2 to 0.5. Leave it out when the network does not even learn
    its training data well.

    y = x · m / (1 − p), with m = 0 with probability p and else 1. When answering: y = x.

    In PyTorch: `nn.Dropout(p)`.
    """

    share: Share = Field(
        0.5, title="Rate", description="The share p of values that is set to zero."
    )

    def layers(self, values: Shape) -> dict[str, Call]:
        return {"": Call("nn.Dropout", self.share)}

    def facts(self) -> tuple[str, ...]:
        return (f"{self.share:g}",)


@blocks.entry(
    "spatial_dropout",
    title="Spatial dropout",
    family="norm",
    words=("dropout2d", "dropout1d", "channel dropout", "overfitting", "空间丢弃", "正则化"),
)
class SpatialDropout(Regularization):
    """Sets a random share of the channels to zero while training.

    Neighbouring pixels of a channel tell nearly the same, so dropping single ones takes little
    away. This drops a whole channel of a picture, or one value of a sequence at all its steps. The
    channels that remain are made larger. When the network answers, nothing is dropped.

    Use it between convolutions, with 0.1 to 0.3, when the network does much better on the training
    data than on the validation data. After a dense layer use Dropout.

    y = x · m / (1 − p), with m = 0 for a whole channel with probability p and else 1. When
    answering: y = x.

    In PyTorch: `nn.Dropout2d(p)` for pictures, `nn.Dropout1d(p)` for sequences.
    """

    share: Share = Field(
        0.2, title="Rate", description="The share p of channels that is set to zero."
    )

    def infer(self, values: Shape) -> Picture | Sequence:
        values = super().infer(values)
        if isinstance(values, Picture | Sequence):
            return values
        raise ShapeError(
            tr("{block} needs channels.").format(block=tr(self.title)),
            tr("It drops whole channels, but gets {shape}, which has none.").format(
                shape=values.words()
            ),
            tr("Use a Dropout block instead."),
            tr("Needs channels"),
        )

    def layers(self, values: Picture | Sequence) -> dict[str, Call]:
        sides = 2 if isinstance(values, Picture) else 1
        return {"": Call(f"nn.Dropout{sides}d", self.share)}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values = given(args)
        if isinstance(values.shape, Picture):
            return through(keys, values.value)
        turned = through(keys, Call(".transpose", values.value, 1, 2))
        return Call(".transpose", turned, 1, 2)

    def facts(self) -> tuple[str, ...]:
        return (f"{self.share:g}",)


@blocks.entry(
    "gaussian_noise",
    title="Gaussian noise",
    family="norm",
    words=("noise", "random", "normal", "denoising", "overfitting", "高斯噪声", "噪声", "正则化"),
)
class GaussianNoise(Regularization):
    """Adds small random numbers to all values while training.

    The network never sees quite the same example twice, so it cannot lean on tiny details. When
    the network answers, nothing is added.

    Use it right after an input with few examples, or before an autoencoder that learns to take
    noise away. Do not make it as large as the differences that matter: the spread is in the units
    of the values.

    y = x + s · z, with z drawn from a normal distribution and s the spread. When answering: y = x.

    In PyTorch: `x + s * torch.randn_like(x)` while training.
    """

    spread: Annotated[float, Field(ge=0.0, le=100.0)] = Field(
        0.1, title="Spread", description="The standard deviation s of the noise."
    )

    def layers(self, values: Shape) -> dict[str, Call]:
        return {"": Call("layers.GaussianNoise", self.spread)}

    def facts(self) -> tuple[str, ...]:
        return (f"{self.spread:g}",)
