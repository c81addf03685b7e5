"""From a sequence to a single row, and from a row to a sequence."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, Block, Port, blocks, given, masked
from studio.blocks.wrong_kind import row, sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Count
from studio.schema.shape import Features, Length, Sequence, Shape, ShapeError
from studio.schema.shape import steps as in_steps


class OverTime(Block):
    """What the ways from a sequence to one row share."""

    def infer(self, steps: Shape) -> Features:
        return Features(sequence(tr(self.title), steps).size)


@blocks.entry(
    "last_step",
    title="Last step",
    family="join",
    words=("final state", "select", "return sequences", "最后一步", "末步"),
)
class LastStep(OverTime):
    """Keeps the last step of a sequence and drops the others.

    After a recurrent layer the last step has seen the whole sequence, so it can stand for all of
    it. Where sequences differ in length, each gives its own last step, never its padding.

    Use it between a recurrent layer and a dense layer or an output. After a layer that reads in
    both directions use that block's own "last" output: the last step of its backward half has seen
    one step only. After attention, mean over time is the usual choice.

    y = x at step T, with T the number of steps.

    In PyTorch: `x[:, -1]`.
    """

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        steps = given(args)
        if steps.lengths is None:
            return Call(".select", steps.value, 1, -1)
        return Call("layers.last_step", steps.value, steps.lengths)


@blocks.entry(
    "mean_over_time",
    title="Mean over time",
    family="join",
    words=("average", "mean pooling", "global average pooling 1d", "时间平均", "平均"),
)
class MeanOverTime(OverTime):
    """Turns a sequence into one row: the mean of all its steps.

    Every step counts the same. Where sequences differ in length, each mean is over its own steps,
    never over its padding.

    Use it after attention or 1D convolutions, before a dense layer or an output. Do not use it
    where the order of the steps decides and nothing before it has looked at the order.

    y = (1/T) · Σ x, the sum over all T steps.

    In PyTorch: `x.mean(1)`.
    """

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        steps = given(args)
        if steps.lengths is None:
            return Call(".mean", steps.value, 1)
        return Call("layers.mean_over_time", steps.value, steps.lengths)


@blocks.entry(
    "max_over_time",
    title="Max over time",
    family="join",
    words=("max pooling", "global max pooling 1d", "strongest", "时间最大", "最大"),
)
class MaxOverTime(OverTime):
    """Turns a sequence into one row: the largest of all steps, value by value.

    It tells how strongly each pattern occurs at its strongest place, and nothing about where.
    Where sequences differ in length, padding never counts.

    Use it after 1D convolutions, when it matters whether a pattern occurs at all, as in short
    texts. Where everything that happens counts, mean over time is the better choice.

    y = max x, the largest of all steps, for each value on its own.

    In PyTorch: `x.amax(1)`.
    """

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        return Call(".amax", masked(given(args), float("-inf")), 1)


@blocks.entry(
    "repeat_row",
    title="Repeat row",
    family="join",
    words=("repeat vector", "repeatvector", "seq2seq", "decoder", "expand", "重复", "重复向量"),
)
class RepeatRow(Block):
    """Makes a sequence of a row by giving the same row at every step.

    Nothing is computed. What one row says about a whole sequence is there again at each step.

    Use it to unroll a summary, as the second half of a sequence autoencoder does, or, with "As long
    as" wired to a sequence, to tell every step of it about the whole by a concatenation. To add or
    multiply a row to every step it is not needed: those joins do so by themselves.

    y at step t = x, for each of the steps.

    In PyTorch: `x.unsqueeze(1).expand(-1, steps, -1)`.
    """

    steps: Count = Field(
        8, title="Steps", description='How many steps come out, if "As long as" has no wire.'
    )

    def inputs(self) -> tuple[Port, ...]:
        return (Port("in", tr("Row")), Port("like", tr("As long as"), optional=True))

    def infer(self, values: Shape, like: Shape | None = None) -> Sequence:
        found = row(tr(self.title), values)
        if isinstance(found, Sequence):
            raise ShapeError(
                tr("Repeat row needs a single row."),
                tr("It gets {shape}, which has steps already.").format(shape=values.words()),
                tr("Wire it to a row, or put a Last step or Mean over time block before it."),
                tr("Needs one row"),
            )
        return Sequence(self._length(like), found.size)

    def _length(self, like: Shape | None) -> Length:
        return self.steps if like is None else sequence(tr(self.title), like).length

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        like = args[1]
        steps: Expression = self.steps if like is None else Call(".size", like.value, 1)
        return Call(".expand", Call(".unsqueeze", given(args).value, 1), -1, steps, -1)

    def lengths(self, *args: Arg | None) -> Expression:
        return given(args, 1).lengths

    def facts(self) -> tuple[str, ...]:
        return (tr("{n} steps").format(n=number(self.steps)),)

    def arithmetic(self, values: Features, like: Sequence | None = None) -> Arithmetic:
        out = self.infer(values, like)
        steps = (in_steps(out.length), tr("steps"))
        return Arithmetic(
            (steps, ("×", ""), (number(values.size), tr("numbers in"))),
            out.text(),
            tr("Each of the {t} steps has the same {n} numbers.").format(
                t=in_steps(out.length), n=number(values.size)
            ),
        )
