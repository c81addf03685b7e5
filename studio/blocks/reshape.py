"""Other arrangements of the same values."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from studio.blocks.axes import arrangement
from studio.blocks.block import Arg, Arithmetic, Block, blocks, given
from studio.blocks.wrong_kind import Numbers, numbers
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Count, Side
from studio.schema.shape import (
    TIMES,
    Array,
    Features,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    assumed,
    count,
    sides,
)

SideNumber: TypeAlias = Annotated[int, Field(ge=1, le=8)]


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
    words=("view", "unflatten", "rearrange", "squeeze", "unsqueeze", "变形", "重塑"),
)
class Reshape(Block):
    """Arranges the same values as a picture, a sequence, a row, or an array of other sides.

    Nothing is computed: the numbers are read in their order and laid out anew. A picture is filled
    row by row, one channel after the other; a sequence step by step.

    Use it to make a picture of a row, as a generator does after its first dense layer, or to cut a
    row into steps. Do not use it to swap rows and columns; it only lays values out anew. Permute
    swaps sides.

    Channels = numbers / (height · width); values of a step = numbers / steps; first side of an
    array = numbers / the product of its other sides.

    In PyTorch: `torch.reshape(x, (-1, channels, height, width))`.
    """

    read_by: ClassVar[dict[str, str]] = {
        "height": "picture",
        "width": "picture",
        "steps": "sequence",
        "sides": "array",
    }

    to: Literal["picture", "sequence", "row", "array"] = Field(
        "picture",
        title="Arrange as",
        description="What comes out. An array has sides without a meaning, as many as wanted.",
    )
    height: Side = Field(8, title="Height", description="Height of the picture, in pixels.")
    width: Side = Field(8, title="Width", description="Width of the picture, in pixels.")
    steps: Count = Field(8, title="Steps", description="How many steps the sequence has.")
    sides: Annotated[tuple[Count, ...], Field(max_length=7)] = Field(
        (4, 4),
        title="Other sides",
        description="The sides of the array after the first, which follows from them.",
    )

    def idle(self) -> Collection[str]:
        return [name for name, to in self.read_by.items() if self.to != to]

    def infer(self, values: Shape) -> Numbers:
        known = known_count(tr(self.title), values)
        per = math.prod(n for n, _ in self._given())
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
        match self.to:
            case "picture":
                return Picture(known // per, self.height, self.width)
            case "sequence":
                return Sequence(self.steps, known // per)
            case "row":
                return Features(known)
            case "array":
                return Array((known // per, *self.sides))

    def _given(self) -> tuple[tuple[int, str], ...]:
        """The sides that are set, each with its caption; the one that is left follows from them."""
        match self.to:
            case "picture":
                return ((self.height, tr("height")), (self.width, tr("width")))
            case "sequence":
                return ((self.steps, tr("steps")),)
            case "row":
                return ()
            case "array":
                return tuple((side, tr("side {n}").format(n=n)) for n, side in self._numbered())

    def _numbered(self) -> Iterator[tuple[int, int]]:
        return enumerate(self.sides, 2)

    def _to(self) -> str:
        match self.to:
            case "picture":
                side = number(self.height), number(self.width)
                return tr("a picture of {h} × {w}").format(h=side[0], w=side[1])
            case "sequence":
                return tr("a sequence of {t} steps").format(t=number(self.steps))
            case "row":
                return tr("a row")
            case "array":
                return tr("an array of … × {sides}").format(
                    sides=TIMES.join(number(side) for side in self.sides)
                )

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values = given(args)
        new = sides(self.infer(values.shape))
        return Call("torch.reshape", values.value, (-1, *(assumed(side, 1) for side in new)))

    def facts(self) -> tuple[str, ...]:
        if self.to != "array":
            return (self._to(),)
        return (TIMES.join(("…", *(number(side) for side in self.sides[-2:]))),)

    def arithmetic(self, values: Shape) -> Arithmetic:
        out = self.infer(values)
        divided = [term for n, what in self._given() for term in (("/", ""), (number(n), what))]
        known = count(values) or 0
        return Arithmetic(
            ((number(known), tr("numbers in")), *divided),
            number(known // math.prod(n for n, _ in self._given())),
            tr("Out comes {shape}.").format(shape=out.words()),
        )


@blocks.entry(
    "permute",
    title="Permute",
    family="join",
    words=("transpose", "swap axes", "channels last", "nhwc", "movedim", "转置", "置换"),
)
class Permute(Block):
    """Puts the sides of a picture, sequence or array into another order.

    Nothing is computed. Rows become columns, or steps become values: each number is found again at
    the place with swapped coordinates. A sequence stays a sequence, with its sides swapped.

    Use it where a network from elsewhere keeps its sides in another order, or to let a layer work
    along another side: swapped, a dense layer mixes the steps of a sequence instead of its values.
    To lay numbers out anew without swapping, use Reshape.

    y at (j, i) = x at (i, j), for the order 2, 1.

    In PyTorch: `x.permute(0, 2, 1)`; the batch, axis 0, stays in front.
    """

    order: Annotated[tuple[SideNumber, ...], Field(min_length=1, max_length=8)] = Field(
        (2, 1),
        title="Order",
        description="The sides in their new order: of a picture 1 is the channels, 2 the height, 3"
        " the width, of a sequence 1 the steps, 2 the values.",
    )

    def infer(self, values: Shape) -> Numbers:
        values = numbers(tr(self.title), values)
        along = sides(values)
        if sorted(self.order) != [*range(1, len(along) + 1)]:
            wanted = ", ".join(number(n) for n in range(1, len(along) + 1))
            raise ShapeError(
                tr("The order {order} does not name each side once.").format(order=self._order()),
                tr("What arrives is {shape}; its sides are {wanted}.").format(
                    shape=values.words(), wanted=wanted
                ),
                tr("Set the order to {wanted}, in the sequence that you want.").format(
                    wanted=wanted
                ),
                tr("Order does not fit"),
            )
        known = [side for side in along if isinstance(side, int)]
        if len(known) < len(along):
            if self.order == (1, 2):
                return values
            raise ShapeError(
                tr("Steps of unknown number cannot become values."),
                tr(
                    "It gets {shape}: T differs from example to example, and so would the"
                    " number of values."
                ).format(shape=values.words()),
                tr("Leave this block out, or use sequences of one known length."),
                tr("Length not known"),
            )
        return arrangement(values, [known[side - 1] for side in self.order])

    def _order(self) -> str:
        return ", ".join(number(side) for side in self.order)

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values = given(args).value
        if self.order == (*range(1, len(self.order) + 1),):
            return values
        return Call(".permute", values, 0, *self.order)

    def facts(self) -> tuple[str, ...]:
        return (self._order(),)
