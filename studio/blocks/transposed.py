"""Transposed convolution: every pixel paints a small learned pattern into a larger picture."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import Field

from studio.blocks.activation import activation
from studio.blocks.block import Arithmetic, blocks
from studio.blocks.dense import slopes, weights_in_words
from studio.blocks.edges import Ends, Padding2D, ends, in_torch, in_words, is_even
from studio.blocks.filters import GroupedFilters, in_strides, short, unusual
from studio.blocks.wrong_kind import picture
from studio.language import number, tr
from studio.schema.call import Call
from studio.schema.field_types import Edge, Side
from studio.schema.shape import TIMES, Picture, Shape, ShapeError


@dataclass(frozen=True, slots=True)
class Painted:
    """A side that grows: `ends` are cut away before and behind, `more` is added behind."""

    side: int
    kernel: int
    stride: int
    ends: Ends
    dilation: int
    more: int

    @property
    def span(self) -> int:
        """How far one pixel paints, gaps included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def size(self) -> int:
        """How long the side becomes."""
        return (self.side - 1) * self.stride + self.span - sum(self.ends) + self.more

    def terms(self, side: str) -> tuple[tuple[str, str], ...]:
        """The formula, written out: "(7 − 1) · 2 + 3 − 2·1 + 1"; `side` is the first caption."""
        before, behind = self.ends
        cut = f"2·{number(before)}" if before == behind else f"({before} + {behind})"
        spread = self.dilation > 1
        more = (("+", ""), (number(self.more), tr("output padding"))) if self.more else ()
        return (
            ("(", ""),
            (number(self.side), side),
            ("−", ""),
            ("1", tr("start")),
            (")", ""),
            ("·", ""),
            (number(self.stride), tr("stride")),
            ("+", ""),
            (number(self.span), tr("spread kernel") if spread else tr("kernel")),
            ("−", ""),
            (cut, tr("padding")),
            *more,
        )

    def formula(self) -> str:
        """The formula in one line, with its result."""
        text = " ".join(term for term, _ in self.terms("")).replace("( ", "(").replace(" )", ")")
        return f"{text} = {number(self.size)}"


@blocks.entry(
    "conv_transpose2d",
    title="Transposed conv",
    family="conv",
    words=(
        "2d",
        "convtranspose",
        "convtranspose2d",
        "conv2dtranspose",
        "deconvolution",
        "upconvolution",
        "fractionally strided",
        "转置卷积",
        "反卷积",
    ),
)
class ConvTranspose2D(GroupedFilters):
    """Paints a larger picture: every pixel adds a learned pattern as strong as it is.

    It is a convolution turned round. Where that takes a window of pixels to one, this spreads each
    pixel over a window, a stride away from that of its neighbour; where windows overlap, the
    patterns add up.

    Use it in decoders and generators, to make pictures larger again by learned patterns. A kernel
    that the stride does not divide leaves a chequered pattern; upsample and a convolution do not.

    y at stride·i + dilation·a = f(Σ x at i · W at a + b), the sum over all channels and all pixels
    that reach this place, with W the weights of one filter, b its bias, and f the activation. Size
    of a side: (side − 1) · stride + dilation·(kernel − 1) + 1 − 2·padding + output padding.

    In PyTorch: `nn.ConvTranspose2d(channels, filters, kernel, stride)`.
    """

    rare = ("output_padding", "dilation", "groups", "initialization")

    kernel: tuple[Side, Side] = Field(
        (2, 2),
        title="Kernel size",
        description="Height and width of the pattern that one pixel paints.",
    )
    stride: tuple[Side, Side] = Field(
        (2, 2),
        title="Stride",
        description="How far apart neighbouring pixels paint: how many times larger it becomes.",
    )
    padding: Padding2D = Field(
        "valid",
        title="Padding",
        description='What is cut away at the edge. "valid" cuts nothing; "same" leaves the size'
        " times the stride; a number cuts that many at every end.",
    )
    output_padding: tuple[Edge, Edge] = Field(
        (0, 0),
        title="Output padding",
        description="Rows and columns more at the bottom and at the right.",
    )
    dilation: tuple[Side, Side] = Field(
        (1, 1),
        title="Dilation",
        description="How far apart the pixels of a pattern are. 1: next to each other.",
    )

    def idle(self) -> Collection[str]:
        return ("output_padding",) if self.padding == "same" else ()

    def infer(self, image: Shape) -> Picture:
        image = picture(tr(self.title), image)
        self._check_groups(image.channels)
        height, width = self._sides(image)
        for side in (height, width):
            if side.more >= max(side.stride, side.dilation):
                raise ShapeError(
                    tr("Output padding {n} is too much.").format(n=number(side.more)),
                    tr("It only fills up to the next stride, which is {n}.").format(
                        n=number(max(side.stride, side.dilation))
                    ),
                    tr("Set the output padding below the stride."),
                    tr("Too much output padding"),
                )
            if side.size < 1:
                raise ShapeError(
                    tr("The padding cuts everything away."),
                    tr("The size comes out as {formula}.").format(formula=side.formula()),
                    tr("Set the padding to a smaller number, or make the kernel larger."),
                    tr("Too much padding"),
                )
        return Picture(self.filters, height.size, width.size)

    def _sides(self, image: Picture) -> tuple[Painted, Painted]:
        height, width = (
            self._side(axis, side) for axis, side in enumerate((image.height, image.width))
        )
        return height, width

    def _side(self, axis: int, side: int) -> Painted:
        kernel, stride, dilation = self.kernel[axis], self.stride[axis], self.dilation[axis]
        span = dilation * (kernel - 1) + 1
        cut, more = ends(self.padding, axis, side, span), self.output_padding[axis]
        if self.padding == "same":
            over = max(0, span - stride)
            cut, more = (over // 2, over - over // 2), max(0, stride - span)
        return Painted(side, kernel, stride, cut, dilation, more)

    def layers(self, image: Picture) -> dict[str, Call]:
        sides = self._sides(image)
        cut = tuple(side.ends for side in sides)
        settings = unusual(
            {
                "stride": short(self.stride),
                "padding": short(tuple(before for before, _ in cut)) if is_even(cut) else 0,
                "output_padding": short(tuple(side.more for side in sides)),
                "groups": self.groups,
                "bias": self.bias,
                "dilation": short(self.dilation),
            }
        )
        kernel = short(self.kernel)
        made = {"": Call("nn.ConvTranspose2d", image.channels, self.filters, kernel, **settings)}
        if not is_even(cut):
            made["cut"] = Call("nn.ZeroPad2d", tuple(-end for end in in_torch(cut)))
        return {**made, **activation(self.activation, image)}

    def facts(self) -> tuple[str, ...]:
        kernel = TIMES.join(number(side) for side in self.kernel)
        return self._facts(kernel, in_strides(self.stride), in_words(self.padding))

    def arithmetic(self, image: Picture) -> Arithmetic:
        height, width = self._sides(image)
        said = tr("Out comes {shape}.").format(shape=self.infer(image).words())
        if height == width:
            return Arithmetic(height.terms(tr("side")), number(height.size), said)
        across = tr("The width in the same way: {formula}.").format(formula=width.formula())
        return Arithmetic(height.terms(tr("height")), number(height.size), f"{across} {said}")

    def count(self, image: Picture) -> str:
        weights = TIMES.join(number(n) for n in (*self.kernel, image.channels // self.groups))
        filters = weights_in_words(weights, self.bias, self.filters, tr("filters"))
        return filters + slopes(self.activation)
