"""What variational autoencoders are made of: a drawn sample, and what keeps it near the normal."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from studio.blocks.block import Arg, OutputBlock, Port, blocks, given
from studio.blocks.joins import Joining, strokes
from studio.blocks.wrong_kind import Numbers, numbers
from studio.language import tr
from studio.schema.call import Call, Expression, Layer
from studio.schema.data_field import DataField
from studio.schema.field_types import Weight
from studio.schema.shape import Features, Shape, ShapeError, padded


def _ports() -> tuple[Port, ...]:
    return (Port("mean", tr("Mean")), Port("log_variance", tr("Log-variance")))


def _alike(title: str, mean: Shape, log_variance: Shape) -> Numbers:
    """The shape of both inputs, which must be the same."""
    numbers(title, log_variance)
    if mean != log_variance:
        raise ShapeError(
            tr("{block} needs a log-variance for each mean.").format(block=title),
            tr("The mean is {mean}, the log-variance {log_variance}.").format(
                mean=mean.words(), log_variance=log_variance.words()
            )
            + strokes((mean, log_variance)),
            tr("Give the two blocks before it the same number of units."),
            tr("Shapes differ"),
        )
    return numbers(title, mean)


@blocks.entry(
    "sample",
    title="Sample",
    family="join",
    words=("vae", "variational", "reparameterization", "gaussian", "latent", "采样", "变分"),
)
class Sample(Joining):
    """Draws numbers at random around a mean, as far from it as a variance says.

    A variational autoencoder describes each example by a cloud instead of a point. The decoder then
    learns to make sense of the whole cloud, so that new examples can be drawn. Only while training
    is something drawn; when the network answers, the mean itself comes out.

    Use it in the middle of a variational autoencoder, with a KL penalty at the same two wires.
    Without that penalty the network makes the variance zero and nothing is random any more.

    z = μ + ε·e^(½·v), with μ the mean, v the logarithm of the variance, and ε drawn from the normal
    distribution. When answering: z = μ.

    In PyTorch: `mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)`.
    """

    trains_otherwise = True

    def inputs(self) -> tuple[Port, ...]:
        return _ports()

    def infer(self, mean: Shape, log_variance: Shape) -> Shape:
        return _alike(tr(self.title), mean, log_variance)

    def layers(self, mean: Shape, log_variance: Shape) -> dict[str, Call]:
        return {"": Call("layers.Sample")}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        return Call(Layer(""), given(args).value, given(args, 1).value)


@blocks.entry(
    "kl_penalty",
    title="KL penalty",
    family="output",
    words=(
        "vae",
        "variational",
        "kullback-leibler",
        "divergence",
        "regularization",
        "散度",
        "变分",
    ),
)
class KLPenalty(OutputBlock):
    """Keeps the clouds of a variational autoencoder close to the normal distribution.

    It adds to the loss how far each mean and variance is from mean 0 and variance 1. That packs the
    examples closely around zero, so that a decoder can make new ones from numbers drawn there. It
    has no target and gives people no answer.

    Use it beside a Sample block, at the same two wires, together with a reconstruction output. The
    loss weight balances the two: too large, and all examples look alike; too small, and new ones
    look like nothing.

    KL = ½ · Σ (μ² + eᵛ − 1 − v), with μ the mean and v the logarithm of the variance; the sum over
    all numbers of an example, the mean over the examples.

    In PyTorch: `0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1).mean()`.
    """

    target = "nothing"
    metric = "kl"
    told: ClassVar[bool] = False
    rare: ClassVar[tuple[str, ...]] = ()

    weight: Weight = Field(
        0.01,
        title="Loss weight",
        description="How much the penalty counts beside the other losses. The reconstruction's is a"
        " mean over all numbers: 1 / their count gives both the weight that theory asks for.",
    )

    def idle(self) -> tuple[str, ...]:
        return ("field",)

    def own_field(self) -> DataField:
        return DataField("kl_penalty", "nothing")

    def inputs(self) -> tuple[Port, ...]:
        return _ports()

    def infer(self, mean: Shape, log_variance: Shape, target: DataField) -> Features:
        found = _alike(tr(self.title), mean, log_variance)
        if padded(found):
            raise ShapeError(
                tr("KL penalty needs one mean for each example."),
                tr("It gets {shape}, with a mean at each step.").format(shape=found.words()),
                tr("Put a Last step or Mean over time block before both."),
                tr("Needs one row"),
            )
        return Features(1)

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        return Call("layers.kl_divergence", given(args).value, given(args, 1).value)

    def loss(self) -> Call:
        return Call("layers.Penalty")

    def facts(self) -> tuple[str, ...]:
        return (tr("weight {n}").format(n=f"{self.weight:g}"),)
