"""Sides of shapes by name and by number, for blocks that work along one of them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from studio.blocks.wrong_kind import Numbers
from studio.language import number, tr
from studio.schema.shape import Array, Features, Length, Picture, Sequence, ShapeError, sides

AxisName: TypeAlias = Literal["values", "steps", "height", "width"]
Axis: TypeAlias = AxisName | Annotated[int, Field(ge=1, le=8)]

_TITLES: dict[AxisName, str] = {
    "values": "values",
    "steps": "steps",
    "height": "height",
    "width": "width",
}


def with_side(values: Numbers, axis: int, size: Length) -> Numbers:
    """The same kind of shape with another size along this axis; 1 is the first of an example."""
    new = [*sides(values)]
    new[axis - 1] = size
    if isinstance(values, Sequence):
        return Sequence(new[0], _known(new[1]))
    return arrangement(values, [_known(side) for side in new])


def arrangement(values: Numbers, new: list[int]) -> Numbers:
    """A shape of the same kind with these sides."""
    match values:
        case Features():
            return Features(*new)
        case Sequence():
            return Sequence(*new)
        case Picture():
            return Picture(*new)
        case Array():
            return Array(tuple(new))


def _known(side: Length) -> int:
    assert isinstance(side, int)  # only the steps of a sequence may be unknown
    return side


def axis_number(values: Numbers, axis: Axis) -> int:
    """Which axis of the tensor this is; 1 is the first of an example, as 0 is the batch.

    Raises:
        ShapeError: the shape has no such side.
    """
    if isinstance(axis, int):
        found: int | None = axis if axis <= len(sides(values)) else None
    else:
        match values:
            case Sequence():
                found = {"steps": 1, "values": 2}.get(axis)
            case Picture():
                found = {"values": 1, "height": 2, "width": 3}.get(axis)
            case _:
                found = 1 if axis == "values" else None
    if found is None:
        raise _no_side(values, axis)
    return found


def _no_side(values: Numbers, axis: Axis) -> ShapeError:
    count = len(sides(values))
    if isinstance(axis, int):
        return ShapeError(
            tr("There is no side {n}.").format(n=number(axis)),
            tr("What arrives is {shape}, which has {count} of them.").format(
                shape=values.words(), count=number(count)
            ),
            tr('Set "Along" to at most {count}.').format(count=number(count)),
            tr("No such side"),
        )
    kinds = {
        "steps": tr("Only sequences have steps."),
        "height": tr("Only pictures have a height."),
        "width": tr("Only pictures have a width."),
    }
    return ShapeError(
        kinds[axis],
        tr('"Along" is set to the {axis}, but what arrives is {shape}.').format(
            axis=tr(_TITLES[axis]), shape=values.words()
        ),
        tr('Set "Along" to a side that it has, such as its values.'),
        tr("No such side"),
    )
