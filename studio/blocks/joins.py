"""Joins: several inputs become one."""

from __future__ import annotations

from collections.abc import Sequence as Several
from functools import reduce
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, Block, Port, blocks
from studio.blocks.wrong_kind import numbers
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.shape import (
    Array,
    Features,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    Unknown,
    assumed,
    steps,
    windowed,
)


class Join(Block):
    """What joins share: as many inputs as wanted."""

    ports: Annotated[int, Field(ge=2, le=16)] = Field(
        2, title="Inputs", description="How many inputs there are."
    )

    def inputs(self) -> tuple[Port, ...]:
        numbers = range(1, self.ports + 1)
        return tuple(Port(f"in_{n}", tr("Input {n}").format(n=n)) for n in numbers)

    def lengths(self, *args: Arg | None) -> Expression:
        """The lengths of the shortest: beyond it, not every input has a step."""
        known = (arg.lengths for arg in args if arg and arg.lengths)
        names: list[Expression] = list(dict.fromkeys(known))
        return reduce(lambda one, other: Call("torch.minimum", one, other), names)

    def facts(self) -> tuple[str, ...]:
        return (tr("{n} inputs").format(n=number(self.ports)),) if self.ports > 2 else ()


@blocks.entry(
    "add",
    title="Add",
    family="join",
    words=("sum", "plus", "residual", "skip", "shortcut", "相加", "残差"),
)
class Add(Join):
    """Adds its inputs, value by value.

    All inputs must have the same shape, and so has the sum. With one wire that goes around some
    blocks and one that goes through them, those blocks only learn a change: that is a residual
    connection, and it lets very deep networks learn.

    Use it for residual connections. To keep inputs apart, so that the next block can tell them from
    each other, concatenate them.

    y = x₁ + x₂ + …

    In PyTorch: `a + b`.
    """

    def infer(self, *inputs: Shape) -> Shape:
        first = inputs[0]
        for position, shape in enumerate(inputs, 1):
            numbers(tr(self.title), shape)
            if shape != first:
                raise ShapeError(
                    tr("Add needs inputs of the same shape."),
                    tr("Input 1 is {first}, input {n} is {shape}.").format(
                        first=first.words(), n=position, shape=shape.words()
                    )
                    + _strokes(inputs),
                    _make_equal(first, shape),
                    tr("Shapes differ"),
                )
        return first

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values: list[Expression] = [arg.value for arg in args if arg]
        return reduce(lambda one, other: Call("operator.add", one, other), values)


def _strokes(inputs: Several[Shape]) -> str:
    """How the unknown lengths of the inputs came about, as sentences."""
    lengths = [shape.length if isinstance(shape, Sequence) else 0 for shape in inputs]
    return "".join(
        " " + tr("Of input {n}, {formula}.").format(n=n, formula=length.words())
        for n, length in enumerate(lengths, 1)
        if isinstance(length, Unknown) and length.words()
    )


def _make_equal(one: Shape, other: Shape) -> str:
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
    "concatenate",
    title="Concatenate",
    family="join",
    words=("concat", "cat", "merge", "append", "skip", "拼接", "连接", "合并"),
)
class Concatenate(Join):
    """Puts its inputs one after the other.

    Of pictures the channels are put together, of rows the features, of sequences the values of each
    step or, by a setting, the steps. Nothing is computed; the next block sees all inputs side by
    side.

    Use it to bring two ways through a network together, or two kinds of data. Where the inputs mean
    the same and have the same shape, Add needs fewer weights afterwards.

    y = [x₁, x₂, …]

    In PyTorch: `torch.cat((a, b), 1)`.
    """

    along: Literal["values", "steps"] = Field(
        "values",
        title="Along",
        description="What is put together: values (channels, features, or the values of each step)"
        " or, of sequences, the steps.",
    )

    def infer(self, *inputs: Shape) -> Shape:
        for one, other in pairwise(inputs):
            numbers(tr(self.title), one)
            numbers(tr(self.title), other)
            if type(one) is not type(other):
                raise ShapeError(
                    tr("Concatenate needs inputs of one kind."),
                    tr("One input is {one}, another {other}.").format(
                        one=one.words(), other=other.words()
                    ),
                    tr("Put a Flatten, Last step or Global average pooling block before one."),
                    tr("Kinds differ"),
                )
        match inputs[0]:
            case Picture():
                return self._pictures([shape for shape in inputs if isinstance(shape, Picture)])
            case Sequence():
                return self._sequences([shape for shape in inputs if isinstance(shape, Sequence)])
            case Array():
                return self._arrays([shape for shape in inputs if isinstance(shape, Array)])
        self._only_values()
        return Features(sum(shape.size for shape in inputs if isinstance(shape, Features)))

    def _arrays(self, inputs: list[Array]) -> Array:
        self._only_values()
        first = inputs[0].sides
        for shape in inputs:
            if not first or not shape.sides or shape.sides[1:] != first[1:]:
                remedy = tr("Bring both to the same shape in the blocks before.")
                raise _different(inputs, shape, tr("a side after the first"), remedy)
        return Array((sum(shape.sides[0] for shape in inputs), *first[1:]))

    def _only_values(self) -> None:
        if self.along == "steps":
            raise ShapeError(
                tr("Only sequences have steps."),
                tr('Along is set to "steps", but the inputs are not sequences.'),
                tr('Set Along to "values".'),
                tr("No steps here"),
            )

    def _pictures(self, inputs: list[Picture]) -> Picture:
        self._only_values()
        first = inputs[0]
        for shape in inputs:
            if (shape.height, shape.width) != (first.height, first.width):
                raise _different(inputs, shape, tr("height and width"), _make_equal(first, shape))
        return Picture(sum(shape.channels for shape in inputs), first.height, first.width)

    def _sequences(self, inputs: list[Sequence]) -> Sequence:
        first = inputs[0]
        if self.along == "values":
            for shape in inputs:
                if shape.length != first.length:
                    remedy = tr('Set Along to "steps", or bring both to the same length before.')
                    raise _different(inputs, shape, tr("number of steps"), remedy)
            return Sequence(first.length, sum(shape.size for shape in inputs))
        for shape in inputs:
            if shape.size != first.size:
                remedy = tr("Put a Dense block with as many units before one of them.")
                raise _different(inputs, shape, tr("number of values in each step"), remedy)
        if any(isinstance(shape.length, Unknown) for shape in inputs[:-1]):
            raise ShapeError(
                tr("Only the last input may have an unknown length."),
                tr("After a sequence of T steps there is no fixed place where the next begins."),
                tr("Wire the sequence of unknown length to the last input."),
                tr("Length not known"),
            )
        return Sequence(windowed(inputs[-1].length, _known_steps(inputs[:-1]) - 1), first.size)

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        axis = 1
        if self.along == "values" and any(isinstance(arg.shape, Sequence) for arg in args if arg):
            axis = 2
        return Call("torch.cat", tuple(arg.value for arg in args if arg), axis)

    def lengths(self, *args: Arg | None) -> Expression:
        if self.along == "values":
            return super().lengths(*args)
        last = args[-1]
        assert last is not None
        known = [a.shape for a in args[:-1] if a is not None and isinstance(a.shape, Sequence)]
        return Call("operator.add", last.lengths, _known_steps(known))

    def facts(self) -> tuple[str, ...]:
        return (*super().facts(), tr("steps")) if self.along == "steps" else super().facts()

    def arithmetic(self, *inputs: Shape) -> Arithmetic:
        sizes = {"values": _width, "steps": _steps}[self.along]
        terms = [(sizes(shape), tr("input {n}").format(n=n)) for n, shape in enumerate(inputs, 1)]
        out = self.infer(*inputs)
        return Arithmetic(
            _with_signs(terms), sizes(out), tr("Out comes {shape}.").format(shape=out.words())
        )


def _width(shape: Shape) -> str:
    match shape:
        case Picture(channels, _, _):
            return number(channels)
        case Features(size) | Sequence(_, size):
            return number(size)
    return shape.text()


def _steps(shape: Shape) -> str:
    return steps(shape.length) if isinstance(shape, Sequence) else shape.text()


def _known_steps(inputs: list[Sequence]) -> int:
    return sum(assumed(shape.length, 0) for shape in inputs)


def _with_signs(terms: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(part for term in terms for part in (("+", ""), term))[1:]


def _different(inputs: Several[Shape], other: Shape, what: str, remedy: str) -> ShapeError:
    return ShapeError(
        tr("The inputs differ in {what}.").format(what=what),
        tr("One input is {one}, another {other}.").format(
            one=inputs[0].words(), other=other.words()
        )
        + _strokes(inputs),
        remedy,
        tr("Sizes differ"),
    )
