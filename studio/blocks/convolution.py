"""Convolutions: the same small pattern is looked for everywhere."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import Field

from studio.blocks.activation import TITLES, activation
from studio.blocks.block import Arg, Arithmetic, Block, blocks, given, through
from studio.blocks.dense import slopes, weights_in_words
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
from studio.schema.field_types import ActivationName, Count, Edge, Initialization, Side
from studio.schema.shape import TIMES, Picture, Sequence, Shape, ShapeError

Padding: TypeAlias = Literal["valid", "same"] | Edge


class Convolution(Block):
    """What convolutions of one and of two sides share."""

    leading = ("filters", "kernel", "stride", "padding", "activation", "bias")
    rare = ("dilation", "groups", "initialization")

    filters: Count = Field(
        32,
        title="Filters",
        description="How many patterns to look for. More notice more, and take longer.",
    )
    padding: Padding = Field(
        "valid",
        title="Padding",
        description='Zeros around the edge. "valid" adds none, "same" keeps the size, a number'
        " adds that many at every end.",
    )
    groups: Count = Field(
        1,
        title="Groups",
        description="Into how many parts the channels are divided; a filter sees only its part."
        " As many groups as channels: depthwise.",
    )
    activation: ActivationName = Field(
        "relu", title="Activation", description="The curve that every answer goes through."
    )
    bias: bool = Field(True, title="Bias", description="A number of its own that each filter adds.")
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def first_weights(self) -> Initialization:
        return self.initialization

    def _zeros(self, span: int) -> int:
        """How many zeros the padding adds to a side, both ends together."""
        match self.padding:
            case "valid":
                return 0
            case "same":
                return span - 1
            case edge:
                return 2 * edge

    def _facts(self, kernel: str, stride: str) -> tuple[str, ...]:
        filters = tr("{n} filters").format(n=number(self.filters))
        if stride:
            return (filters, kernel, tr("stride {n}").format(n=stride))
        if self.padding not in ("valid", 0):
            return (filters, kernel, tr("padding {n}").format(n=self.padding))
        if self.activation != "none":
            return (filters, kernel, tr(TITLES[self.activation]))
        return (filters, kernel)

    def _check(self, channels: int, stride: int) -> None:
        if self.padding == "same" and stride > 1:
            raise ShapeError(
                tr('Padding "same" needs stride 1.'),
                tr(
                    '"same" promises an output as large as the input; stride {n} shrinks it.'
                ).format(n=number(stride)),
                tr("Set the stride to 1, or the padding to a number."),
                tr("Needs stride 1"),
            )
        for whole, what in (
            (channels, tr("channels arrive")),
            (self.filters, tr("filters are set")),
        ):
            if whole % self.groups:
                raise ShapeError(
                    tr("{n} groups do not come out even.").format(n=number(self.groups)),
                    tr("{n} {what}, and each group must get the same number of them.").format(
                        n=number(whole), what=what
                    ),
                    tr("Choose groups that divide both {a} channels and {b} filters, or 1.").format(
                        a=number(channels), b=number(self.filters)
                    ),
                    tr("Groups not even"),
                )

    def _convolution(
        self, channels: int, sides: int, kernel: tuple[int, ...], settings: dict[str, Any]
    ) -> dict[str, Call]:
        """The convolution of so many sides, after a padding of its own if that is uneven."""
        spans = [d * (k - 1) + 1 for k, d in zip(kernel, settings["dilation"], strict=True)]
        zeros = [self._zeros(span) for span in spans]
        made: dict[str, Call] = {}
        edges: Expression = "same" if self.padding == "same" else zeros[0] // 2
        if any(n % 2 for n in zeros):
            # torch would copy and warn: only an uneven number of zeros needs a layer of its own.
            ends = tuple(end for n in reversed(zeros) for end in (n // 2, n - n // 2))
            made["pad"] = Call(f"nn.ZeroPad{sides}d", ends)
            edges = 0
        every = {"padding": edges, "groups": self.groups, "bias": self.bias}
        every = {name: short(value) for name, value in (settings | every).items()}
        plain = {"stride": 1, "dilation": 1, "padding": 0, "groups": 1, "bias": True}
        kwargs = {name: value for name, value in every.items() if value != plain[name]}
        made[""] = Call(f"nn.Conv{sides}d", channels, self.filters, short(kernel), **kwargs)
        return made


def short(sides: Expression) -> Expression:
    """One number for sides that are all equal, as torch takes it too."""
    if isinstance(sides, tuple) and len(set(sides)) == 1:
        return sides[0]
    return sides


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
class Conv2D(Convolution):
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

    kernel: tuple[Side, Side] = Field(
        (3, 3),
        title="Kernel size",
        description="Height and width of the window that a filter sees, in pixels.",
    )
    stride: tuple[Side, Side] = Field(
        (1, 1), title="Stride", description="How far the window moves each time, down and across."
    )
    dilation: tuple[Side, Side] = Field(
        (1, 1),
        title="Dilation",
        description="How far apart the pixels are that a filter sees. 1: next to each other.",
    )

    def infer(self, image: Shape) -> Picture:
        image = picture(tr(self.title), image)
        self._check(image.channels, max(self.stride))
        return Picture(self.filters, *places(*self._windows(image), same=max(self.stride) == 1))

    def _windows(self, image: Picture) -> tuple[Window, Window]:
        height, width = (
            Window(side, kernel, stride, self._zeros(dilation * (kernel - 1) + 1), dilation)
            for side, kernel, stride, dilation in zip(
                (image.height, image.width), self.kernel, self.stride, self.dilation, strict=True
            )
        )
        return height, width

    def layers(self, image: Picture) -> dict[str, Call]:
        settings = {"stride": self.stride, "dilation": self.dilation}
        layers = self._convolution(image.channels, 2, self.kernel, settings)
        return {**layers, **activation(self.activation, image)}

    def facts(self) -> tuple[str, ...]:
        stride = short(self.stride)
        shown = stride if isinstance(stride, tuple) else (stride,)
        return self._facts(
            TIMES.join(number(side) for side in self.kernel),
            "" if stride == 1 else TIMES.join(str(side) for side in shown),
        )

    def arithmetic(self, image: Picture) -> Arithmetic:
        return picture_arithmetic(*self._windows(image), self.infer(image))

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
class Conv1D(Convolution):
    """Slides small learned filters along a sequence.

    Each filter looks at a few steps at a time and answers strongly where it finds its pattern, such
    as a rise or a group of letters. Its answers become one value of each step of the output.

    Use it for short patterns in sequences: signals, letters, words. It is quicker than a recurrent
    layer. Do not use it alone where steps far apart belong together; a recurrent layer, attention,
    or a growing dilation reaches further.

    y = f(Σ W·x + b), the sum over all values of the steps under the kernel. Number of steps:
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
    dilation: Side = Field(
        1,
        title="Dilation",
        description="How far apart the steps are that a filter sees. 1: one after the other.",
    )

    def infer(self, steps: Shape) -> Sequence:
        steps = sequence(tr(self.title), steps)
        self._check(steps.size, self.stride)
        length = places_in_time(self._window(steps), same=self.stride == 1)
        return Sequence(length, self.filters)

    def _window(self, steps: Sequence) -> Window:
        zeros = self._zeros(self.dilation * (self.kernel - 1) + 1)
        return Window(steps.length, self.kernel, self.stride, zeros, self.dilation)

    def layers(self, steps: Sequence) -> dict[str, Call]:
        settings = {"stride": (self.stride,), "dilation": (self.dilation,)}
        layers = self._convolution(steps.size, 1, (self.kernel,), settings)
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
        stride = "" if self.stride == 1 else number(self.stride)
        return self._facts(tr("kernel {n}").format(n=number(self.kernel)), stride)

    def arithmetic(self, steps: Sequence) -> Arithmetic:
        return sequence_arithmetic(self._window(steps), self.infer(steps))

    def count(self, steps: Sequence) -> str:
        weights = TIMES.join(number(n) for n in (self.kernel, steps.size // self.groups))
        filters = weights_in_words(weights, self.bias, self.filters, tr("filters"))
        return filters + slopes(self.activation)
