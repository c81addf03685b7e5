"""Normalizations of one example at a time: of groups of channels, of each one, of neighbours."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from studio.blocks.block import Block, blocks
from studio.blocks.normalization import Normalization, channels_of, no_spread, scales
from studio.blocks.wrong_kind import picture
from studio.language import number, tr
from studio.schema.call import Call
from studio.schema.field_types import Count
from studio.schema.shape import Features, Picture, Sequence, Shape, ShapeError, padded


@blocks.entry(
    "group_norm",
    title="Group norm",
    family="norm",
    words=("groupnorm", "group normalization", "gn", "组归一化", "归一化"),
)
class GroupNorm(Normalization):
    """Brings each group of channels of an example to mean 0 and spread 1.

    It looks at one example at a time, and at a few channels of it together over all places. So it
    does not mind small batches, and does the same while training and when the network answers.
    Learned numbers then scale and shift each channel.

    Use it after convolutions where batches are small, for example with large pictures. With large
    batches batch norm is the usual choice. Do not use it where the strength of a whole group of
    channels tells something: that is what it takes away.

    y = γ · (x − μ) / √(σ² + ε) + β, with mean μ and variance σ² of the channels of a group over
    all places of an example, ε a small number, γ and β learned for each channel. Over sequences of
    different length, only real steps count. One group: layer norm over the whole example; as many
    groups as channels: instance norm.

    In PyTorch: `nn.GroupNorm(groups, channels)`.
    """

    leading: ClassVar[tuple[str, ...]] = ("groups",)

    groups: Count = Field(
        8, title="Groups", description="Into how many groups the channels are divided."
    )

    def infer(self, values: Shape) -> Features | Sequence | Picture:
        values = super().infer(values)
        size = channels_of(values)
        if size % self.groups:
            fitting = [number(n) for n in range(1, 65) if size % n == 0]
            raise ShapeError(
                tr("{n} groups do not come out even.").format(n=number(self.groups)),
                tr("{size} channels arrive, and each group must get the same number.").format(
                    size=number(size)
                ),
                tr("Choose a number of groups that divides {size}: {fitting}.").format(
                    size=number(size), fitting=", ".join(fitting)
                ),
                tr("Groups not even"),
            )
        if size == self.groups and _one_place(values):
            remedy = tr("Choose fewer groups, or leave it out here.")
            raise no_spread(tr("A group"), values, remedy)
        return values

    def layers(self, values: Features | Sequence | Picture) -> dict[str, Call]:
        target = "layers.GroupNorm" if padded(values) else "nn.GroupNorm"
        settings = self._settings(**({} if self.affine else {"affine": False}))
        return {"": Call(target, self.groups, channels_of(values), **settings)}

    def facts(self) -> tuple[str, ...]:
        return (tr("{n} groups").format(n=number(self.groups)),)

    def count(self, values: Features | Sequence | Picture) -> str:
        return scales(self.affine, channels_of(values), tr("channels"))


@blocks.entry(
    "instance_norm",
    title="Instance norm",
    family="norm",
    words=("instancenorm", "instance normalization", "style", "实例归一化", "归一化"),
)
class InstanceNorm(Normalization):
    """Brings each channel of an example to mean 0 and spread 1.

    It takes the mean over the places of one channel of one picture, or over the steps of one
    sequence. What remains is the pattern; brightness and contrast are gone. Learned numbers then
    scale and shift each channel.

    Use it where the style of a single picture should not matter, as in networks that paint pictures
    in another style. Do not use it to classify, where the strength of a channel tells something;
    batch norm keeps that.

    y = γ · (x − μ) / √(σ² + ε) + β, with mean μ and variance σ² of a channel over all places of an
    example, ε a small number, γ and β learned for each channel. Over sequences of different length,
    only real steps count.

    In PyTorch: `nn.InstanceNorm2d(channels, affine=True)`.
    """

    def infer(self, values: Shape) -> Features | Sequence | Picture:
        values = super().infer(values)
        if _one_place(values):
            remedy = tr("Leave it out here, or use Layer norm or Batch norm.")
            raise no_spread(tr("Each channel"), values, remedy)
        return values

    def layers(self, values: Sequence | Picture) -> dict[str, Call]:
        size = channels_of(values)
        if padded(values):
            settings = self._settings(**({} if self.affine else {"affine": False}))
            return {"": Call("layers.GroupNorm", size, size, **settings)}
        sides = 2 if isinstance(values, Picture) else 1
        settings = self._settings(**({"affine": True} if self.affine else {}))
        return {"": Call(f"nn.InstanceNorm{sides}d", size, **settings)}

    def count(self, values: Sequence | Picture) -> str:
        return scales(self.affine, channels_of(values), tr("channels"))


@blocks.entry(
    "local_response_norm",
    title="Local response norm",
    family="norm",
    words=("lrn", "localresponsenorm", "alexnet", "lateral inhibition", "局部响应归一化", "归一化"),
)
class LocalResponseNorm(Block):
    """Damps a pixel where the same pixel of neighbouring channels is strong.

    Channels compete: a filter that answers much more strongly than its neighbours keeps its answer,
    and a place where all of them are strong is turned down. It learns nothing.

    Use it to rebuild early networks for pictures, such as AlexNet or GoogLeNet, which had it after
    a ReLU. Do not use it in new ones: batch norm does more for learning.

    y = x / (k + α/n · Σ x²)ᵝ, the sum over n neighbouring channels at the same pixel, with x's own
    channel in their middle; k, α and β are settings.

    In PyTorch: `nn.LocalResponseNorm(n)`.
    """

    leading = ("size",)

    size: Annotated[int, Field(ge=1, le=4096)] = Field(
        5, title="Neighbours", description="How many channels n are looked at together."
    )
    alpha: Annotated[float, Field(gt=0.0, le=1000.0)] = Field(
        1e-4, title="Alpha", description="How much strong neighbours count."
    )
    beta: Annotated[float, Field(gt=0.0, le=10.0)] = Field(
        0.75, title="Beta", description="The power that the sum is raised to."
    )
    k: Annotated[float, Field(gt=0.0, le=1000.0)] = Field(
        1.0, title="k", description="What the sum begins with, so that nothing is divided by zero."
    )

    def infer(self, image: Shape) -> Picture:
        return picture(tr(self.title), image)

    def layers(self, image: Picture) -> dict[str, Call]:
        usual = {"alpha": 1e-4, "beta": 0.75, "k": 1.0}
        settings = {name: getattr(self, name) for name in usual}
        settings = {name: value for name, value in settings.items() if value != usual[name]}
        return {"": Call("layers.LocalResponseNorm", self.size, **settings)}

    def facts(self) -> tuple[str, ...]:
        return (tr("{n} channels").format(n=number(self.size)),)


def _one_place(values: Shape) -> bool:
    """Whether a channel has one value only. A length that is not known is taken to be longer."""
    match values:
        case Picture(_, height, width):
            return height * width == 1
        case Sequence(length, _):
            return length == 1
    return True
