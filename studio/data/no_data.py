"""No data yet: what the examples will look like, declared by hand or by an imported network."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from studio.data.dataset import DataError, Dataset, Examples, datasets
from studio.language import number, tr
from studio.schema.data_field import DataField
from studio.schema.entry import Catalog, Entry
from studio.schema.field_types import Count, Side
from studio.schema.shape import (
    Category,
    Features,
    Picture,
    Sequence,
    Shape,
    Tokens,
    Unknown,
    of_sides,
)

MOST_FIELDS: Final = 32  # inputs, and as many targets
MOST_CLASSES: Final = 100_000
MOST_VALUES: Final = 2**24  # that one example of an input has: 64 MB

Name: TypeAlias = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        title="Name",
        description="What this part of each example is called.",
    ),
]
Steps: TypeAlias = Annotated[int, Field(ge=1, le=1_000_000)]
Sides: TypeAlias = Annotated[
    tuple[Annotated[int, Field(ge=1, le=10_000_000)], ...], Field(min_length=1, max_length=8)
]
Label: TypeAlias = Annotated[str, Field(min_length=1, max_length=100)]


class Given(Entry):
    """A part of each example that is declared instead of loaded."""

    name: Name

    def field(self) -> DataField:
        """The data field that this declares."""
        raise NotImplementedError


class GivenInput(Given):
    """What a network reads."""

    def shape(self) -> Shape:
        """The shape of one example."""
        raise NotImplementedError

    def sides(self) -> tuple[int, ...]:
        """How many numbers one example has in each direction, as far as that is known."""
        raise NotImplementedError

    def field(self) -> DataField:
        return DataField(self.name, "values", self.shape())

    @model_validator(mode="after")
    def _not_too_large(self) -> Self:
        _check_size(self.sides())
        return self


class GivenTarget(Given):
    """What a network predicts."""


def _check_size(lengths: tuple[int, ...]) -> None:
    if math.prod(lengths) > MOST_VALUES:
        text = tr("one example has {n} numbers, at most {most} are allowed").format(
            n=number(math.prod(lengths)), most=number(MOST_VALUES)
        )
        raise PydanticCustomError("data", "{text}", {"text": text})


given_inputs: Catalog[GivenInput] = Catalog("declared inputs")
given_targets: Catalog[GivenTarget] = Catalog("declared targets")


@given_inputs.entry("picture", title="Picture", words=("image", "图片"))
class GivenPicture(GivenInput):
    """A picture: channels of height × width pixels."""

    name: Name = "picture"
    channels: Side = Field(
        3, title="Channels", description="1 for grey, 3 for red, green and blue."
    )
    height: Side = Field(224, title="Height", description="In pixels.")
    width: Side = Field(224, title="Width", description="In pixels.")

    def shape(self) -> Shape:
        return Picture(self.channels, self.height, self.width)

    def sides(self) -> tuple[int, ...]:
        return (self.channels, self.height, self.width)


@given_inputs.entry("features", title="Row of numbers", words=("features", "table", "特征"))
class GivenFeatures(GivenInput):
    """A row of numbers."""

    name: Name = "row"
    size: Count = Field(10, title="Numbers", description="How many numbers the row has.")

    def shape(self) -> Shape:
        return Features(self.size)

    def sides(self) -> tuple[int, ...]:
        return (self.size,)


@given_inputs.entry("sequence", title="Sequence", words=("series", "序列"))
class GivenSequence(GivenInput):
    """Steps of some numbers each."""

    name: Name = "sequence"
    length: Steps | None = Field(
        None, title="Steps", description="How many steps there are. Empty: they may differ."
    )
    size: Count = Field(8, title="Values", description="How many numbers each step has.")

    def shape(self) -> Shape:
        return Sequence(self.length or Unknown(), self.size)

    def sides(self) -> tuple[int, ...]:
        return (self.length or 1, self.size)


@given_inputs.entry("tokens", title="Tokens", words=("text", "词元"))
class GivenTokens(GivenInput):
    """Text as whole numbers."""

    name: Name = "text"
    length: Steps | None = Field(
        None, title="Tokens", description="How many tokens a text has. Empty: they may differ."
    )
    vocabulary: Count = Field(
        1000, title="Vocabulary", description="How many different tokens there are."
    )

    def shape(self) -> Shape:
        return Tokens(self.length or Unknown(), self.vocabulary)

    def sides(self) -> tuple[int, ...]:
        return (self.length or 1,)


@given_inputs.entry("category", title="Category", words=("id", "index", "类别"))
class GivenCategory(GivenInput):
    """One of several names, as a whole number."""

    name: Name = "category"
    choices: Count = Field(1000, title="Choices", description="How many there are.")

    def shape(self) -> Shape:
        return Category(self.choices)

    def sides(self) -> tuple[int, ...]:
        return (1,)


@given_inputs.entry("array", title="Array of numbers", words=("tensor", "volume", "数组"))
class GivenArray(GivenInput):
    """Numbers with more sides than a picture has: a volume, a film."""

    name: Name = "array"
    lengths: Sides = Field(
        (1, 16, 16, 16), title="Sides", description="How many numbers there are along each side."
    )

    def shape(self) -> Shape:
        return of_sides(self.lengths)

    def sides(self) -> tuple[int, ...]:
        return self.lengths


@given_targets.entry("class", title="Class", words=("category", "类别"))
class GivenClass(GivenTarget):
    """One of several names."""

    name: Name = "class"
    classes: Annotated[int, Field(ge=2, le=MOST_CLASSES)] = Field(
        1000, title="Classes", description="How many there are."
    )
    names: Annotated[tuple[Label, ...], Field(max_length=MOST_CLASSES)] = Field(
        (), title="Names", description="Of the first classes. The others are numbered."
    )

    def field(self) -> DataField:
        classes = _numbered(self.classes, self.names)
        return DataField(self.name, "class", classes=classes)


@given_targets.entry("yes_no", title="Yes or no", words=("binary", "multi-label", "是否"))
class GivenYesNo(GivenTarget):
    """A question that is answered by yes or no, or several of them."""

    name: Name = "answer"
    size: Annotated[int, Field(ge=1, le=MOST_CLASSES)] = Field(
        1, title="Questions", description="How many are answered at once."
    )

    def field(self) -> DataField:
        return DataField(self.name, "yes_no", Features(self.size))


@given_targets.entry("number", title="Number", words=("regression", "数值"))
class GivenNumber(GivenTarget):
    """An amount, or several of them."""

    name: Name = "number"
    size: Count = Field(1, title="Numbers", description="How many are predicted at once.")

    def field(self) -> DataField:
        return DataField(self.name, "number", Features(self.size))


@given_targets.entry("steps", title="Number for each step", words=("series", "sequence", "序列"))
class GivenSteps(GivenTarget):
    """An amount, or several of them, for each step of a sequence of any length."""

    name: Name = "steps"
    size: Count = Field(1, title="Numbers", description="How many are predicted for each step.")

    def field(self) -> DataField:
        return DataField(self.name, "number", Sequence(Unknown(), self.size))


@given_targets.entry("numbers", title="Array of numbers", words=("picture", "tensor", "数组"))
class GivenNumbers(GivenTarget):
    """A number in each place of a sequence, of a picture, or along other sides."""

    name: Name = "numbers"
    lengths: Sides = Field(
        (1, 28, 28), title="Sides", description="How many numbers there are along each side."
    )

    @model_validator(mode="after")
    def _not_too_large(self) -> Self:
        _check_size(self.lengths)
        return self

    def field(self) -> DataField:
        return DataField(self.name, "number", of_sides(self.lengths))


if TYPE_CHECKING:
    AnyInput: TypeAlias = GivenInput
    AnyTarget: TypeAlias = GivenTarget
else:
    AnyInput, AnyTarget = given_inputs.union(), given_targets.union()


@datasets.entry(
    "no_data",
    title="No data yet",
    family="declared",
    words=("shapes", "empty", "imported", "没有数据", "形状"),
)
class NoData(Dataset):
    """Says what the data will look like, before there is any.

    The network has shapes and a size, it can be checked, exported and read as code. It cannot be
    trained: there is nothing to learn from.

    Use it for a network whose data lies elsewhere: one that came from a file, or one that is built
    after a paper, with pictures of 3 × 224 × 224 and 1,000 classes.
    """

    license: ClassVar[str] = ""
    leading = ("inputs", "targets")

    inputs: Annotated[tuple[AnyInput, ...], Field(max_length=MOST_FIELDS)] = Field(
        (GivenPicture.usual(),), title="Inputs", description="What each example consists of."
    )
    targets: Annotated[tuple[AnyTarget, ...], Field(max_length=MOST_FIELDS)] = Field(
        (GivenClass.usual(),), title="Targets", description="What there is to predict."
    )

    def size(self) -> int:
        return 0

    def fields(self) -> tuple[DataField, ...]:
        found: dict[str, DataField] = {}
        for given in (*self.inputs, *self.targets):
            name, n = given.name, 2
            while name in found:  # a name that is taken gets a number
                name, n = f"{given.name} {n}", n + 1
            found[name] = replace(given.field(), name=name, title=name)
        return tuple(found.values())

    def missing(self) -> DataError:
        return DataError(
            tr("There is no data to learn from."),
            tr("The project only says what its data will look like."),
            tr("Choose a data set that looks like it."),
        )

    def load(self) -> Examples:
        raise self.missing()


@lru_cache(maxsize=64)  # asked after every edit, and a long list takes a while to make
def _numbered(classes: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of so many classes: those given, then numbers."""
    return (*names[:classes], *(str(n + 1) for n in range(len(names), classes)))
