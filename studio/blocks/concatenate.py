"""Concatenate: inputs are put one after the other."""

from __future__ import annotations

from collections.abc import Sequence as Several
from itertools import pairwise

from pydantic import Field

from studio.blocks.axes import AxisName, axis_number, with_side
from studio.blocks.block import Arg, Arithmetic, blocks
from studio.blocks.joins import Join, make_equal, strokes
from studio.blocks.wrong_kind import Numbers, numbers
from studio.language import tr
from studio.schema.call import Call, Expression
from studio.schema.shape import (
    Picture,
    Sequence,
    Shape,
    ShapeError,
    Unknown,
    assumed,
    sides,
    windowed,
)
from studio.schema.shape import steps as in_steps


@blocks.entry(
    "concatenate",
    title="Concatenate",
    family="join",
    words=("concat", "cat", "combine", "merge", "append", "skip", "拼接", "连接", "合并"),
)
class Concatenate(Join):
    """Puts its inputs one after the other.

    Of pictures the channels are put together, of rows the features, of sequences the values of each
    step; or, by a setting, the steps of sequences or the rows or columns of pictures. Nothing is
    computed; the next block sees all inputs side by side.

    Use it to bring two ways through a network together, or two kinds of data. Where the inputs mean
    the same and have the same shape, Add needs fewer weights afterwards.

    y = [x₁, x₂, …], with x₁, x₂, … the inputs, one behind the other.

    In PyTorch: `torch.cat((a, b), 1)`.
    """

    along: AxisName = Field(
        "values",
        title="Along",
        description="What is put together: values (channels, features, or the values of each"
        " step), the steps of sequences, or pictures below (height) or beside (width) each other.",
    )

    def infer(self, *inputs: Shape) -> Shape:
        given = [numbers(tr(self.title), shape) for shape in inputs]
        for one, other in pairwise(given):
            if type(one) is not type(other) or len(sides(one)) != len(sides(other)):
                raise ShapeError(
                    tr("Concatenate needs inputs of one kind."),
                    tr("One input is {one}, another {other}.").format(
                        one=one.words(), other=other.words()
                    ),
                    tr("Put a Flatten, Last step or Global average pooling block before one."),
                    tr("Kinds differ"),
                )
        axis = axis_number(given[0], self.along)
        for shape in given:
            if _others(shape, axis) != _others(given[0], axis):
                raise self._different(given, shape)
        return with_side(given[0], axis, self._total([sides(shape)[axis - 1] for shape in given]))

    def _total(self, along: list[int | Unknown]) -> int | Unknown:
        *before, last = along
        if any(isinstance(side, Unknown) for side in before):
            raise ShapeError(
                tr("Only the last input may have an unknown length."),
                tr("After a sequence of T steps there is no fixed place where the next begins."),
                tr("Wire the sequence of unknown length to the last input."),
                tr("Length not known"),
            )
        return windowed(last, sum(assumed(side, 0) for side in before) - 1)

    def _different(self, inputs: Several[Numbers], other: Numbers) -> ShapeError:
        what, remedy = _difference(inputs[0], other, self.along)
        return ShapeError(
            tr("The inputs differ in {what}.").format(what=what),
            tr("One input is {one}, another {other}.").format(
                one=inputs[0].words(), other=other.words()
            )
            + strokes(inputs),
            remedy,
            tr("Sizes differ"),
        )

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        wired = [arg for arg in args if arg]
        axis = axis_number(numbers(tr(self.title), wired[0].shape), self.along)
        return Call("torch.cat", tuple(arg.value for arg in wired), axis)

    def lengths(self, *args: Arg | None) -> Expression:
        if self.along == "values":
            return super().lengths(*args)
        *before, last = (arg for arg in args if arg)
        known = [arg.shape.length for arg in before if isinstance(arg.shape, Sequence)]
        return Call("operator.add", last.lengths, sum(assumed(length, 0) for length in known))

    def facts(self) -> tuple[str, ...]:
        if self.along == "values":
            return super().facts()
        return (*super().facts(), tr(self.along))

    def arithmetic(self, *inputs: Shape) -> Arithmetic:
        out = numbers(tr(self.title), self.infer(*inputs))
        axis = axis_number(out, self.along)
        every = [sides(numbers(tr(self.title), shape))[axis - 1] for shape in inputs]
        terms = [
            term
            for n, side in enumerate(every, 1)
            for term in (("+", ""), (in_steps(side), tr("input {n}").format(n=n)))
        ]
        return Arithmetic(
            tuple(terms[1:]),
            in_steps(sides(out)[axis - 1]),
            tr("Out comes {shape}.").format(shape=out.words()),
        )


def _others(shape: Numbers, axis: int) -> tuple[int | Unknown, ...]:
    every = sides(shape)
    return (*every[: axis - 1], *every[axis:])


def _difference(one: Numbers, other: Numbers, along: AxisName) -> tuple[str, str]:
    """In what two inputs differ that must not, and what to do."""
    match one:
        case Sequence() if along == "values":
            remedy = tr('Set Along to "steps", or bring both to the same length before.')
            return tr("number of steps"), remedy
        case Sequence():
            remedy = tr("Put a Dense block with as many units before one of them.")
            return tr("number of values in each step"), remedy
        case Picture() if along == "values":
            return tr("height and width"), make_equal(one, other)
    return tr("another side than that"), tr("Bring both to the same shape in the blocks before.")
