"""Positional encoding: what tells attention the order of the steps."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studio.blocks.block import Arg, Block, blocks, given, through
from studio.blocks.wrong_kind import sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Count, Initialization
from studio.schema.shape import Sequence, Shape, ShapeError


@blocks.entry(
    "positional_encoding",
    title="Positional encoding",
    family="attention",
    words=("position", "sinusoidal", "transformer", "order", "位置编码", "位置"),
)
class PositionalEncoding(Block):
    """Adds to each step numbers that say at which place it stands.

    Attention compares steps and does not see their order. With a different row of numbers added at
    each place, "dog bites man" and "man bites dog" are no longer the same.

    Use it once, after the embedding and before the first attention or encoder layer. Recurrent
    layers and convolutions see the order by themselves and do not need it.

    y at step t = x at step t + p at place t. Sinusoidal: p₂ᵢ = sin(t / 10000^(2i/d)), p₂ᵢ₊₁ =
    cos(t / 10000^(2i/d)), with t from 0 on, i the pair of values, and d the values of a step.
    Learned: p is row t of a table; places past its end share the last row.

    In PyTorch: `x + table[:steps]`, with the table computed or an `nn.Parameter`.
    """

    rare = ("initialization",)

    form: Literal["sinusoidal", "learned"] = Field(
        "sinusoidal",
        title="Form",
        description="Waves of different lengths, for sequences of any length; or a table that is"
        " learned.",
    )
    longest: Count = Field(
        512, title="Longest", description="How many places the learned table has."
    )
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def idle(self) -> tuple[str, ...]:
        return () if self.form == "learned" else ("longest", "initialization")

    def infer(self, steps: Shape) -> Sequence:
        found = sequence(tr(self.title), steps)
        if self.form == "learned" and isinstance(found.length, int) and found.length > self.longest:
            raise ShapeError(
                tr("The table of places is too short."),
                tr("It has {most} places, but {shape} arrives.").format(
                    most=number(self.longest), shape=steps.words()
                ),
                tr("Set the longest to at least {n}, or the form to sinusoidal.").format(
                    n=number(found.length)
                ),
                tr("Too few places"),
            )
        return found

    def layers(self, steps: Sequence) -> dict[str, Call]:
        if self.form == "sinusoidal":
            return {}
        return {"": Call("layers.LearnedPositions", self.longest, steps.size)}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        steps = given(args).value
        return through(keys, steps) if keys else Call("layers.with_sinusoids", steps)

    def first_weights(self) -> Initialization:
        return self.initialization

    def facts(self) -> tuple[str, ...]:
        return (tr(self.form),)

    def count(self, steps: Sequence) -> str:
        if self.form == "sinusoidal":
            return ""
        return tr("{n} values × {places} places").format(
            n=number(steps.size), places=number(self.longest)
        )
