"""Pooling: pictures and sequences made smaller by keeping the largest values, or the means."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, Block, blocks, given, through
from studio.blocks.convolution import short
from studio.blocks.window import (
    Window,
    lengths_after,
    picture_arithmetic,
    places,
    places_in_time,
    ready,
    sequence_arithmetic,
)
from studio.blocks.wrong_kind import picture, sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Edge, Side
from studio.schema.shape import TIMES, Features, Picture, Sequence, Shape, ShapeError


class Pooling(Block):
    """What pooling of one and of two sides shares."""

    pool: ClassVar[str]  # the name of torch's layer, without its number of sides
    leading = ("kernel", "stride", "padding")

    padding: Edge = Field(
        0,
        title="Padding",
        description="How many places to add at every end. At most half the kernel size.",
    )

    def _check(self, kernel: tuple[int, ...]) -> None:
        if 2 * self.padding > min(kernel):
            raise ShapeError(
                tr("Padding {n} is too much for a kernel of {k}.").format(
                    n=number(self.padding), k=number(min(kernel))
                ),
                tr("Some windows would see nothing but padding."),
                tr("Set the padding to at most {most}, half the kernel size.").format(
                    most=number(min(kernel) // 2)
                ),
                tr("Too much padding"),
            )

    def _layer(self, kernel: tuple[int, ...], stride: tuple[int, ...]) -> Call:
        settings: dict[str, Expression] = {}
        if stride != kernel:
            settings["stride"] = short(stride)
        if self.padding:
            settings["padding"] = self.padding
        return Call(f"nn.{self.pool}{len(kernel)}d", short(kernel), **settings)


class Pooling2D(Pooling):
    """Pooling of pictures."""

    kernel: tuple[Side, Side] = Field(
        (2, 2),
        title="Kernel size",
        description="Height and width of the window that becomes one pixel.",
    )
    stride: tuple[Side, Side] = Field(
        (2, 2),
        title="Stride",
        description="How far the window moves each time, down and across."
        " As far as the kernel is large: windows do not overlap.",
    )

    def infer(self, image: Shape) -> Picture:
        image = picture(tr(self.title), image)
        self._check(self.kernel)
        return Picture(image.channels, *places(*self._windows(image), same=False))

    def _windows(self, image: Picture) -> tuple[Window, Window]:
        height, width = (
            Window(side, kernel, stride, 2 * self.padding)
            for side, kernel, stride in zip(
                (image.height, image.width), self.kernel, self.stride, strict=True
            )
        )
        return height, width

    def layers(self, image: Picture) -> dict[str, Call]:
        return {"": self._layer(self.kernel, self.stride)}

    def facts(self) -> tuple[str, ...]:
        kernel = TIMES.join(number(side) for side in self.kernel)
        if self.stride == self.kernel:
            return (kernel,)
        stride = TIMES.join(dict.fromkeys(number(side) for side in self.stride))
        return (kernel, tr("stride {n}").format(n=stride))

    def arithmetic(self, image: Picture) -> Arithmetic:
        return picture_arithmetic(*self._windows(image), self.infer(image))


class Pooling1D(Pooling):
    """Pooling of sequences."""

    outside: ClassVar[float]  # what stands for a value behind the end of a sequence

    kernel: Side = Field(2, title="Kernel size", description="How many steps become one.")
    stride: Side = Field(
        2,
        title="Stride",
        description="How many steps the window moves each time."
        " As far as the kernel is large: windows do not overlap.",
    )

    def infer(self, steps: Shape) -> Sequence:
        steps = sequence(tr(self.title), steps)
        self._check((self.kernel,))
        return Sequence(places_in_time(self._window(steps), same=False), steps.size)

    def _window(self, steps: Sequence) -> Window:
        return Window(steps.length, self.kernel, self.stride, 2 * self.padding)

    def layers(self, steps: Sequence) -> dict[str, Call]:
        return {"": self._layer((self.kernel,), (self.stride,))}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        steps = given(args)
        window = self._window(sequence(tr(self.title), steps.shape))
        value = Call(".transpose", ready(steps, window, self.outside), 1, 2)
        pooled = Call(".transpose", through(keys, value), 1, 2)
        if steps.lengths is None or self.outside == 0.0:
            return pooled
        # Windows behind the end saw only −∞; left standing, it would make NaN of the gradients.
        return Call("layers.masked", pooled, lengths_after(steps, window), 0.0)

    def lengths(self, *args: Arg | None) -> Expression:
        steps = given(args)
        return lengths_after(steps, self._window(sequence(tr(self.title), steps.shape)))

    def facts(self) -> tuple[str, ...]:
        kernel = tr("kernel {n}").format(n=number(self.kernel))
        if self.stride == self.kernel:
            return (kernel,)
        return (kernel, tr("stride {n}").format(n=number(self.stride)))

    def arithmetic(self, steps: Sequence) -> Arithmetic:
        return sequence_arithmetic(self._window(steps), self.infer(steps))


@blocks.entry(
    "max_pool2d",
    title="Max pooling 2D",
    family="pool",
    words=("maxpool", "maxpooling", "downsample", "shrink", "subsampling", "最大池化", "池化"),
)
class MaxPool2D(Pooling2D):
    """Shrinks a picture by keeping the largest value of each small window.

    It keeps how strongly a pattern was found and forgets exactly where. The picture gets smaller,
    so later blocks see more of it at once and need less work. It learns nothing itself.

    Use it after a convolution or two. Do not use it where the exact place matters, or on a picture
    that is already only a few pixels wide.

    y = max of the values under the kernel. Size of a side:
    ⌊(side + 2·padding − kernel) / stride⌋ + 1.

    In PyTorch: `nn.MaxPool2d(kernel)`.
    """

    pool = "MaxPool"


@blocks.entry(
    "avg_pool2d",
    title="Average pooling 2D",
    family="pool",
    words=("avgpool", "mean pooling", "downsample", "shrink", "平均池化", "池化"),
)
class AvgPool2D(Pooling2D):
    """Shrinks a picture by taking the mean of each small window.

    It smooths: every pixel under the window counts the same. It learns nothing itself. Padding
    counts as zeros in the mean.

    Use it where the whole area matters rather than the strongest answer, for example to shrink
    gently. To find whether a pattern occurs at all, max pooling is the usual choice.

    y = (1/k) · Σ of the k values under the kernel. Size of a side:
    ⌊(side + 2·padding − kernel) / stride⌋ + 1.

    In PyTorch: `nn.AvgPool2d(kernel)`.
    """

    pool = "AvgPool"


@blocks.entry(
    "max_pool1d",
    title="Max pooling 1D",
    family="pool",
    words=("maxpool", "downsample", "shrink", "temporal", "最大池化", "池化"),
)
class MaxPool1D(Pooling1D):
    """Shortens a sequence by keeping the largest value of every few steps.

    Each value is looked at on its own: what remains tells how strongly a pattern was found nearby,
    not at which step. It learns nothing itself.

    Use it between 1D convolutions. Do not use it where every step needs an answer of its own.

    y = max of the values under the kernel. Number of steps:
    ⌊(steps + 2·padding − kernel) / stride⌋ + 1.

    In PyTorch: `nn.MaxPool1d(kernel)`, which wants the steps last, hence the `transpose(1, 2)`
    before and after it.
    """

    pool = "MaxPool"
    outside = float("-inf")


@blocks.entry(
    "avg_pool1d",
    title="Average pooling 1D",
    family="pool",
    words=("avgpool", "mean pooling", "downsample", "shrink", "smooth", "平均池化", "池化"),
)
class AvgPool1D(Pooling1D):
    """Shortens a sequence by taking the mean of every few steps.

    It smooths a signal while making it shorter. It learns nothing itself. Padding counts as zeros
    in the mean.

    Use it where the general course matters and not single peaks. For peaks, use max pooling.

    y = (1/k) · Σ of the k values under the kernel. Number of steps:
    ⌊(steps + 2·padding − kernel) / stride⌋ + 1.

    In PyTorch: `nn.AvgPool1d(kernel)`, which wants the steps last, hence the `transpose(1, 2)`
    before and after it.
    """

    pool = "AvgPool"
    outside = 0.0


@blocks.entry(
    "global_avg_pool",
    title="Global average pooling",
    family="pool",
    words=("gap", "globalaveragepooling", "mean", "squeeze", "全局平均池化", "池化"),
)
class GlobalAvgPool(Block):
    """Turns each channel of a picture into one number, its mean.

    What is left is a row that tells how much of each pattern the picture has, and nothing about
    where. It takes pictures of any size and learns nothing itself.

    Use it instead of Flatten before the last dense layer: that layer then needs far fewer weights.
    Do not use it on the raw picture, or where the place of a pattern decides.

    y = (1 / (height · width)) · Σ of the pixels of a channel.

    In PyTorch: `x.mean((2, 3))`, the same as `nn.AdaptiveAvgPool2d(1)` with a flatten.
    """

    def infer(self, image: Shape) -> Features:
        if isinstance(image, Sequence):
            raise ShapeError(
                tr("{block} cannot read sequences.").format(block=tr(self.title)),
                tr("It takes the mean over height and width, but gets {shape}.").format(
                    shape=image.words()
                ),
                tr("Use a Mean over time block instead."),
                tr("Needs a picture"),
            )
        return Features(picture(tr(self.title), image).channels)

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        return Call(".mean", given(args).value, (2, 3))

    def arithmetic(self, image: Picture) -> Arithmetic:
        side = number(image.height) + TIMES + number(image.width)
        return Arithmetic(
            ((number(image.channels), tr("channels")), ("×", ""), ("1", tr("mean"))),
            number(image.channels),
            tr("The {side} pixels of each channel become one number, their mean.").format(
                side=side
            ),
        )
