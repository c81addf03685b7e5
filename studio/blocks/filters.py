"""What all layers of learned filters share: their settings, words and checks."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from studio.blocks.activation import TITLES, remark_on
from studio.blocks.block import Arithmetic, Block, Remark
from studio.blocks.edges import DESCRIPTION, Padding2D, in_torch, in_words, is_even
from studio.blocks.fitting import places
from studio.blocks.window import Window, picture_arithmetic, picture_windows
from studio.blocks.wrong_kind import picture
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import ActivationName, Count, Initialization, Side
from studio.schema.shape import TIMES, Picture, Shape, ShapeError


class Filters(Block):
    """A layer of learned filters."""

    leading = ("filters", "kernel", "stride", "padding", "activation", "bias")
    rare: ClassVar[tuple[str, ...]] = ("dilation", "groups", "initialization")

    filters: Count = Field(
        32,
        title="Filters",
        description="How many patterns to look for. More notice more, and take longer.",
    )
    activation: ActivationName = Field(
        "relu", title="Activation", description="The curve that every answer goes through."
    )
    bias: bool = Field(True, title="Bias", description="A number of its own that each filter adds.")
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def remark(self) -> Remark | None:
        return remark_on(self.activation)

    def first_weights(self) -> Initialization:
        return self.initialization

    def _facts(self, kernel: str, stride: str, padding: str) -> tuple[str, ...]:
        """The most telling settings of a layer of filters."""
        filters = tr("{n} filters").format(n=number(self.filters))
        if stride:
            return (filters, kernel, tr("stride {n}").format(n=stride))
        if padding:
            return (filters, kernel, padding)
        if self.activation != "none":
            return (filters, kernel, tr(TITLES[self.activation]))
        return (filters, kernel)


class PictureFilters(Filters):
    """Filters that slide over a picture."""

    kernel: tuple[Side, Side] = Field(
        (3, 3),
        title="Kernel size",
        description="Height and width of the window that a filter sees, in pixels.",
    )
    stride: tuple[Side, Side] = Field(
        (1, 1), title="Stride", description="How far the window moves each time, down and across."
    )
    padding: Padding2D = Field("valid", title="Padding", description=DESCRIPTION)
    dilation: tuple[Side, Side] = Field(
        (1, 1),
        title="Dilation",
        description="How far apart the pixels are that a filter sees. 1: next to each other.",
    )

    def infer(self, image: Shape) -> Picture:
        image = picture(tr(self.title), image)
        return Picture(self.filters, *places(*self._windows(image), same=self.padding != "same"))

    def _windows(self, image: Picture) -> tuple[Window, Window]:
        return picture_windows(image, self.kernel, self.stride, self.padding, self.dilation)

    def facts(self) -> tuple[str, ...]:
        kernel = TIMES.join(number(side) for side in self.kernel)
        return self._facts(kernel, in_strides(self.stride), in_words(self.padding))

    def arithmetic(self, image: Picture) -> Arithmetic:
        return picture_arithmetic(*self._windows(image), self.infer(image))


class GroupedFilters(Filters):
    """Filters that may see a part of the channels only."""

    groups: Count = Field(
        1,
        title="Groups",
        description="Into how many parts the channels are divided; a filter sees only its part."
        " As many groups as channels: depthwise.",
    )

    def _check_groups(self, channels: int) -> None:
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


def convolution(
    channels: int, filters: int, windows: tuple[Window, ...], *, same: bool, **settings: Expression
) -> dict[str, Call]:
    """The convolution under these windows, after a padding of its own if that is uneven.

    Args:
        same: the padding keeps the size, and torch has a word for that.
        settings: what else torch's layer is given; usual values are left out.
    """
    sides = len(windows)
    edges: Expression = short(tuple(window.ends[0] for window in windows))
    made: dict[str, Call] = {}
    ends = tuple(window.ends for window in windows)
    if not is_even(ends):
        # torch would copy and warn: only uneven padding needs a layer of its own.
        made["pad"] = Call(f"nn.ZeroPad{sides}d", in_torch(ends))
        edges = 0
    elif same and all(window.stride == 1 for window in windows):
        edges = "same"
    stride, kernel = (
        short(tuple(getattr(window, name) for window in windows)) for name in ("stride", "kernel")
    )
    # A single point has no gaps. Told of some, torch 2.13 can crash on a transposed sequence.
    dilation = short(tuple(window.dilation if window.kernel > 1 else 1 for window in windows))
    every = {"stride": stride, "dilation": dilation, "padding": edges, **settings}
    made[""] = Call(f"nn.Conv{sides}d", channels, filters, kernel, **unusual(every))
    return made


def unusual(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of torch's convolutions that are not what torch takes them to be."""
    usual = {
        "stride": 1,
        "dilation": 1,
        "padding": 0,
        "output_padding": 0,
        "groups": 1,
        "bias": True,
    }
    return {name: value for name, value in settings.items() if value != usual[name]}


def in_strides(stride: tuple[int, ...]) -> str:
    """The stride for the card; empty where it is 1."""
    each = (stride[0],) if len(set(stride)) == 1 else stride
    return "" if each == (1,) else TIMES.join(number(side) for side in each)


def short(sides: Expression) -> Expression:
    """One number for sides that are all equal, as torch takes it too."""
    if isinstance(sides, tuple) and len(set(sides)) == 1:
        return sides[0]
    return sides
