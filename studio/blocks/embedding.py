"""Embedding: a learned row of values for each token or category."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.block import Block, blocks
from studio.language import number, tr
from studio.schema.call import Call
from studio.schema.field_types import Count, Initialization
from studio.schema.shape import Category, Features, Sequence, Shape, ShapeError, Tokens


@blocks.entry(
    "embedding",
    title="Embedding",
    family="recurrent",
    words=(
        "word vectors",
        "word2vec",
        "lookup",
        "nlp",
        "tokens",
        "category",
        "嵌入",
        "词嵌入",
        "词向量",
    ),
)
class Embedding(Block):
    """Gives each token or category a learned row of values.

    Such a number has no meaning of its own, so the layer keeps a table with one row for each token
    or category and looks the rows up. While training, those that are used alike get similar rows.
    Of tokens comes a sequence, of a category a single row.

    Use it as the first block after a tokens or category input. For measurements, whose size does
    have a meaning, it is the wrong block: feed those to the next layer as they are.

    y = row number x of the table, with x the category, or the token at each step. Parameters:
    vocabulary · size.

    In PyTorch: `nn.Embedding(vocabulary, size)`.
    """

    rare = ("initialization",)

    size: Count = Field(
        64, title="Size", description="How many values stand for each token or category."
    )
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def infer(self, tokens: Shape) -> Sequence | Features:
        match tokens:
            case Tokens(length, _):
                return Sequence(length, self.size)
            case Category():
                return Features(self.size)
        raise ShapeError(
            tr("Embedding needs tokens or a category."),
            tr(
                "It looks up whole numbers that stand for words, letters or names, but gets"
                " {shape}."
            ).format(shape=tokens.words()),
            tr(
                "Wire it to a Tokens or Category input, or leave it out: these values have a"
                " meaning already."
            ),
            tr("Needs tokens"),
        )

    def layers(self, tokens: Tokens | Category) -> dict[str, Call]:
        return {"": Call("nn.Embedding", _rows(tokens), self.size)}

    def first_weights(self) -> Initialization:
        return self.initialization

    def facts(self) -> tuple[str, ...]:
        return (tr("{n} values").format(n=number(self.size)),)

    def count(self, tokens: Tokens | Category) -> str:
        what = tr("tokens") if isinstance(tokens, Tokens) else tr("choices")
        values = tr("{n} values").format(n=number(self.size))
        return f"{values} × {number(_rows(tokens))} {what}"


def _rows(tokens: Tokens | Category) -> int:
    return tokens.vocabulary if isinstance(tokens, Tokens) else tokens.choices
