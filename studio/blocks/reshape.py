"""Other arrangements of the same values, and ways from a sequence to a single row."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, Block, blocks, given
from studio.blocks.wrong_kind import numbers, sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Count, Side
from studio.schema.shape import Features, Picture, Sequence, Shape, ShapeError, assumed, count


def known_count(title: str, values: Shape) -> int:
    """How many numbers an example has.

    Raises:
        ShapeError: that is not known, or these are tokens.
    """
    known = count(numbers(title, values))
    if known is None:
        raise ShapeError(
            tr("{block} needs sequences of one known length.").format(block=title),
            tr(
                "It gets {shape}: T differs from example to example, and so would the result."
            ).format(shape=values.words()),
            tr("Put a Last step or Mean over time block in its place."),
            tr("Length not known"),
        )
    return known


def product(values: Shape) -> tuple[tuple[str, str], ...]:
    """The numbers of an example as a product, with captions."""
    parts: tuple[tuple[int, str], ...]
    match values:
        case Picture(channels, height, width):
            parts = ((channels, tr("channels")), (height, tr("height")), (width, tr("width")))
        case Sequence(length, size):
            parts = ((assumed(length, 0), tr("steps")), (size, tr("values")))
        case _:
            parts = ((count(values) or 0, tr("numbers in")),)
    terms = [term for n, caption in parts for term in (("×", ""), (number(n), caption))]
    return tuple(terms[1:])


@blocks.entry(
    "flatten",
    title="Flatten",
    family="join",
    words=("vector", "row", "view", "unroll", "展平", "拉平", "扁平化"),
)
class Flatten(Block):
    """Writes all values of an example one after the other, in one row.

    Nothing is computed and nothing is lost but the arrangement: what were neighbours in a picture
    are now just numbers of a row.

    Use it between the last convolution or pooling and the first dense layer. If the row gets very
    long, global average pooling makes a much shorter one.

    Length of the row: channels · height · width, or steps · values.

    In PyTorch: `torch.flatten(x, 1)`.
    """

    def infer(self, values: Shape) -> Features:
        return Features(known_count(tr(self.title), values))

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values = given(args)
        if isinstance(values.shape, Features):
            return values.value
        return Call("torch.flatten", values.value, 1)

    def arithmetic(self, values: Shape) -> Arithmetic:
        row = self.infer(values)
        return Arithmetic(
            product(values),
            row.text(),
            tr("All {n} numbers stay, in one row.").format(n=row.text()),
        )


@blocks.entry(
    "reshape",
    title="Reshape",
    family="join",
    words=("view", "unflatten", "rearrange", "变形", "重塑"),
)
class Reshape(Block):
    """Arranges the same values as a picture or as a sequence.

    Nothing is computed: the numbers are read in their order and laid out anew. A picture is filled
    row by row, one channel after the other; a sequence step by step.

    Use it to make a picture of a row, as a generator does after its first dense layer, or to cut a
    row into steps. Do not use it to swap rows and columns; it only lays values out anew.

    Channels = numbers / (height · width); values of a step = numbers / steps.

    In PyTorch: `torch.reshape(x, (-1, channels, height, width))`.
    """

    to: Literal["picture", "sequence"] = Field(
        "picture", title="Arrange as", description="What comes out: a picture or a sequence."
    )
    height: Side = Field(8, title="Height", description="Height of the picture, in pixels.")
    width: Side = Field(8, title="Width", description="Width of the picture, in pixels.")
    steps: Count = Field(8, title="Steps", description="How many steps the sequence has.")

    def infer(self, values: Shape) -> Picture | Sequence:
        known = known_count(tr(self.title), values)
        per = self.height * self.width if self.to == "picture" else self.steps
        if known % per:
            raise ShapeError(
                tr("{n} numbers cannot be arranged as {to}.").format(
                    n=number(known), to=self._to()
                ),
                tr("{n} / {per} = {quotient} is not a whole number.").format(
                    n=number(known), per=number(per), quotient=number(round(known / per, 2))
                ),
                tr(
                    "Choose sizes that divide {n}, or make the block before it a multiple of {per}"
                    " wide."
                ).format(n=number(known), per=number(per)),
                tr("Sizes not even"),
            )
        if self.to == "picture":
            return Picture(known // per, self.height, self.width)
        return Sequence(self.steps, known // per)

    def _to(self) -> str:
        if self.to == "picture":
            return tr("a picture of {h} × {w}").format(h=number(self.height), w=number(self.width))
        return tr("a sequence of {t} steps").format(t=number(self.steps))

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values = given(args)
        match self.infer(values.shape):
            case Picture(channels, height, width):
                return Call("torch.reshape", values.value, (-1, channels, height, width))
            case Sequence(_, size):
                return Call("torch.reshape", values.value, (-1, self.steps, size))

    def facts(self) -> tuple[str, ...]:
        return (self._to(),)

    def arithmetic(self, values: Shape) -> Arithmetic:
        out = self.infer(values)
        if isinstance(out, Picture):
            parts: tuple[tuple[int, str], ...] = (
                (out.height, tr("height")),
                (out.width, tr("width")),
            )
            result = number(out.channels)
        else:
            parts = ((self.steps, tr("steps")),)
            result = number(out.size)
        divided = [term for n, caption in parts for term in (("/", ""), (number(n), caption))]
        return Arithmetic(
            ((number(count(values) or 0), tr("numbers in")), *divided),
            result,
            tr("Out comes {shape}.").format(shape=out.words()),
        )


@blocks.entry(
    "last_step",
    title="Last step",
    family="join",
    words=("final state", "select", "return sequences", "最后一步", "末步"),
)
class LastStep(Block):
    """Keeps the last step of a sequence and drops the others.

    After a recurrent layer the last step has seen the whole sequence, so it can stand for all of
    it. Where sequences differ in length, each gives its own last step, never its padding.

    Use it between a recurrent layer and a dense layer or an output. After a layer that reads in
    both directions use that block's own "last" output: the last step of its backward half has seen
    one step only. After attention, mean over time is the usual choice.

    y = x at step T.

    In PyTorch: `x[:, -1]`.
    """

    def infer(self, steps: Shape) -> Features:
        return Features(sequence(tr(self.title), steps).size)

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        steps = given(args)
        if steps.lengths is None:
            return Call(".select", steps.value, 1, -1)
        return Call("layers.last_step", steps.value, steps.lengths)


@blocks.entry(
    "mean_over_time",
    title="Mean over time",
    family="join",
    words=("average", "mean pooling", "global average pooling 1d", "时间平均", "平均"),
)
class MeanOverTime(Block):
    """Turns a sequence into one row: the mean of all its steps.

    Every step counts the same. Where sequences differ in length, each mean is over its own steps,
    never over its padding.

    Use it after attention or 1D convolutions, before a dense layer or an output. Do not use it
    where the order of the steps decides and nothing before it has looked at the order.

    y = (1/T) · Σ x at step t.

    In PyTorch: `x.mean(1)`.
    """

    def infer(self, steps: Shape) -> Features:
        return Features(sequence(tr(self.title), steps).size)

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        steps = given(args)
        if steps.lengths is None:
            return Call(".mean", steps.value, 1)
        return Call("layers.mean_over_time", steps.value, steps.lengths)
