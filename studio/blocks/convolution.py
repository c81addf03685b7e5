"""Convolutions: the same small pattern is looked for everywhere."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.activation import activation
from studio.blocks.block import Arg, Arithmetic, blocks, given, through
from studio.blocks.dense import slopes, weights_in_words
from studio.blocks.edges import DESCRIPTION, Padding1D, ends, in_words
from studio.blocks.filters import GroupedFilters, PictureFilters, convolution, in_strides
from studio.blocks.fitting import places_in_time
from studio.blocks.window import (
    Window,
    lengths_after,
    ready,
    sequence_arithmetic,
)
from studio.blocks.wrong_kind import picture, sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Side
from studio.schema.shape import TIMES, Picture, Sequence, Shape


@blocks.entry(
    "conv2d",
    title="Conv 2D",
    family="conv",
    words=(
        "convolution",
        "convolutional",
        "cnn",
        "filter",
        "depthwise",
        "dilated",
        "卷积",
        "二维卷积",
    ),
)
class Conv2D(PictureFilters, GroupedFilters):
    """Slides small learned filters over a picture.

    Each filter looks at a small window of all channels and answers strongly where it finds its
    pattern, such as an edge. Its answers make up one channel of the output. Because a filter uses
    the same few weights everywhere, it finds its pattern wherever it is.

    Use it for pictures, several in a row with pooling between them: the later ones see patterns of
    patterns. Do not use it where neighbours have nothing to do with each other, such as the columns
    of a table; a dense layer is right there.

    y = f(Σ W·x + b), the sum over all channels and the pixels under the kernel, with W the weights
    of one filter, b its bias, and f the activation. Size of a side:
    ⌊(side + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.

    In PyTorch: `nn.Conv2d(channels, filters, kernel)`.
    """

    def infer(self, image: Shape) -> Picture:
        out = super().infer(image)
        self._check_groups(picture(tr(self.title), image).channels)
        return out

    def layers(self, image: Picture) -> dict[str, Call]:
        layers = convolution(
            image.channels,
            self.filters,
            self._windows(image),
            same=self.padding == "same",
            groups=self.groups,
            bias=self.bias,
        )
        return {**layers, **activation(self.activation, image)}

    def count(self, image: Picture) -> str:
        weights = TIMES.join(number(n) for n in (*self.kernel, image.channels // self.groups))
        filters = weights_in_words(weights, self.bias, self.filters, tr("filters"))
        return filters + slopes(self.activation)


@blocks.entry(
    "conv1d",
    title="Conv 1D",
    family="conv",
    words=("convolution", "temporal", "tcn", "signal", "卷积", "一维卷积"),
)
class Conv1D(GroupedFilters):
    """Slides small learned filters along a sequence.

    Each filter looks at a few steps at a time and answers strongly where it finds its pattern, such
    as a rise or a group of letters. Its answers become one value of each step of the output.

    Use it for short patterns in sequences: signals, letters, words. It is quicker than a recurrent
    layer. Do not use it alone where steps far apart belong together; a recurrent layer, attention,
    or a growing dilation reaches further.

    y = f(Σ W·x + b), the sum over all values of the steps under the kernel, with W the weights of
    one filter, b its bias, and f the activation. Number of steps:
    ⌊(steps + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.

    In PyTorch: `nn.Conv1d(values, filters, kernel)`, which wants the steps last, hence the
    `transpose(1, 2)` before and after it.
    """

    kernel: Side = Field(
        3, title="Kernel size", description="How many steps a filter sees at a time."
    )
    stride: Side = Field(
        1, title="Stride", description="How many steps the window moves each time."
    )
    padding: Padding1D = Field("valid", title="Padding", description=DESCRIPTION)
    dilation: Side = Field(
        1,
        title="Dilation",
        description="How far apart the steps are that a filter sees. 1: one after the other.",
    )

    def infer(self, steps: Shape) -> Sequence:
        steps = sequence(tr(self.title), steps)
        self._check_groups(steps.size)
        length = places_in_time(self._window(steps), same=self.padding != "same")
        return Sequence(length, self.filters)

    def _window(self, steps: Sequence) -> Window:
        span = self.dilation * (self.kernel - 1) + 1
        edges = ends(self.padding, 0, steps.length, span, self.stride)
        return Window(steps.length, self.kernel, self.stride, edges, self.dilation)

    def layers(self, steps: Sequence) -> dict[str, Call]:
        layers = convolution(
            steps.size,
            self.filters,
            (self._window(steps),),
            same=self.padding == "same",
            groups=self.groups,
            bias=self.bias,
        )
        return {**layers, **activation(self.activation, steps)}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        steps = given(args)
        along = tuple(key for key in keys if key != "activation")
        value = Call(
            ".transpose", ready(steps, self._window(sequence(tr(self.title), steps.shape))), 1, 2
        )
        value = Call(".transpose", through(along, value), 1, 2)
        return through(tuple(key for key in keys if key == "activation"), value)

    def lengths(self, *args: Arg | None) -> Expression:
        steps = given(args)
        return lengths_after(steps, self._window(sequence(tr(self.title), steps.shape)))

    def facts(self) -> tuple[str, ...]:
        kernel = tr("kernel {n}").format(n=number(self.kernel))
        return self._facts(kernel, in_strides((self.stride,)), in_words(self.padding))

    def arithmetic(self, steps: Sequence) -> Arithmetic:
        return sequence_arithmetic(self._window(steps), self.infer(steps))

    def count(self, steps: Sequence) -> str:
        weights = TIMES.join(number(n) for n in (self.kernel, steps.size // self.groups))
        filters = weights_in_words(weights, self.bias, self.filters, tr("filters"))
        return filters + slopes(self.activation)
