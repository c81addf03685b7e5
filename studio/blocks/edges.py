"""Padding around the edge, in the forms that every block with a window takes."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from studio.language import number, tr
from studio.schema.field_types import Edge
from studio.schema.shape import TIMES, Length, ShapeError, Unknown, steps

# Each end of a side has a number of its own. The titles are what a form writes at its fields.
Before: TypeAlias = Annotated[int, Field(ge=0, le=4096, title="Before")]
Behind: TypeAlias = Annotated[int, Field(ge=0, le=4096, title="Behind")]
Top: TypeAlias = Annotated[int, Field(ge=0, le=4096, title="Top")]
Bottom: TypeAlias = Annotated[int, Field(ge=0, le=4096, title="Bottom")]
Left: TypeAlias = Annotated[int, Field(ge=0, le=4096, title="Left")]
Right: TypeAlias = Annotated[int, Field(ge=0, le=4096, title="Right")]

Padding1D: TypeAlias = Literal["valid", "same"] | Edge | tuple[Before, Behind]
Padding2D: TypeAlias = Literal["valid", "same"] | Edge | tuple[Top, Bottom, Left, Right]
Ends: TypeAlias = tuple[int, int]


def ends(
    padding: Padding1D | Padding2D, axis: int, side: Length, span: int, stride: int = 1
) -> Ends:
    """How much is added before and behind a side; `axis` 0 is the first side.

    "same" makes ⌈side / stride⌉ places; what does not halve goes behind.

    Raises:
        ShapeError: "same" with a stride on a side whose length is not known.
    """
    match padding:
        case "valid":
            return (0, 0)
        case "same":
            zeros = _zeros(side, span, stride)
            return (zeros // 2, zeros - zeros // 2)
        case int():
            return (padding, padding)
    return (padding[2 * axis], padding[2 * axis + 1])


def _zeros(side: Length, span: int, stride: int) -> int:
    if stride == 1:
        return span - 1
    if isinstance(side, Unknown):
        raise ShapeError(
            tr('Padding "same" needs stride 1 here.'),
            tr("With stride {n} it depends on the number of steps, and {t} is not known.").format(
                n=number(stride), t=steps(side)
            ),
            tr("Set the stride to 1, or the padding to a number."),
            tr("Needs stride 1"),
        )
    return max(0, (-(-side // stride) - 1) * stride + span - side)


def is_even(sides: tuple[Ends, ...]) -> bool:
    """Whether both ends of each side get the same, which torch's layers take by themselves."""
    return all(before == behind for before, behind in sides)


def in_torch(sides: tuple[Ends, ...]) -> tuple[int, ...]:
    """The ends in torch's order: those of the last side first."""
    return tuple(end for side in reversed(sides) for end in side)


def in_words(padding: Padding1D | Padding2D) -> str:
    """For the card; empty where nothing is added."""
    match padding:
        case "valid" | 0:
            return ""
        case "same":
            return tr("padding {n}").format(n=padding)
        case int():
            return tr("padding {n}").format(n=number(padding))
        case before, behind if before == behind:
            return tr("padding {n}").format(n=number(before))
        case top, bottom, left, right if top == bottom and left == right:
            return tr("padding {n}").format(n=number(top) + TIMES + number(left))
    return tr("uneven padding")


DESCRIPTION = (
    'Zeros around the edge. "valid" adds none; "same" keeps the size, or divides it by the stride;'
    " a number adds that many at every end."
)
