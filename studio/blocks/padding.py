"""Pad: more places around a picture, a sequence or a row."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, Block, blocks, given, masked
from studio.blocks.wrong_kind import Arranged, arranged
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Edge
from studio.schema.shape import (
    Features,
    Length,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    Unknown,
    steps,
    windowed,
)

Fill: TypeAlias = Annotated[float, Field(ge=-1e6, le=1e6)]


@blocks.entry(
    "pad",
    title="Pad",
    family="join",
    words=("zero padding", "zeropadding", "border", "margin", "reflect", "填充", "补零"),
)
class Pad(Block):
    """Adds places around a picture, before and after a sequence, or at the ends of a row.

    The new places hold zeros or another number, a mirror image of what is next to the edge, or the
    values at the edge again.

    Use it before a convolution that needs another border than its own padding gives, or to bring
    two inputs of a join to the same size. Convolution and pooling have a padding of their own,
    which is enough in most networks.

    Size of a side: size + before + after.

    In PyTorch: `F.pad(x, (left, right, top, bottom))`.
    """

    fill: Literal["number", "reflect", "replicate"] = Field(
        "number",
        title="Fill with",
        description="A number, the mirror image at the edge, or the edge itself again.",
    )
    value: Fill = Field(0.0, title="Number", description="What new places hold.")
    left: Edge = Field(
        1,
        title="Left",
        description="New columns at the left of a picture; steps before the first of a sequence;"
        " numbers before the first of a row.",
    )
    right: Edge = Field(
        1, title="Right", description="The same at the right, or after the last step or number."
    )
    top: Edge = Field(1, title="Top", description="New rows at the top. Pictures only.")
    bottom: Edge = Field(1, title="Bottom", description="New rows at the bottom. Pictures only.")

    def idle(self) -> tuple[str, ...]:
        return () if self.fill == "number" else ("value",)

    def infer(self, values: Shape) -> Arranged:
        values = arranged(tr(self.title), values)
        match values:
            case Picture(channels, height, width):
                self._check_edges((self.top, self.bottom), height, tr("height"))
                self._check_edges((self.left, self.right), width, tr("width"))
                down, across = self.top + self.bottom, self.left + self.right
                return Picture(channels, height + down, width + across)
            case Sequence(length, size):
                self._check_edges((self.left, self.right), length, tr("number of steps"))
                return Sequence(windowed(length, self.left + self.right - 1), size)
            case Features(size):
                self._check_edges((self.left, self.right), size, tr("length of the row"))
                return Features(size + self.left + self.right)

    def _check_edges(self, edges: tuple[Edge, Edge], side: Length, what: str) -> None:
        if self.fill == "number":
            return
        if isinstance(side, Unknown):
            raise ShapeError(
                tr("Only a number can fill sequences of unknown length."),
                tr("Each of them ends at another step, and the edge there is not in one place."),
                tr('Set "Fill with" to a number.'),
                tr("Length not known"),
            )
        most = side - 1 if self.fill == "reflect" else max(edges)
        if max(edges) > most:
            raise ShapeError(
                tr("There is not enough to mirror {n} places.").format(n=number(max(edges))),
                tr("The {what} is {side}, and the edge itself is not repeated.").format(
                    what=what, side=number(side)
                ),
                tr('Pad by at most {most} there, or set "Fill with" to replicate.').format(
                    most=number(most)
                ),
                tr("Too much padding"),
            )

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values = given(args)
        across = (self.left, self.right)
        match values.shape:
            case Picture():
                return self._padded(values.value, (*across, self.top, self.bottom))
            case Sequence() if self.fill == "number":
                return self._padded(masked(values, self.value), (0, 0, *across))
            case Sequence():
                turned = self._padded(Call(".transpose", values.value, 1, 2), across)
                return Call(".transpose", turned, 1, 2)
        return self._padded(values.value, across)

    def _padded(self, values: Expression, edges: tuple[int, ...]) -> Expression:
        if not any(edges):
            return values
        if self.fill != "number":
            return Call("F.pad", values, edges, mode=self.fill)
        return Call("F.pad", values, edges, **({"value": self.value} if self.value else {}))

    def lengths(self, *args: Arg | None) -> Expression:
        return Call("operator.add", given(args).lengths, self.left + self.right)

    def facts(self) -> tuple[str, ...]:
        edges = (self.left, self.right, self.top, self.bottom)
        return (" ".join(f"{sign}{number(n)}" for sign, n in zip("←→↑↓", edges, strict=True)),)

    def arithmetic(self, values: Arranged) -> Arithmetic:
        out = self.infer(values)
        down = ((number(self.top), tr("top")), (number(self.bottom), tr("bottom")))
        across = ((number(self.left), tr("left")), (number(self.right), tr("right")))
        terms: tuple[tuple[str, str], ...] = ()
        size: Length = 0
        match values, out:
            case Picture(_, height, _), Picture(_, size, _):
                terms = ((number(height), tr("height")), *_added(down))
            case Sequence(length, _), Sequence(size, _):
                terms = ((steps(length), tr("steps")), *_added(across))
            case Features(row), Features(size):
                terms = ((number(row), tr("numbers in")), *_added(across))
        return Arithmetic(terms, steps(size), tr("Out comes {shape}.").format(shape=out.words()))


def _added(terms: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(part for term in terms for part in (("+", ""), term))
