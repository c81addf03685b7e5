"""The errors of blocks that are given another kind of shape than they can read."""

from __future__ import annotations

from studio.language import number, tr
from studio.schema.shape import Features, Picture, Sequence, Shape, ShapeError, count


def not_tokens(title: str) -> ShapeError:
    """The error of a block that is given bare tokens."""
    return ShapeError(
        tr("{block} cannot read tokens.").format(block=title),
        tr("Tokens are only numbers that stand for words or letters; their size has no meaning."),
        tr("Put an Embedding block before it: it turns each token into a row of values."),
        tr("Needs an embedding"),
    )


def needs_row(title: str, picture: Picture) -> ShapeError:
    """The error of a block that takes a row of numbers and is given a picture."""
    return ShapeError(
        tr("{block} cannot read pictures.").format(block=title),
        tr(
            "It takes one row of numbers for each example, but gets {shape}:"
            " {n} numbers, still arranged as a picture."
        ).format(shape=picture.text(), n=number(count(picture) or 0)),
        tr("Put a Flatten block before it, or Global average pooling for a smaller network."),
        tr("Needs a flat row"),
    )


def picture(title: str, shape: Shape) -> Picture:
    """The shape, which must be a picture.

    Raises:
        ShapeError: it is something else.
    """
    match shape:
        case Picture():
            return shape
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
    raise not_tokens(title)


def sequence(title: str, shape: Shape) -> Sequence:
    """The shape, which must be a sequence.

    Raises:
        ShapeError: it is something else.
    """
    match shape:
        case Sequence():
            return shape
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
    raise not_tokens(title)
