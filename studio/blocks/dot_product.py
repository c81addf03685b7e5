"""Dot product: how alike two rows are."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.block import Arg, Port, blocks, given
from studio.blocks.joins import Joining, make_equal, strokes
from studio.blocks.wrong_kind import row
from studio.language import tr
from studio.schema.call import Call, Expression
from studio.schema.shape import Features, Sequence, Shape, ShapeError


@blocks.entry(
    "dot_product",
    title="Dot product",
    family="join",
    words=("inner product", "cosine similarity", "similarity", "recommender", "点积", "余弦相似度"),
)
class DotProduct(Joining):
    """Tells how alike two rows are, as a single number.

    The numbers of the two rows are multiplied in pairs and added up. Rows that point the same way
    give a large number, opposite ones a negative one. Normalized, only the direction counts and
    the answer lies between −1 and 1. Of sequences, each step is compared with the same step.

    Use it to match two embeddings, such as a person and a film. Where a difference in some numbers
    means more than in others, concatenate the rows and let a dense layer judge.

    y = Σ a·b over the numbers a and b of the two rows, in pairs; normalized: Σ a·b divided by
    √Σ a² · √Σ b².

    In PyTorch: `(a * b).sum(-1, keepdim=True)`, or `F.cosine_similarity(a, b, dim=-1)`.
    """

    normalized: bool = Field(
        False,
        title="Normalized",
        description="Divides by the lengths of both rows: the cosine of the angle between them.",
    )

    def inputs(self) -> tuple[Port, ...]:
        return (
            Port("in_1", tr("Input {n}").format(n=1)),
            Port("in_2", tr("Input {n}").format(n=2)),
        )

    def infer(self, one: Shape, other: Shape) -> Shape:
        first, second = (row(tr(self.title), shape) for shape in (one, other))
        if first != second:
            raise ShapeError(
                tr("Dot product needs two rows of the same length."),
                tr("Input 1 is {one}, input 2 is {other}.").format(
                    one=one.words(), other=other.words()
                )
                + strokes((one, other)),
                make_equal(one, other),
                tr("Shapes differ"),
            )
        if isinstance(first, Sequence):
            return Sequence(first.length, 1)
        return Features(1)

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        one, other = given(args).value, given(args, 1).value
        if self.normalized:
            return Call(".unsqueeze", Call("F.cosine_similarity", one, other, dim=-1), -1)
        return Call(".sum", Call("operator.mul", one, other), -1, keepdim=True)

    def facts(self) -> tuple[str, ...]:
        return (tr("normalized"),) if self.normalized else ()
