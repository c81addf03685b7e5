"""Pooling to a size that does not depend on the input's: of each whole channel, or of parts."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, Block, blocks, given, through
from studio.blocks.wrong_kind import picture, sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Side
from studio.schema.shape import TIMES, Features, Picture, Sequence, Shape, ShapeError, padded


class GlobalPooling(Block):
    """What the ways from a picture to one number for each channel share."""

    remedy: ClassVar[str]  # for a sequence

    def infer(self, image: Shape) -> Features:
        if isinstance(image, Sequence):
            raise ShapeError(
                tr("{block} cannot read sequences.").format(block=tr(self.title)),
                tr("It looks over height and width, but gets {shape}.").format(shape=image.words()),
                tr(self.remedy),
                tr("Needs a picture"),
            )
        return Features(picture(tr(self.title), image).channels)

    def _arithmetic(self, image: Picture, what: str) -> Arithmetic:
        side = number(image.height) + TIMES + number(image.width)
        return Arithmetic(
            ((number(image.channels), tr("channels")), ("×", ""), ("1", what)),
            number(image.channels),
            tr("The {side} pixels of each channel become one number: the {what}.").format(
                side=side, what=what
            ),
        )


@blocks.entry(
    "global_avg_pool",
    title="Global average pooling",
    family="pool",
    words=("gap", "globalaveragepooling", "mean", "squeeze", "全局平均池化", "池化"),
)
class GlobalAvgPool(GlobalPooling):
    """Turns each channel of a picture into one number, its mean.

    What is left is a row that tells how much of each pattern the picture has, and nothing about
    where. It takes pictures of any size and learns nothing itself.

    Use it instead of Flatten before the last dense layer: that layer then needs far fewer weights.
    Do not use it on the raw picture, or where the place of a pattern decides.

    y = (1 / (height · width)) · Σ x, the sum over the pixels x of a channel.

    In PyTorch: `x.mean((2, 3))`, the same as `nn.AdaptiveAvgPool2d(1)` with a flatten.
    """

    remedy = "Use a Mean over time block instead."

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        return Call(".mean", given(args).value, (2, 3))

    def arithmetic(self, image: Picture) -> Arithmetic:
        return self._arithmetic(image, tr("mean"))


@blocks.entry(
    "global_max_pool",
    title="Global max pooling",
    family="pool",
    words=("gmp", "globalmaxpooling", "squeeze", "全局最大池化", "池化"),
)
class GlobalMaxPool(GlobalPooling):
    """Turns each channel of a picture into one number, its largest.

    What is left is a row that tells whether each pattern occurs at all, and nothing about where.
    It takes pictures of any size and learns nothing itself.

    Use it where one strong answer anywhere decides. Do not use it where it matters how often a
    pattern occurs: global average pooling tells that.

    y = max of the pixels of a channel.

    In PyTorch: `x.amax((2, 3))`, the same as `nn.AdaptiveMaxPool2d(1)` with a flatten.
    """

    remedy = "Use a Max over time block instead."

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        return Call(".amax", given(args).value, (2, 3))

    def arithmetic(self, image: Picture) -> Arithmetic:
        return self._arithmetic(image, tr("maximum"))


@blocks.entry(
    "adaptive_avg_pool2d",
    title="Adaptive pooling 2D",
    family="pool",
    words=(
        "adaptiveavgpool2d",
        "average",
        "average",
        "fixed size",
        "mean pooling",
        "自适应平均池化",
        "池化",
    ),
)
class AdaptiveAvgPool2D(Block):
    """Brings a picture of any size to a set size by taking means.

    It divides the picture into as many parts as pixels are wanted, as evenly as it can, and takes
    the mean of each. It learns nothing itself.

    Use it before Flatten, so that the dense layer after it does not depend on the size of the
    pictures. With a size of 1 × 1 it is global average pooling that stays a picture. Do not use it
    to make pictures larger; upsample does that.

    y at i, j = mean of the rows ⌊i · height / h⌋ to ⌈(i + 1) · height / h⌉ − 1 and the columns that
    follow from the width in the same way, with h the height that is set.

    In PyTorch: `nn.AdaptiveAvgPool2d((height, width))`.
    """

    size: tuple[Side, Side] = Field(
        (1, 1), title="Size", description="Height and width of what comes out, in pixels."
    )

    def infer(self, image: Shape) -> Picture:
        image = picture(tr(self.title), image)
        if self.size[0] > image.height or self.size[1] > image.width:
            raise _not_smaller(
                TIMES.join(number(n) for n in self.size),
                TIMES.join(number(n) for n in (image.height, image.width)),
            )
        return Picture(image.channels, *self.size)

    def layers(self, image: Picture) -> dict[str, Call]:
        return {"": Call("nn.AdaptiveAvgPool2d", self.size)}

    def facts(self) -> tuple[str, ...]:
        return (tr("to {size}").format(size=TIMES.join(number(n) for n in self.size)),)


@blocks.entry(
    "adaptive_avg_pool1d",
    title="Adaptive pooling 1D",
    family="pool",
    words=(
        "adaptiveavgpool1d",
        "average",
        "average",
        "fixed length",
        "mean pooling",
        "自适应平均池化",
        "池化",
    ),
)
class AdaptiveAvgPool1D(Block):
    """Brings a sequence to a set number of steps by taking means.

    It divides the sequence into as many parts as steps are wanted, as evenly as it can, and takes
    the mean of each. It learns nothing itself.

    Use it to compare sequences at a few points in time. Do not use it where single peaks matter,
    or where one row for the whole sequence is enough: mean over time gives that.

    y at i = mean of the steps ⌊i · T / t⌋ to ⌈(i + 1) · T / t⌉ − 1, with T the steps that arrive
    and t those that are set.

    In PyTorch: `nn.AdaptiveAvgPool1d(steps)`, which wants the steps last, hence the
    `transpose(1, 2)` before and after it.
    """

    size: Side = Field(4, title="Steps", description="How many steps come out.")

    def infer(self, values: Shape) -> Sequence:
        values = sequence(tr(self.title), values)
        if padded(values):
            raise ShapeError(
                tr("{block} needs sequences of one known length.").format(block=tr(self.title)),
                tr("It gets {shape}, and each would be divided in another way.").format(
                    shape=values.words()
                ),
                tr("Use a Mean over time block instead."),
                tr("Length not known"),
            )
        if isinstance(values.length, int) and self.size > values.length:
            raise _not_smaller(
                tr("{t} steps").format(t=number(self.size)),
                tr("{t} steps").format(t=number(values.length)),
            )
        return Sequence(self.size, values.size)

    def layers(self, values: Sequence) -> dict[str, Call]:
        return {"": Call("nn.AdaptiveAvgPool1d", self.size)}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        pooled = through(keys, Call(".transpose", given(args).value, 1, 2))
        return Call(".transpose", pooled, 1, 2)

    def facts(self) -> tuple[str, ...]:
        return (tr("to {size}").format(size=number(self.size)),)


def _not_smaller(wanted: str, arriving: str) -> ShapeError:
    return ShapeError(
        tr("{arriving} cannot be pooled to {wanted}.").format(arriving=arriving, wanted=wanted),
        tr("Pooling takes means of parts, and there are fewer values than parts."),
        tr("Choose a size of at most {arriving}, or shrink less in the blocks before.").format(
            arriving=arriving
        ),
        tr("Size too large"),
    )
