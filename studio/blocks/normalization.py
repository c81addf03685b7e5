"""Normalization: values are brought back to a mean of 0 and a spread of 1."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from studio.blocks.block import Arg, Block, blocks, given, through
from studio.blocks.wrong_kind import arranged
from studio.language import number, tr
from studio.schema.call import Call, Expression, Layer
from studio.schema.shape import Features, Picture, Sequence, Shape, ShapeError, padded


class Normalization(Block):
    """What normalizations share."""

    rare: ClassVar[tuple[str, ...]] = ("epsilon",)

    epsilon: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        1e-5,
        title="Epsilon",
        description="A small number added to the variance, so that nothing is divided by zero.",
    )
    affine: bool = Field(
        True,
        title="Scale and shift",
        description="A learned factor and a learned offset after the normalization.",
    )

    def infer(self, values: Shape) -> Features | Sequence | Picture:
        return arranged(tr(self.title), values)

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        """torch's layers want the steps last; those for padded sequences take lengths."""
        values = given(args)
        if values.lengths is not None:
            return Call(Layer(""), values.value, values.lengths)
        if isinstance(values.shape, Sequence):
            turned = through(keys, Call(".transpose", values.value, 1, 2))
            return Call(".transpose", turned, 1, 2)
        return through(keys, values.value)

    def _settings(self, **more: Expression) -> dict[str, Expression]:
        """What the layer is given beside its sizes: only what is not usual."""
        epsilon: dict[str, Expression] = {} if self.epsilon == 1e-5 else {"eps": self.epsilon}
        return epsilon | more


def no_spread(title: str, values: Shape, remedy: str) -> ShapeError:
    """The error of a normalization whose means would be over one value each."""
    return ShapeError(
        tr("{block} needs more than one value.").format(block=title),
        tr("It gets {shape}; the mean of one value is that value, so all become 0.").format(
            shape=values.words()
        ),
        remedy,
        tr("Only one value"),
    )


@blocks.entry(
    "batch_norm",
    title="Batch norm",
    family="norm",
    words=("batchnorm", "batch normalization", "bn", "批归一化", "批标准化", "归一化"),
)
class BatchNorm(Normalization):
    """Brings each channel or feature to mean 0 and spread 1 over the batch.

    Values that grow or shrink from layer to layer make learning slow. This puts them back into a
    good range, then scales and shifts them by learned numbers. While training it uses the mean of
    the batch; when the network answers, a running mean that it has kept.

    Use it after a convolution or dense layer, before or after the activation; the layer before it
    needs no bias. Do not use it with very small batches, whose means are too random; layer norm
    does not mind.

    y = γ · (x − μ) / √(σ² + ε) + β, with mean μ and variance σ² of each channel over the batch and
    all places, ε a small number, γ and β learned. Over sequences of different length, only real
    steps count.

    In PyTorch: `nn.BatchNorm2d(channels)` for pictures, `nn.BatchNorm1d(features)` for rows and
    sequences.
    """

    rare = ("epsilon", "momentum")

    momentum: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        0.1,
        title="Momentum",
        description="How much each batch moves the running mean that is used for answers.",
    )

    def layers(self, values: Features | Sequence | Picture) -> dict[str, Call]:
        target, size = "nn.BatchNorm1d", channels_of(values)
        if isinstance(values, Picture):
            target = "nn.BatchNorm2d"
        elif padded(values):
            target = "layers.BatchNorm1d"
        settings = self._settings()
        if self.momentum != 0.1:
            settings["momentum"] = self.momentum
        if not self.affine:
            settings["affine"] = False
        return {"": Call(target, size, **settings)}

    def count(self, values: Features | Sequence | Picture) -> str:
        return scales(self.affine, channels_of(values), tr("channels"))


@blocks.entry(
    "layer_norm",
    title="Layer norm",
    family="norm",
    words=("layernorm", "layer normalization", "ln", "层归一化", "归一化"),
)
class LayerNorm(Normalization):
    """Brings the values of each example to mean 0 and spread 1.

    It looks at one example at a time, of a sequence at one step at a time, and so does the same
    while training and when the network answers. Learned numbers then scale and shift each value.

    Use it around attention and in recurrent networks, or where batches are small. In networks of
    convolutions batch norm is the usual choice.

    y = γ · (x − μ) / √(σ² + ε) + β, with mean μ and variance σ² over the values of a row, of a
    step, or of a whole picture, ε a small number, γ and β learned for each value.

    In PyTorch: `nn.LayerNorm(size)`.
    """

    def infer(self, values: Shape) -> Features | Sequence | Picture:
        if values == Features(1) or (isinstance(values, Sequence) and values.size == 1):
            remedy = tr("Leave it out here, or use Batch norm.")
            raise no_spread(tr(self.title), values, remedy)
        return super().infer(values)

    def layers(self, values: Features | Sequence | Picture) -> dict[str, Call]:
        settings = self._settings()
        if not self.affine:
            settings["elementwise_affine"] = False
        match values:
            case Picture(channels, height, width):
                return {"": Call("nn.LayerNorm", (channels, height, width), **settings)}
            case Features(size) | Sequence(_, size):
                return {"": Call("nn.LayerNorm", size, **settings)}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        return through(keys, given(args).value)

    def count(self, values: Features | Sequence | Picture) -> str:
        match values:
            case Picture(channels, height, width):
                size = channels * height * width
            case Features(size) | Sequence(_, size):
                pass
        return scales(self.affine, size, tr("values"))


def channels_of(values: Features | Sequence | Picture) -> int:
    """The channels of a picture; the values of a row or of a step."""
    return values.channels if isinstance(values, Picture) else values.size


def scales(affine: bool, size: int, what: str) -> str:
    """How the parameters of a normalization add up."""
    if not affine:
        return ""
    return "({each}) × {size} {what}".format(
        each=tr("1 scale + 1 shift"), size=number(size), what=what
    )
