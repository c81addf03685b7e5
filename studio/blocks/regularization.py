"""Regularization: what keeps a network from learning its examples by heart."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.block import Block, blocks
from studio.blocks.wrong_kind import not_tokens
from studio.language import tr
from studio.schema.call import Call
from studio.schema.field_types import Share
from studio.schema.shape import Shape, Tokens


@blocks.entry(
    "dropout",
    title="Dropout",
    family="norm",
    words=("regularization", "overfitting", "noise", "随机失活", "丢弃", "正则化"),
)
class Dropout(Block):
    """Sets a random share of the values to zero while training.

    No unit can rely on a certain other one, so the network learns patterns that hold more widely.
    The values that remain are made larger, so that their sum stays about the same. When the network
    answers, nothing is dropped.

    Use it when the network does much better on the training data than on the validation data, most
    often after a dense layer, with 0.2 to 0.5. Leave it out when the network does not even learn
    its training data well.

    y = x · m / (1 − p), with m = 0 with probability p and else 1. When answering: y = x.

    In PyTorch: `nn.Dropout(p)`.
    """

    share: Share = Field(
        0.5, title="Rate", description="The share p of values that is set to zero."
    )

    def infer(self, values: Shape) -> Shape:
        if isinstance(values, Tokens):
            raise not_tokens(tr(self.title))
        return values

    def layers(self, values: Shape) -> dict[str, Call]:
        return {"": Call("nn.Dropout", self.share)}

    def facts(self) -> tuple[str, ...]:
        return (f"{self.share:g}",)
