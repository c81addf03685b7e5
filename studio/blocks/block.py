"""Block: what a network is made of. One class declares everything about a kind of block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field

from studio.schema.call import Call, Expression, Layer, Name
from studio.schema.data_field import DataField, FieldKind
from studio.schema.entry import Catalog, Entry
from studio.schema.field_types import FieldName, Initialization, Weight
from studio.schema.shape import Shape


@dataclass(frozen=True, slots=True)
class Port:
    """Where a wire begins or ends. Files keep the name; people read the title."""

    name: str
    title: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How a size comes out: terms as (text, caption), the result, and the same in words.

    A term without a caption is a sign: ("(", ""), ("28", "side"), ("+", "").
    """

    terms: tuple[tuple[str, str], ...]
    result: str
    words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know about settings that are allowed, but seldom meant.

    `chip` says it in at most four words, for the block's card.
    """

    what: str
    why: str
    remedy: str
    chip: str


@dataclass(frozen=True, slots=True)
class Arg:
    """What `forward()` gets at an input port: a variable, its shape, its lengths if padded."""

    value: Name
    shape: Shape
    lengths: Name | None = None


class Block(Entry):
    """A block of the network: its settings are its fields, its help page is its docstring.

    `infer`, `layers`, `arithmetic` and `count` get the shapes at the input ports in order (None at
    an optional port without a wire), then the data field if the block names one.
    """

    # Has no parameters, and yet does in training what it does not do when the network answers.
    trains_otherwise: ClassVar[bool] = False

    def inputs(self) -> tuple[Port, ...]:
        """The input ports, in order."""
        return (Port("in"),)

    def outputs(self) -> tuple[Port, ...]:
        """The output ports, in order."""
        return (Port("out"),)

    def infer(self, *args: Any, **kwargs: Any) -> Shape | tuple[Shape, ...]:
        """The shape at the output port, or a tuple with one shape for each of several.

        Raises:
            ShapeError: the block cannot take these shapes.
        """
        raise NotImplementedError

    def layers(self, *args: Any, **kwargs: Any) -> dict[str, Call]:
        """The torch layers of this block by key; the main one has the key ""."""
        return {}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        """An expression for the output, or a tuple with one for each of several outputs.

        By default the layers, whose keys are `keys`, one after the other.
        """
        return through(keys, given(args).value)

    def lengths(self, *args: Arg | None) -> Expression:
        """The lengths that travel beside a padded output: by default those of the first input."""
        return given(args).lengths

    def first_weights(self) -> Initialization:
        """How the first weights of the layers are drawn."""
        return "default"

    def remark(self) -> Remark | None:
        """What stands out about the settings; shown as a warning."""
        return None

    def facts(self) -> tuple[str, ...]:
        """At most three key settings, for the card."""
        return ()

    def arithmetic(self, *args: Any, **kwargs: Any) -> Arithmetic | None:
        """How the output's size comes out of the inputs'; None where nothing is computed."""
        return None

    def count(self, *args: Any, **kwargs: Any) -> str:
        """How the number of parameters comes out: "(3 × 3 × 1 weights + 1 bias) × 32 filters"."""
        return ""


class InputBlock(Block):
    """Where data enters the network: gives out one field of the data set.

    Its `forward` gets that field as its only argument, in the shape that the data has.
    """

    field: FieldName = Field(
        "",
        title="Data field",
        description="Which part of each example enters here. Empty: the first one that fits.",
    )

    def inputs(self) -> tuple[Port, ...]:
        return ()

    def fits(self, shape: Shape) -> bool:
        """Whether this block can give out a data field of this shape."""
        raise NotImplementedError

    def own_field(self) -> DataField | None:
        """A field that no data set has, for a block that reads no data."""
        return None


class OutputBlock(Block):
    """What the network answers: predicts one field of the data set and names the loss."""

    target: ClassVar[FieldKind]
    metric: ClassVar[Literal["accuracy", "rmse", "kl"]]
    told: ClassVar[bool] = True  # whether people get its answer, or only training does
    rare: ClassVar[tuple[str, ...]] = ("weight",)

    field: FieldName = Field(
        "",
        title="Target",
        description="What this output learns to predict. Empty: the first one that fits.",
    )
    weight: Weight = Field(
        1.0,
        title="Loss weight",
        description="How much this output's loss counts beside those of other outputs.",
    )

    def outputs(self) -> tuple[Port, ...]:
        return ()

    def fits(self, data: DataField) -> bool:
        """Whether this block can learn to predict a data field."""
        return data.kind == self.target

    def own_field(self) -> DataField | None:
        """A field that no data set has, for an output without a target."""
        return None

    def loss(self) -> Call | None:
        """The loss: a call that makes a torch function of (prediction, target).

        None if the output does not say what is good: its loss comes from a way to learn.
        """
        raise NotImplementedError

    def answer(self, prediction: Expression) -> Expression:
        """What people get: probabilities instead of the raw scores that the loss reads."""
        return prediction


blocks: Catalog[Block] = Catalog("blocks")


def given(args: tuple[Arg | None, ...], position: int = 0) -> Arg:
    """The input at this position; the checks have seen to its wire."""
    value = args[position]
    assert value is not None
    return value


def through(keys: tuple[str, ...], value: Expression) -> Expression:
    """The value passed through these layers, one after the other."""
    for key in keys:
        value = Call(Layer(key), value)
    return value


def masked(arg: Arg, fill: float = 0.0) -> Expression:
    """The input with its padding filled, for a block that looks across steps."""
    if arg.lengths is None:
        return arg.value
    return Call("layers.masked", arg.value, arg.lengths, fill)
