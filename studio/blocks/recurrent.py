"""Recurrent layers: they read a sequence step by step and remember."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.blocks.activation import TITLES
from studio.blocks.block import Arg, Arithmetic, Block, Port, blocks, given
from studio.blocks.wrong_kind import sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression, Layer
from studio.schema.field_types import Count, Initialization, Share, SmallCount
from studio.schema.shape import Features, Sequence, Shape, padded


class Recurrent(Block):
    """What the recurrent layers share."""

    layer: ClassVar[str]
    gates: ClassVar[int]  # how many sets of weights a layer has
    rare = ("bias", "initialization")

    hidden_size: Count = Field(
        64, title="Hidden size", description="How many numbers the layer remembers."
    )
    num_layers: SmallCount = Field(
        1,
        title="Layers",
        description="How many layers stand on each other; each reads the steps of the one below.",
    )
    bidirectional: bool = Field(
        False,
        title="Both directions",
        description="Also reads from the end to the beginning, with weights of its own."
        " Twice as many values come out.",
    )
    dropout: Share = Field(
        0.0,
        title="Dropout",
        description="Share of values set to zero between layers while training."
        " Needs two layers or more.",
    )
    bias: bool = Field(True, title="Bias", description="Numbers of their own that each gate adds.")
    initialization: Initialization = Field(
        "default", title="Initialization", description="How the first weights are drawn."
    )

    def outputs(self) -> tuple[Port, ...]:
        return (Port("sequence", tr("Whole sequence")), Port("last", tr("Last step")))

    def infer(self, steps: Shape) -> tuple[Shape, ...]:
        steps = sequence(tr(self.title), steps)
        return Sequence(steps.length, self._width), Features(self._width)

    @property
    def _width(self) -> int:
        return self.hidden_size * (2 if self.bidirectional else 1)

    def layers(self, steps: Sequence) -> dict[str, Call]:
        settings = self._further()
        if self.num_layers > 1:
            settings["num_layers"] = self.num_layers
            if self.dropout:
                settings["dropout"] = self.dropout
        if not self.bias:
            settings["bias"] = False
        settings["batch_first"] = True
        if self.bidirectional:
            settings["bidirectional"] = True
        # torch's own layer would begin its way back in the padding.
        where = "layers" if self.bidirectional and padded(steps) else "nn"
        return {"": Call(f"{where}.{self.layer}", steps.size, self.hidden_size, **settings)}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> tuple[Expression, ...]:
        steps = given(args)
        if steps.lengths is not None:
            if self.bidirectional:
                both = Call(Layer(""), steps.value, steps.lengths)
                return both, Call("layers.both_ends", both, steps.lengths)
            every: Expression = Call("operator.getitem", Call(Layer(""), steps.value), 0)
            return every, Call("layers.last_step", every, steps.lengths)
        result = Call(Layer(""), steps.value)
        hidden = self._hidden(Call("operator.getitem", result, 1))
        last: Expression = Call("operator.getitem", hidden, -1)
        if self.bidirectional:
            last = Call("torch.cat", (Call("operator.getitem", hidden, -2), last), 1)
        return Call("operator.getitem", result, 0), last

    def _further(self) -> dict[str, Expression]:
        """Settings of this layer alone."""
        return {}

    def _hidden(self, state: Call) -> Call:
        """What the layers remember at the end, of the state that torch gives."""
        return state

    def first_weights(self) -> Initialization:
        return self.initialization

    def facts(self) -> tuple[str, ...]:
        facts = [tr("{n} hidden").format(n=number(self.hidden_size))]
        if self.num_layers > 1:
            facts.append(tr("{n} layers").format(n=number(self.num_layers)))
        if self.bidirectional:
            facts.append(tr("both directions"))
        return tuple(facts)

    def arithmetic(self, steps: Sequence) -> Arithmetic | None:
        if not self.bidirectional:
            return None
        hidden = (number(self.hidden_size), tr("hidden size"))
        return Arithmetic(
            (("2", tr("directions")), ("×", ""), hidden),
            number(self._width),
            tr("Every step gives {n} values, and so does the last step alone.").format(
                n=number(self._width)
            ),
        )

    def count(self, steps: Sequence) -> str:
        above = self._layer_count(self._width)
        parts = [self._layer_count(steps.size)]
        if self.num_layers > 1:
            times = (
                f" × {self.num_layers - 1} {tr('further layers')}" if self.num_layers > 2 else ""
            )
            parts.append(above + times)
        return " + ".join(parts)

    def _layer_count(self, size: int) -> str:
        inside = tr("{size} + {hidden} weights").format(
            size=number(size), hidden=number(self.hidden_size)
        )
        biases = " + " + tr("2 biases") if self.bias else ""
        ways = " × " + tr("2 directions") if self.bidirectional else ""
        gates = " × " + tr("{n} gates").format(n=self.gates) if self.gates > 1 else ""
        units = tr("{n} hidden").format(n=number(self.hidden_size))
        return f"({inside}{biases}){gates} × {units}{ways}"


@blocks.entry(
    "rnn",
    title="RNN",
    family="recurrent",
    words=("elman", "simple rnn", "vanilla", "recurrent", "sequence", "循环", "循环神经网络"),
)
class RNN(Recurrent):
    """Reads a sequence step by step and mixes each step with what it remembers.

    At each step all that it remembers is worked out anew from the step and the memory before. That
    is the simplest recurrent layer, and it forgets quickly: what was seen twenty steps ago hardly
    ever reaches the end.

    Use it for short sequences and to see how recurrence works. For longer ones an LSTM or a GRU
    does better, because gates let them keep a memory. The output "Whole sequence" feeds another
    recurrent layer or attention; "Last step" feeds a dense layer or an output.

    h′ = f(W·x + b + U·h + b′), with x the step, h the memory before, h′ the memory after, which is
    also the output, W and U weights, b and b′ biases, and f tanh or ReLU. Parameters of a layer and
    direction: hidden · (inputs + hidden + 2).

    PyTorch adds two biases where textbooks and Keras have one: as many parameters more as the
    hidden size, a layer and direction.

    In PyTorch: `nn.RNN(inputs, hidden, batch_first=True)`.
    """

    layer = "RNN"
    gates = 1

    function: Literal["tanh", "relu"] = Field(
        "tanh",
        title="Activation",
        description="The curve of the memory. ReLU forgets less, but may grow without end.",
    )

    def _further(self) -> dict[str, Expression]:
        return {"nonlinearity": "relu"} if self.function == "relu" else {}

    def facts(self) -> tuple[str, ...]:
        return (*super().facts(), tr(TITLES[self.function]))[:3]


@blocks.entry(
    "lstm",
    title="LSTM",
    family="recurrent",
    words=("long short-term memory", "rnn", "recurrent", "sequence", "循环", "长短期记忆"),
)
class LSTM(Recurrent):
    """Reads a sequence step by step and keeps a memory.

    At each step gates decide what to forget, what to take in, and what to give out. That lets it
    carry something seen early to the very end.

    Use it for text and measurements where the order matters. The output "Whole sequence" feeds
    another recurrent layer or attention; "Last step" feeds a dense layer or an output. For very
    long sequences attention learns quicker; for short patterns a 1D convolution does.

    i, f, o = σ(W·x + U·h + b), the gates for what to take in, to keep and to give out: each with
    weights W and U and biases b of its own, x the step, h the output before, σ the sigmoid.

    g = tanh(W·x + U·h + b), the candidate for the memory, again with weights of its own.

    c′ = f·c + i·g, the memory after the step, made of c, the memory before it.

    h′ = o·tanh(c′), the output. Parameters of a layer and direction:
    4 · hidden · (inputs + hidden + 2).

    PyTorch adds two biases in each gate where textbooks and Keras have one: 4 · hidden parameters
    more a layer and direction. They make no difference to what can be learned.

    In PyTorch: `nn.LSTM(inputs, hidden, batch_first=True)`.
    """

    layer = "LSTM"
    gates = 4

    def _further(self) -> dict[str, Expression]:
        """Settings of this layer alone."""
        return {}

    def _hidden(self, state: Call) -> Call:
        return Call("operator.getitem", state, 0)


@blocks.entry(
    "gru",
    title="GRU",
    family="recurrent",
    words=("gated recurrent unit", "rnn", "recurrent", "sequence", "循环", "门控循环单元"),
)
class GRU(Recurrent):
    """Reads a sequence step by step and keeps a memory, with fewer weights than an LSTM.

    Two gates decide how much of the memory to drop and how much of the new step to take in.

    Use it where an LSTM would do: it is quicker and often as good. The output "Whole sequence"
    feeds another recurrent layer or attention; "Last step" feeds a dense layer or an output. Where
    the order does not matter, neither is needed.

    r, z = σ(W·x + b + U·h + b′), the gates for what to forget and what to keep: each with weights W
    and U and biases b and b′ of its own, x the step, h the output before, σ the sigmoid.

    n = tanh(W·x + b + r·(U·h + b′)), the candidate for the output, again with weights of its own.

    h′ = (1 − z)·n + z·h, the output. Parameters of a layer and direction:
    3 · hidden · (inputs + hidden + 2).

    PyTorch adds two biases in each gate where most textbooks have one: 3 · hidden parameters more a
    layer and direction. Keras has both, too, by default.

    In PyTorch: `nn.GRU(inputs, hidden, batch_first=True)`.
    """

    layer = "GRU"
    gates = 3
