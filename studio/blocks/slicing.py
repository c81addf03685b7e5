"""Slice and split: fewer places along a side."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from studio.blocks.axes import Axis, axis_number, with_side
from studio.blocks.block import Arg, Arithmetic, Block, Port, blocks, given
from studio.blocks.window import Window, lengths_after, ready
from studio.blocks.wrong_kind import Numbers, numbers
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import SmallCount
from studio.schema.shape import Length, Sequence, Shape, ShapeError, Unknown, sides, steps, windowed

Place: TypeAlias = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]


@blocks.entry(
    "slice",
    title="Slice",
    family="join",
    words=("crop", "cut", "cropping", "narrow", "first step", "select", "切片", "裁剪"),
)
class Slice(Block):
    """Keeps the places from one to another along a side, and drops the others.

    Places are counted from 0, and the one at the end is not kept any more, as in Python. Negative
    numbers count from the end: from −2 on keeps the last two.

    Use it to crop a picture, to drop the first steps of a sequence, or to take only some of the
    values apart. The first step of a sequence is from 0 to 1, followed by Flatten. For equal parts
    that are all needed, use Split.

    y = x at the places from, from + every, … up to but not including to.

    In PyTorch: `x[:, start:stop:every]` for the first side.
    """

    along: Axis = Field(
        "values",
        title="Along",
        description="The side: values (features, channels, or the values of each step), steps,"
        " height or width. A number means a side of an array.",
    )
    start: Place = Field(0, title="From", description="The first place that is kept.")
    stop: Place | None = Field(
        None, title="To", description="The first place that is dropped again. Empty: none."
    )
    every: SmallCount = Field(
        1, title="Every", description="2 keeps every second place, 3 every third."
    )

    def infer(self, values: Shape) -> Numbers:
        values = numbers(tr(self.title), values)
        axis = axis_number(values, self.along)
        return with_side(values, axis, self._kept(sides(values)[axis - 1]))

    def _kept(self, side: Length) -> Length:
        """How many places are left of a side."""
        if isinstance(side, Unknown):
            return self._kept_of_unknown(side)
        start, stop = self._bounds(side)
        if not 0 <= start < stop <= side:
            raise ShapeError(
                tr("From {start} to {stop} is not within the {side} places.").format(
                    start=number(self.start),
                    stop=tr("the end") if self.stop is None else number(self.stop),
                    side=number(side),
                ),
                tr("They are counted from 0 to {last}, or from −{side} to −1.").format(
                    last=number(side - 1), side=number(side)
                ),
                tr("Let it begin before it ends, within these places."),
                tr("Outside of the side"),
            )
        return (stop - start + self.every - 1) // self.every

    def _bounds(self, side: int) -> tuple[int, int]:
        stop = side if self.stop is None else self.stop
        start, stop = (place if place >= 0 else side + place for place in (self.start, stop))
        return start, stop

    def _kept_of_unknown(self, side: Unknown) -> Length:
        if self._from_the_start(side):
            return (self._bounds(side.least)[1] - self.start + self.every - 1) // self.every
        if self.every == 1 and self.start >= 0 and (self.stop is None or self.stop < 0):
            return windowed(side, -self._dropped() - 1)
        raise ShapeError(
            tr("This part of a sequence of unknown length cannot be taken."),
            tr("It has {t} steps, at least {least}, so not every example has these.").format(
                t=steps(side), least=number(side.least)
            ),
            tr(
                "Drop steps at the start or at the end, keep the first {least}, or use a Last step"
                " block."
            ).format(least=number(side.least)),
            tr("Length not known"),
        )

    def _from_the_start(self, side: Unknown) -> bool:
        return self.stop is not None and 0 <= self.start < self.stop <= side.least

    def _dropped(self) -> int:
        return self.start - (self.stop or 0)

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values = given(args)
        shape = numbers(tr(self.title), values.shape)
        axis = axis_number(shape, self.along)
        side = sides(shape)[axis - 1]
        if isinstance(side, int):
            start, stop = self._bounds(side)
        elif self._from_the_start(side):
            start, stop = self.start, self.stop or 0
        else:
            shifted = ready(values, self._window(side))
            return Call("layers.cut", shifted, axis, self.start, self.stop, 1)
        if self.every > 1:
            return Call("layers.cut", values.value, axis, start, stop, self.every)
        if (start, stop) == (0, side):
            return values.value
        return Call(".narrow", values.value, axis, start, stop - start)

    def _window(self, side: Length) -> Window:
        """What is dropped at both ends is what a kernel of as many steps and one would drop."""
        return Window(side, self._dropped() + 1)

    def lengths(self, *args: Arg | None) -> Expression:
        values = given(args)
        assert isinstance(values.shape, Sequence)
        if self.along in ("steps", 1):
            return lengths_after(values, self._window(values.shape.length))
        return values.lengths

    def facts(self) -> tuple[str, ...]:
        stop = "" if self.stop is None else number(self.stop)
        along = tr("side {n}").format(n=self.along) if isinstance(self.along, int) else self.along
        every = f":{self.every}" if self.every > 1 else ""
        return (tr(str(along)), f"{number(self.start)}:{stop}{every}")


@blocks.entry(
    "split",
    title="Split",
    family="join",
    words=("chunk", "divide", "unstack", "branches", "拆分", "分割"),
)
class Split(Block):
    """Cuts its input into equal parts along a side and gives out each part on its own.

    Nothing is computed and nothing is lost. Concatenate puts parts together again.

    Use it to send parts of the values different ways, as networks of several branches do. To keep
    one part only, or parts of different sizes, use Slice.

    Places in each part: places / parts.

    In PyTorch: `x.split(size, 1)` for the first side.
    """

    along: Axis = Field(
        "values",
        title="Along",
        description="The side: values (features, channels, or the values of each step), steps,"
        " height or width. A number means a side of an array.",
    )
    parts: Annotated[int, Field(ge=2, le=16)] = Field(
        2, title="Parts", description="How many equal parts there are, each with an output."
    )

    def outputs(self) -> tuple[Port, ...]:
        return tuple(
            Port(f"part_{n}", tr("Part {n}").format(n=n)) for n in range(1, self.parts + 1)
        )

    def infer(self, values: Shape) -> tuple[Shape, ...]:
        values = numbers(tr(self.title), values)
        axis = axis_number(values, self.along)
        return (with_side(values, axis, self._size(sides(values)[axis - 1])),) * self.parts

    def _size(self, side: Length) -> int:
        if isinstance(side, Unknown):
            raise ShapeError(
                tr("Steps of unknown number cannot be split."),
                tr("There are {t} steps, which need not come out even.").format(t=steps(side)),
                tr("Split along the values, or use sequences of one known length."),
                tr("Length not known"),
            )
        if side % self.parts:
            fitting = [number(n) for n in range(2, 17) if side % n == 0]
            raise ShapeError(
                tr("{n} places do not divide into {parts} equal parts.").format(
                    n=number(side), parts=number(self.parts)
                ),
                tr("{n} / {parts} = {quotient} is not a whole number.").format(
                    n=number(side),
                    parts=number(self.parts),
                    quotient=number(round(side / self.parts, 2)),
                ),
                tr("Choose a number of parts that divides {n}: {fitting}.").format(
                    n=number(side), fitting=", ".join(fitting)
                )
                if fitting
                else tr("Use Slice blocks, whose parts may differ in size."),
                tr("Parts not even"),
            )
        return side // self.parts

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> tuple[Expression, ...]:
        values = given(args)
        shape = numbers(tr(self.title), values.shape)
        axis = axis_number(shape, self.along)
        size = self._size(sides(shape)[axis - 1])
        every = Call(".split", values.value, size, axis)
        return tuple(Call("operator.getitem", every, n) for n in range(self.parts))

    def facts(self) -> tuple[str, ...]:
        along = tr("side {n}").format(n=self.along) if isinstance(self.along, int) else self.along
        return (tr("{n} parts").format(n=number(self.parts)), tr(str(along)))

    def arithmetic(self, values: Shape) -> Arithmetic:
        found = numbers(tr(self.title), values)
        side = sides(found)[axis_number(found, self.along) - 1]
        return Arithmetic(
            ((steps(side), tr("places")), ("/", ""), (number(self.parts), tr("parts"))),
            number(self._size(side)),
            tr("Each part is {shape}.").format(shape=self.infer(values)[0].words()),
        )
