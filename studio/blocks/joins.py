"""Joins: several inputs become one, value by value."""

from __future__ import annotations

from collections.abc import Sequence as Several
from functools import reduce
from typing import Annotated, ClassVar

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, Block, Port, blocks
from studio.blocks.wrong_kind import Numbers, numbers
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.shape import (
    Features,
    Length,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    Unknown,
    sides,
)


class Joining(Block):
    """What blocks of several inputs share."""

    def lengths(self, *args: Arg | None) -> Expression:
        """The lengths of the shortest: beyond it, not every input has a step."""
        known = (arg.lengths for arg in args if arg and arg.lengths)
        names: list[Expression] = list(dict.fromkeys(known))
        return reduce(lambda one, other: Call("torch.minimum", one, other), names)


class Join(Joining):
    """A block with as many inputs as wanted."""

    ports: Annotated[int, Field(ge=2, le=16)] = Field(
        2, title="Inputs", description="How many inputs there are."
    )

    def inputs(self) -> tuple[Port, ...]:
        numbers = range(1, self.ports + 1)
        return tuple(Port(f"in_{n}", tr("Input {n}").format(n=n)) for n in numbers)

    def facts(self) -> tuple[str, ...]:
        return (tr("{n} inputs").format(n=number(self.ports)),) if self.ports > 2 else ()


class Elementwise(Joining):
    """A join of numbers at the same places; a smaller input counts for many places at once."""

    operation: ClassVar[str]

    def infer(self, *inputs: Shape) -> Shape:
        shapes = [numbers(tr(self.title), shape) for shape in inputs]
        largest = max(shapes, key=lambda shape: (len(sides(shape)), _size(shape)))
        for position, shape in enumerate(shapes, 1):
            if _lifted(shape, largest) is None:
                raise self._unlike(shapes, *sorted((1 + shapes.index(largest), position)))
        return largest

    def _unlike(self, shapes: Several[Numbers], first: int, position: int) -> ShapeError:
        one, other = shapes[first - 1], shapes[position - 1]
        return ShapeError(
            tr("{block} needs inputs of the same shape.").format(block=tr(self.title)),
            tr("Input {first} is {one}, input {n} is {other}.").format(
                first=first, one=one.words(), n=position, other=other.words()
            )
            + strokes(shapes),
            make_equal(one, other),
            tr("Shapes differ"),
        )

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        wired = [arg for arg in args if arg]
        whole = numbers(tr(self.title), self.infer(*(arg.shape for arg in wired)))
        values = [_spread(arg, whole) for arg in wired]
        return reduce(lambda one, other: Call(self.operation, one, other), values)

    def arithmetic(self, *inputs: Shape) -> Arithmetic | None:
        whole = self.infer(*inputs)
        smaller = [(n, shape) for n, shape in enumerate(inputs, 1) if shape != whole]
        if not smaller:
            return None
        told = tr("Input {n} is {shape}: each of its numbers counts for all places beside it.")
        every = [
            ((tr("beside"), ""), (shape.text(), tr("input {n}").format(n=n)))
            for n, shape in enumerate(inputs, 1)
        ]
        return Arithmetic(
            tuple(term for terms in every for term in terms)[1:],
            whole.text(),
            " ".join(told.format(n=n, shape=shape.words()) for n, shape in smaller),
        )


def _size(shape: Numbers) -> int:
    """How many numbers there are, as far as that is known, to find the largest input."""
    total = 1
    for side in sides(shape):
        total *= 1_000_000 if isinstance(side, Unknown) else side
    return total


def _lifted(shape: Numbers, whole: Numbers) -> tuple[Length, ...] | None:
    """The sides of an input beside those of the whole, with 1 where it counts for every place.

    A row beside a picture has a number for each channel, beside a sequence one for each value.
    None if the two do not go together.
    """
    along, every = sides(shape), sides(whole)
    if isinstance(shape, Features):
        match whole:
            case Picture():
                along = (*along, 1, 1)
            case Sequence():
                along = (1, *along)
    elif type(shape) is not type(whole):
        return None
    if len(along) != len(every):
        return None
    fits = all(side in (1, other) for side, other in zip(along, every, strict=True))
    return along if fits else None


def _spread(arg: Arg, whole: Numbers) -> Expression:
    """An input with as many axes as the whole."""
    if not isinstance(arg.shape, Features):
        return arg.value
    match whole:
        case Picture():
            return Call(".unsqueeze", Call(".unsqueeze", arg.value, -1), -1)
        case Sequence():
            return Call(".unsqueeze", arg.value, 1)
    return arg.value


def strokes(inputs: Several[Shape]) -> str:
    """How the unknown lengths of the inputs came about, as sentences."""
    lengths = [shape.length if isinstance(shape, Sequence) else 0 for shape in inputs]
    return "".join(
        " " + tr("Of input {n}, {formula}.").format(n=n, formula=length.words())
        for n, length in enumerate(lengths, 1)
        if isinstance(length, Unknown) and length.words()
    )


def make_equal(one: Shape, other: Shape) -> str:
    """What to do about two inputs of different shapes."""
    match one, other:
        case Picture(), Picture() if (one.height, one.width) == (other.height, other.width):
            return tr(
                "Give the convolution before one of them {a} or {b} filters, or use Concatenate."
            ).format(a=number(one.channels), b=number(other.channels))
        case Picture(), Picture():
            return tr('Use the padding "same" and stride 1 on the way, so that the size stays.')
        case Sequence(t), Sequence(u) if t != u and Unknown in (type(t), type(u)):
            return tr('Use the padding "same" and stride 1 on the way, so that the length stays.')
        case (Features(a), Features(b)) | (Sequence(_, a), Sequence(_, b)) if a != b:
            return tr(
                "Give the block before one of them {a} or {b} units, or use Concatenate."
            ).format(a=number(a), b=number(b))
    return tr("Bring both to the same shape in the blocks before, or take one wire away.")


@blocks.entry(
    "add",
    title="Add",
    family="join",
    words=("sum", "plus", "combine", "residual", "skip", "shortcut", "相加", "残差"),
)
class Add(Elementwise, Join):
    """Adds its inputs, value by value.

    All inputs must have the same shape, and so has the sum. With one wire that goes around some
    blocks and one that goes through them, those blocks only learn a change: that is a residual
    connection, and it lets very deep networks learn. A row is also added to every step of a
    sequence, or to a picture, with a number for each channel.

    Use it for residual connections. To keep inputs apart, so that the next block can tell them from
    each other, concatenate them.

    y = x₁ + x₂ + …, with x₁, x₂, … the inputs and y the sum.

    In PyTorch: `a + b`.
    """

    operation = "operator.add"


@blocks.entry(
    "subtract",
    title="Subtract",
    family="join",
    words=("minus", "difference", "compare", "siamese", "相减", "差"),
)
class Subtract(Elementwise):
    """Takes the second input away from the first, value by value.

    Both have the same shape, and so has the difference. A row may stand for every step of a
    sequence, or for a picture, with a number for each channel.

    Use it to compare two things that went through the same blocks, as a Siamese network does. To
    only tell how alike two rows are, the dot product gives a single number.

    y = x₁ − x₂, with x₁ the first input and x₂ the second.

    In PyTorch: `a - b`.
    """

    operation = "operator.sub"

    def inputs(self) -> tuple[Port, ...]:
        return (Port("in_1", tr("From")), Port("in_2", tr("Take away")))


@blocks.entry(
    "multiply",
    title="Multiply",
    family="join",
    words=("product", "gate", "scale", "mask", "squeeze and excitation", "相乘", "门控"),
)
class Multiply(Elementwise, Join):
    """Multiplies its inputs, value by value.

    An input between 0 and 1 lets the other one through more or less: it is a gate. A row of one
    number for each channel scales the channels of a picture, as squeeze-and-excitation does; a
    row of as many numbers as a step has values scales every step.

    Use it for gates and for weights that a part of the network works out. For a residual
    connection use Add: products of many numbers become very small or very large.

    y = x₁ · x₂ · …, with x₁, x₂, … the inputs and y the product.

    In PyTorch: `a * b`.
    """

    operation = "operator.mul"


@blocks.entry(
    "maximum",
    title="Maximum",
    family="join",
    words=("max", "maxout", "largest", "最大", "取最大"),
)
class Maximum(Elementwise, Join):
    """Keeps the largest of its inputs at every place.

    Of several ways through a network the one that answers most strongly is heard, at each place
    anew; only it learns from this example. Two dense layers of no activation joined so are maxout.

    Use it where any one of several findings is enough. Where all should have a say, use Add.

    y = max(x₁, x₂, …), with x₁, x₂, … the inputs at one place.

    In PyTorch: `torch.maximum(a, b)`.
    """

    operation = "torch.maximum"


@blocks.entry(
    "average",
    title="Average",
    family="join",
    words=("mean", "ensemble", "平均", "取平均"),
)
class Average(Elementwise, Join):
    """Takes the mean of its inputs at every place.

    Each input counts the same, and the result stays as large as they are, however many there are.

    Use it to let several ways through a network vote, as an ensemble does. For a residual
    connection Add is the usual choice.

    y = (x₁ + x₂ + …) / n, with x₁, x₂, … the inputs and n their number.

    In PyTorch: `(a + b) / 2`.
    """

    operation = "operator.add"

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        return Call("operator.truediv", super().forward(keys, *args), self.ports)
