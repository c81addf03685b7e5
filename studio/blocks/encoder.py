"""The encoder layer of a transformer, as one block."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studio.blocks.activation import TITLES, activation
from studio.blocks.attention import Attention
from studio.blocks.block import Arg, Block, blocks, given, through
from studio.blocks.dense import weights_in_words
from studio.blocks.wrong_kind import sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression, Layer
from studio.schema.field_types import Count, Initialization, Share, SmallCount
from studio.schema.shape import Sequence, Shape

_WIDER = 4  # how many times as wide the first dense layer is, as in the paper


@blocks.entry(
    "encoder_layer",
    title="Encoder layer",
    family="attention",
    words=("transformer", "bert", "gpt", "self-attention", "feed forward", "编码器", "变换器"),
)
class EncoderLayer(Block):
    """Lets every step take what it needs from all others, then works on each step for itself.

    It is what transformers are made of: self-attention, then two dense layers at each step. What
    went in is added to what comes out of each half, so that each only learns a change, and a layer
    norm keeps the values in range. Steps behind the end of a sequence are never looked at.

    Use it two to twelve times in a row, after an embedding and a positional encoding, before mean
    over time. With little data or short sequences a recurrent layer or a convolution learns more
    easily. To change its inside, use the ready-made group Transformer encoder layer.

    x₁ = norm(x + attention(x)), where the norm comes last; where it comes first, x₁ = x +
    attention(norm(x)).

    y = norm(x₁ + W₂·f(W₁·x₁ + b₁) + b₂), with W and b the weights and biases of the dense layers, f
    the activation. Norm first: y = x₁ + W₂·f(W₁·norm(x₁) + b₁) + b₂.

    In PyTorch: `nn.TransformerEncoderLayer(size, heads, width, batch_first=True)`.
    """

    rare = ("initialization",)

    heads: SmallCount = Field(
        4,
        title="Heads",
        description="How many questions each step asks side by side. Must divide the values of"
        " a step.",
    )
    width: Count | None = Field(
        None,
        title="Inner width",
        description="Units of the first dense layer; empty: 4 × the values.",
    )
    activation: Literal["relu", "gelu", "silu", "tanh"] = Field(
        "relu", title="Activation", description="The curve between the two dense layers."
    )
    norm: Literal["last", "first"] = Field(
        "last",
        title="Norm",
        description="After each half, as in the first paper, or before it, which lets many layers"
        " learn more steadily.",
    )
    dropout: Share = Field(
        0.1,
        title="Dropout",
        description="Share of values set to zero while training: in both halves and in attention.",
    )
    causal: bool = Field(
        False,
        title="Causal",
        description="No step sees those after it. For networks that predict the next step.",
    )
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    @property
    def _attention(self) -> Attention:
        return Attention(heads=self.heads, dropout=self.dropout, causal=self.causal)

    def infer(self, steps: Shape) -> Sequence:
        found = sequence(tr(self.title), steps)
        return self._attention.infer(found)

    def layers(self, steps: Sequence) -> dict[str, Call]:
        size, width = steps.size, self._width(steps)
        made = {
            "attention": self._attention.layers(steps)[""],
            "norm_1": Call("nn.LayerNorm", size),
            "dense_1": Call("nn.Linear", size, width),
            "dense_2": Call("nn.Linear", width, size),
            "norm_2": Call("nn.LayerNorm", size),
            **activation(self.activation, steps),
        }
        return {**made, "dropout": Call("nn.Dropout", self.dropout)} if self.dropout else made

    def _width(self, steps: Sequence) -> int:
        return _WIDER * steps.size if self.width is None else self.width

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        steps = given(args)
        dropped = ("dropout",) if "dropout" in keys else ()
        dense = ("dense_1", "activation", *dropped, "dense_2")
        if self.norm == "first":
            looked = self._looked(Call(Layer("norm_1"), steps.value), steps)
            after = Call("operator.add", steps.value, through(dropped, looked))
            worked = through((*dense, *dropped), Call(Layer("norm_2"), after))
            return Call("operator.add", after, worked)
        looked = through(dropped, self._looked(steps.value, steps))
        after = Call(Layer("norm_1"), Call("operator.add", steps.value, looked))
        worked = through((*dense, *dropped), after)
        return Call(Layer("norm_2"), Call("operator.add", after, worked))

    def _looked(self, value: Expression, steps: Arg) -> Expression:
        """What attention gives for these steps."""
        masks = self._attention.masks(value, value, steps.lengths)
        call = Call(Layer("attention"), value, value, value, need_weights=False, **masks)
        return Call("operator.getitem", call, 0)

    def first_weights(self) -> Initialization:
        return self.initialization

    def facts(self) -> tuple[str, ...]:
        heads = tr("{n} heads").format(n=number(self.heads))
        return (heads, tr(TITLES[self.activation]), *((tr("causal"),) if self.causal else ()))

    def count(self, steps: Sequence) -> str:
        size, width = steps.size, self._width(steps)
        halves = (
            self._attention.count(steps),
            weights_in_words(number(size), True, width, tr("units")),
            weights_in_words(number(width), True, size, tr("units")),
            f"(2 {tr('scales')} + 2 {tr('shifts')}) × {number(size)} {tr('values')}",
        )
        return " + ".join(halves)
