"""Embedding: a learned row of values for each token."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.block import Block, blocks
from studio.language import number, tr
from studio.schema.call import Call
from studio.schema.field_types import Count, Initialization
from studio.schema.shape import Sequence, Shape, ShapeError, Tokens


@blocks.entry(
    "embedding",
    title="Embedding",
    family="recurrent",
    words=("word vectors", "word2vec", "lookup", "nlp", "tokens", "嵌入", "词嵌入", "词向量"),
)
class Embedding(Block):
    """Gives each token of the vocabulary a learned row of values.

    A token's number has no meaning of its own, so the layer keeps a table with one row for each
    token and looks the rows up. While training, tokens that are used alike get similar rows.

    Use it as the first block after a tokens input. For measurements, whose size does have a
    meaning, it is the wrong block: feed those to the next layer as they are.

    y at step t = row number x of the table E, with x the token at step t. Parameters:
    vocabulary · size.

    In PyTorch: `nn.Embedding(vocabulary, size)`.
    """

    rare = ("initialization",)

    size: Count = Field(64, title="Size", description="How many values stand for each token.")
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def infer(self, tokens: Shape) -> Sequence:
        if isinstance(tokens, Tokens):
            return Sequence(tokens.length, self.size)
        raise ShapeError(
            tr("Embedding needs tokens."),
            tr(
                "It looks up whole numbers that stand for words or letters, but gets {shape}."
            ).format(shape=tokens.words()),
            tr("Wire it to a Tokens input, or leave it out: these values have a meaning already."),
            tr("Needs tokens"),
        )

    def layers(self, tokens: Tokens) -> dict[str, Call]:
        return {"": Call("nn.Embedding", tokens.vocabulary, self.size)}

    def first_weights(self) -> Initialization:
        return self.initialization

    def facts(self) -> tuple[str, ...]:
        return (tr("{n} values").format(n=number(self.size)),)

    def count(self, tokens: Tokens) -> str:
        return tr("{n} values × {tokens} tokens").format(
            n=number(self.size), tokens=number(tokens.vocabulary)
        )
