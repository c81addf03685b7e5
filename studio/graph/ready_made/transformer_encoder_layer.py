"""The encoder layer of "Attention Is All You Need", as torch has it."""

from __future__ import annotations

from studio.graph.graph import Definition
from studio.graph.ready_made.ready_made import INLET, OUTLET, ReadyMade, block, ready_made
from studio.schema.shape import Sequence, Shape

_SIZE = 64  # where it is not known what arrives
_HEADS = (8, 4, 2, 1)
_WIDER = 4  # the first dense layer, as in the paper: 512 and 2,048
_DROPOUT = 0.1


@ready_made.entry(
    "transformer_encoder_layer",
    title="Transformer encoder layer",
    family="attention",
    words=(
        "transformer",
        "encoder",
        "bert",
        "self-attention",
        "feed forward",
        "group",
        "变换器",
        "编码器",
        "编码器层",
        "自注意力",
    ),
)
class TransformerEncoderLayer(ReadyMade):
    """Attention, then two dense layers for each step; both learn a change, and norms follow.

    Attention brings together what belongs together, the dense layers work on each step for itself.
    What went in is added to what comes out of each, so that many such layers can follow each other.

    Use it for sequences and text, after an embedding with positions, two to twelve times. For
    pictures and for short sequences with little data, a convolution or a recurrent layer learns
    more easily. Its sizes follow the values of a step that arrive; heads must divide them.

    x₁ = norm(x + attention(x)), y = norm(x₁ + W₂·relu(W₁·x₁))

    In PyTorch: `nn.TransformerEncoderLayer(size, heads, 4 * size, batch_first=True)`.
    """

    called = "Encoder layer"

    def inside(self, arriving: Shape | None) -> Definition:
        size = arriving.size if isinstance(arriving, Sequence) else _SIZE
        heads = next(heads for heads in _HEADS if size % heads == 0)
        dropout = block("dropout", share=_DROPOUT)
        return self.network(
            {
                "attention": (block("attention", heads=heads, dropout=_DROPOUT), 0, 1),
                "dropout_1": (dropout, 0, 2),
                "add_1": (block("add"), 0, 3),
                "norm_1": (block("layer_norm"), 0, 4),
                "dense_1": (block("dense", units=_WIDER * size), 0, 5),
                "dropout_2": (dropout, 0, 6),
                "dense_2": (block("dense", units=size, activation="none"), 0, 7),
                "dropout_3": (dropout, 0, 8),
                "add_2": (block("add"), 0, 9),
                "norm_2": (block("layer_norm"), 0, 10),
            },
            f"{INLET} attention.query",
            "attention dropout_1",
            "dropout_1 add_1.in_1",
            f"{INLET} add_1.in_2",
            "add_1 norm_1",
            "norm_1 dense_1",
            "dense_1 dropout_2",
            "dropout_2 dense_2",
            "dense_2 dropout_3",
            "dropout_3 add_2.in_1",
            "norm_1 add_2.in_2",
            "add_2 norm_2",
            f"norm_2 {OUTLET}",
        )
