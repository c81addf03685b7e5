"""The errors of blocks that are given another kind of shape than they can read."""

from __future__ import annotations

from typing import TypeAlias

from studio.language import number, tr
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    Tokens,
    count,
)

Arranged: TypeAlias = Features | Sequence | Picture
Numbers: TypeAlias = Arranged | Array


def numbers(title: str, shape: Shape) -> Numbers:
    """The shape, which must consist of numbers, whatever their arrangement.

    Raises:
        ShapeError: these are tokens or a category, whose numbers are only names.
    """
    if isinstance(shape, Tokens | Category):
        raise _only_names(title, shape)
    return shape


def arranged(title: str, shape: Shape) -> Arranged:
    """The shape, which must be a row, a sequence or a picture.

    Raises:
        ShapeError: it is something else.
    """
    shape = numbers(title, shape)
    if isinstance(shape, Array):
        raise _array(title, shape)
    return shape


def row(title: str, shape: Shape) -> Features | Sequence:
    """The shape, which must be a row of numbers, or a sequence with one at each step.

    Raises:
        ShapeError: it is something else.
    """
    shape = numbers(title, shape)
    if isinstance(shape, Picture | Array):
        kind = tr("pictures") if isinstance(shape, Picture) else tr("arrays")
        as_kind = tr("a picture") if isinstance(shape, Picture) else tr("an array")
        raise ShapeError(
            tr("{block} cannot read {kind}.").format(block=title, kind=kind),
            tr(
                "It takes one row of numbers for each example, but gets {shape}:"
                " {n} numbers, still arranged as {kind}."
            ).format(shape=shape.text(), n=number(count(shape) or 0), kind=as_kind),
            tr("Put a Flatten block before it, or Global average pooling for a smaller network.")
            if isinstance(shape, Picture)
            else tr("Put a Flatten block before it."),
            tr("Needs a flat row"),
        )
    return shape


def picture(title: str, shape: Shape) -> Picture:
    """The shape, which must be a picture.

    Raises:
        ShapeError: it is something else.
    """
    match arranged(title, shape):
        case Picture() as found:
            return found
        case Sequence():
            raise ShapeError(
                tr("{block} cannot read sequences.").format(block=title),
                tr("It looks for patterns in height and width, but gets {shape}.").format(
                    shape=shape.words()
                ),
                tr("Use the block for sequences (1D), or put a Reshape block before it."),
                tr("Needs a picture"),
            )
        case Features(size):
            raise ShapeError(
                tr("{block} cannot read a row of numbers.").format(block=title),
                tr(
                    "It looks for patterns in height and width; the {n} numbers of a row have"
                    " neither."
                ).format(n=number(size)),
                tr("Put a Reshape block before it, or use a Dense block instead."),
                tr("Needs a picture"),
            )


def sequence(title: str, shape: Shape) -> Sequence:
    """The shape, which must be a sequence.

    Raises:
        ShapeError: it is something else.
    """
    match arranged(title, shape):
        case Sequence() as found:
            return found
        case Picture():
            raise ShapeError(
                tr("{block} cannot read pictures.").format(block=title),
                tr("It goes from step to step, but gets {shape}, which has no steps.").format(
                    shape=shape.words()
                ),
                tr(
                    "Use a Sequence input, which reads a picture row by row, or put a Reshape"
                    " block before it."
                ),
                tr("Needs a sequence"),
            )
        case Features(size):
            raise ShapeError(
                tr("{block} cannot read a row of numbers.").format(block=title),
                tr("It goes from step to step; the {n} numbers of a row have no steps.").format(
                    n=number(size)
                ),
                tr(
                    "Use the whole sequence of the block before it, or put a Reshape block"
                    " before it."
                ),
                tr("Needs a sequence"),
            )


def _only_names(title: str, shape: Tokens | Category) -> ShapeError:
    if isinstance(shape, Tokens):
        what = tr("{block} cannot read tokens.")
        why = tr(
            "Tokens are only numbers that stand for words or letters; their size has no meaning."
        )
        remedy = tr("Put an Embedding block before it: it turns each token into a row of values.")
    else:
        what = tr("{block} cannot read a category.")
        why = tr("Its number only says which of {n} it is; its size has no meaning.")
        remedy = tr("Put an Embedding block before it: it turns the number into a row of values.")
    n = "" if isinstance(shape, Tokens) else number(shape.choices)
    return ShapeError(what.format(block=title), why.format(n=n), remedy, tr("Needs an embedding"))


def _array(title: str, shape: Array) -> ShapeError:
    return ShapeError(
        tr("{block} cannot read arrays.").format(block=title),
        tr("It takes rows, sequences and pictures, but gets {shape}.").format(shape=shape.words()),
        tr("Put a Reshape block before it, which arranges the numbers anew."),
        tr("Other arrangement"),
    )
