"""Attention: every step looks at all others and takes what it needs."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, Block, Port, blocks, given
from studio.blocks.wrong_kind import sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression, Layer
from studio.schema.field_types import Initialization, Share, SmallCount
from studio.schema.shape import Sequence, Shape, ShapeError, steps_in_words


@blocks.entry(
    "attention",
    title="Multi-head attention",
    family="attention",
    words=("transformer", "self-attention", "mha", "query", "key", "value", "注意力", "多头注意力"),
)
class Attention(Block):
    """Lets every step of a sequence look at all others and take what it needs.

    Each step asks a question (its query), compares it with what the steps offer (their keys), and
    takes a mixture of their values. Several heads do so side by side, each with questions of its
    own. With only the query wired, the sequence looks at itself.

    Use it where steps far apart belong together, as in text. It does not see the order of the steps
    by itself. Its work grows with the square of the length: for very long sequences a recurrent
    layer or a convolution costs less.

    y = softmax(Q·Kᵀ / √d)·V, for each head, with Q, K, V the queries, keys and values after a dense
    layer of their own, d the values a head has. The heads are joined and go through one more dense
    layer.

    In PyTorch: `nn.MultiheadAttention(size, heads, batch_first=True)`.
    """

    rare = ("bias", "initialization")

    heads: SmallCount = Field(
        4,
        title="Heads",
        description="How many questions each step asks side by side. Must divide the values of"
        " a step.",
    )
    dropout: Share = Field(
        0.0,
        title="Dropout",
        description="Share of looks that are left out while training, against learning by heart.",
    )
    causal: bool = Field(
        False,
        title="Causal",
        description="No step sees those after it. For networks that predict the next step.",
    )
    bias: bool = Field(
        True, title="Bias", description="A number of its own that each unit inside adds."
    )
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def inputs(self) -> tuple[Port, ...]:
        return (
            Port("query", tr("Query")),
            Port("key", tr("Key"), optional=True),
            Port("value", tr("Value"), optional=True),
        )

    def infer(self, query: Shape, key: Shape | None = None, value: Shape | None = None) -> Sequence:
        queries, keys, values = self._sequences(query, key, value)
        if queries.size % self.heads:
            raise self._uneven(queries)
        if keys.length != values.length:
            raise ShapeError(
                tr("Key and value differ in length."),
                tr("The key has {k} steps, the value {v}: each key needs a value.").format(
                    k=steps_in_words(keys.length), v=steps_in_words(values.length)
                ),
                tr("Wire key and value to sequences of the same length, best to the same one."),
                tr("Lengths differ"),
            )
        if self.causal and queries.length != keys.length:
            raise ShapeError(
                tr("Causal attention needs keys as long as the query."),
                tr(
                    "The query has {q} steps, the key {k}, so which key comes later is not defined."
                ).format(q=steps_in_words(queries.length), k=steps_in_words(keys.length)),
                tr("Turn Causal off, or leave key and value without a wire."),
                tr("Lengths differ"),
            )
        return queries

    def _sequences(
        self, query: Shape, key: Shape | None, value: Shape | None
    ) -> tuple[Sequence, Sequence, Sequence]:
        queries = sequence(tr(self.title), query)
        keys = queries if key is None else sequence(tr(self.title), key)
        values = keys if value is None else sequence(tr(self.title), value)
        return queries, keys, values

    def _uneven(self, queries: Sequence) -> ShapeError:
        fitting = [number(n) for n in range(1, 65) if queries.size % n == 0]
        return ShapeError(
            tr("{n} values do not divide into {heads} heads.").format(
                n=number(queries.size), heads=number(self.heads)
            ),
            tr("Each head takes the same share of the values of a step: {n} / {heads}.").format(
                n=number(queries.size), heads=number(self.heads)
            ),
            tr("Choose a number of heads that divides {n}: {fitting}.").format(
                n=number(queries.size), fitting=", ".join(fitting)
            ),
            tr("Heads not even"),
        )

    def layers(
        self, query: Shape, key: Shape | None = None, value: Shape | None = None
    ) -> dict[str, Call]:
        queries, keys, values = self._sequences(query, key, value)
        settings: dict[str, Expression] = {}
        if self.dropout:
            settings["dropout"] = self.dropout
        if not self.bias:
            settings["bias"] = False
        if keys.size != queries.size or values.size != queries.size:
            settings["kdim"], settings["vdim"] = keys.size, values.size
        settings["batch_first"] = True
        return {"": Call("nn.MultiheadAttention", queries.size, self.heads, **settings)}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        query = given(args)
        key = args[1] or query
        value = args[2] or key
        settings = self.masks(query.value, key.value, key.lengths)
        call = Call(Layer(""), query.value, key.value, value.value, need_weights=False, **settings)
        return Call("operator.getitem", call, 0)

    def masks(
        self, query: Expression, key: Expression, lengths: Expression
    ) -> dict[str, Expression]:
        """What no step may look at: padding, and what comes later."""
        masks: dict[str, Expression] = {}
        if lengths is not None:
            masks["key_padding_mask"] = Call("layers.padding", key, lengths)
        if self.causal:
            masks["attn_mask"] = Call("layers.later", query, key)
        return masks

    def first_weights(self) -> Initialization:
        return self.initialization

    def facts(self) -> tuple[str, ...]:
        heads = tr("{n} heads").format(n=number(self.heads))
        return (heads, tr("causal")) if self.causal else (heads,)

    def arithmetic(
        self, query: Shape, key: Shape | None = None, value: Shape | None = None
    ) -> Arithmetic:
        queries = self.infer(query, key, value)
        return Arithmetic(
            ((number(queries.size), tr("values")), ("/", ""), (number(self.heads), tr("heads"))),
            number(queries.size // self.heads),
            tr("Each head works with so many values; joined they are {n} again.").format(
                n=number(queries.size)
            ),
        )

    def count(self, query: Shape, key: Shape | None = None, value: Shape | None = None) -> str:
        shapes = self._sequences(query, key, value)
        queries = shapes[0]
        if all(shape.size == queries.size for shape in shapes):
            inside = tr("{n} weights").format(n=number(queries.size))
            inside = f"({inside} + {tr('1 bias')})" if self.bias else inside
            return f"4 × {inside} × {number(queries.size)} {tr('units')}"
        sizes = " + ".join(number(shape.size) for shape in (*shapes, queries))
        biases = " + " + tr("4 biases") if self.bias else ""
        weights = tr("({sizes} weights{biases})").format(sizes=sizes, biases=biases)
        return f"{weights} × {number(queries.size)} {tr('units')}"
