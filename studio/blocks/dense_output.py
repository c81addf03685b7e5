"""The last dense layer that an output brings along, as wide as its target asks."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from studio.blocks.block import OutputBlock
from studio.blocks.dense import weights_in_words
from studio.blocks.wrong_kind import row
from studio.language import number, tr
from studio.schema.call import Call
from studio.schema.data_field import DataField
from studio.schema.field_types import Initialization
from studio.schema.shape import (
    Features,
    Length,
    Sequence,
    Shape,
    ShapeError,
    count,
    steps_in_words,
)


def values_in(data: DataField) -> int:
    """How many numbers a field has, at each step if it has steps."""
    match data.shape:
        case Sequence(_, size):
            return size
        case shape:
            return count(shape) or 1


class DenseOutput(OutputBlock):
    """An output that ends in a dense layer of its own, as wide as its target asks."""

    rare: ClassVar[tuple[str, ...]] = ("weight", "initialization")

    dense: bool = Field(
        True,
        title="Own dense layer",
        description="Ends in a dense layer as wide as the target asks."
        " Off: the block before it already gives exactly that many numbers.",
    )
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def width(self, target: DataField) -> int:
        """How many numbers this target asks for."""
        return values_in(target)

    def infer(self, values: Shape, target: DataField) -> Shape:
        given = self._row(values, target)
        width = self.width(target)
        if not self.dense and given.size != width:
            raise ShapeError(
                tr("{n} numbers arrive, {width} are needed.").format(
                    n=number(given.size), width=number(width)
                ),
                tr('"{target}" asks for {width} numbers, and the own dense layer is off.').format(
                    target=target.title or target.name, width=number(width)
                ),
                tr("Turn the own dense layer on, or make the block before it {width} wide.").format(
                    width=number(width)
                ),
                tr("Needs {width} numbers").format(width=number(width)),
            )
        return Features(width) if isinstance(given, Features) else Sequence(given.length, width)

    def _row(self, values: Shape, target: DataField) -> Features | Sequence:
        found = row(tr(self.title), values)
        match found:
            case Sequence() if not isinstance(target.shape, Sequence):
                raise ShapeError(
                    tr("{block} needs one answer for each example.").format(block=tr(self.title)),
                    tr('It gets {shape}, but "{target}" has one value for each example.').format(
                        shape=values.words(), target=target.title or target.name
                    ),
                    tr("Put a Last step or Mean over time block before it."),
                    tr("Needs one row"),
                )
            case Features() if isinstance(target.shape, Sequence):
                raise ShapeError(
                    tr("{block} needs an answer for every step.").format(block=tr(self.title)),
                    tr('It gets {shape}, but "{target}" has one value for each step.').format(
                        shape=values.words(), target=target.title or target.name
                    ),
                    tr("Use the whole sequence of the block before it, not its last step."),
                    tr("Needs every step"),
                )
        if isinstance(found, Sequence) and isinstance(target.shape, Sequence):
            self._check_steps(found.length, target.shape.length, target)
        return found

    def _check_steps(self, given: Length, wanted: Length, target: DataField) -> None:
        if given != wanted:
            raise ShapeError(
                tr("{block} needs as many steps as there are answers.").format(
                    block=tr(self.title)
                ),
                tr('It gets {t} steps, but "{target}" has a value at each of {n}.').format(
                    t=steps_in_words(given),
                    target=target.title or target.name,
                    n=steps_in_words(wanted),
                ),
                tr("Keep the number of steps in the blocks before it."),
                tr("Lengths differ"),
            )

    def layers(self, values: Features | Sequence, target: DataField) -> dict[str, Call]:
        return {"": Call("nn.Linear", values.size, self.width(target))} if self.dense else {}

    def first_weights(self) -> Initialization:
        return self.initialization

    def count(self, values: Features | Sequence, target: DataField) -> str:
        if not self.dense:
            return ""
        return weights_in_words(number(values.size), True, self.width(target), tr("units"))
