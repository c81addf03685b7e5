"""What each example can consist of, declared instead of loaded."""

from __future__ import annotations

import math
from typing import Annotated, Final, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from studio.language import number, tr
from studio.schema.data_field import DataField
from studio.schema.entry import Catalog, Entry
from studio.schema.field_types import Count, FieldName, Side
from studio.schema.shape import (
    Category,
    Features,
    Picture,
    Sequence,
    Shape,
    Tokens,
    Unknown,
    of_sides,
    unknown_length,
)

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


class Given(Entry):
    """A part of each example that is declared instead of loaded."""

    name: Name

    def field(self, before: tuple[DataField, ...] = ()) -> DataField:
        """The data field that this declares, behind those before it."""
        raise NotImplementedError


class GivenInput(Given):
    """What a network reads."""

    def shape(self, before: tuple[DataField, ...]) -> Shape:
        """The shape of one example, behind these fields."""
        raise NotImplementedError

    def sides(self) -> tuple[int, ...]:
        """How many numbers one example has in each direction, as far as that is known."""
        raise NotImplementedError

    def field(self, before: tuple[DataField, ...] = ()) -> DataField:
        return DataField(self.name, "values", self.shape(before))

    @model_validator(mode="after")
    def _not_too_large(self) -> Self:
        check_size(self.sides())
        return self


def check_size(lengths: tuple[int, ...]) -> None:
    """Refuse an example that would fill the memory."""
    if math.prod(lengths) > MOST_VALUES:
        text = tr("one example has {n} numbers, at most {most} are allowed").format(
            n=number(math.prod(lengths)), most=number(MOST_VALUES)
        )
        raise PydanticCustomError("data", "{text}", {"text": text})


def open_lengths(fields: tuple[DataField, ...]) -> dict[str, Unknown]:
    """The unknown lengths of those fields that have one, by their names."""
    lengths = ((field.name, unknown_length(field.shape)) for field in fields)
    return {name: length for name, length in lengths if length is not None}


def _open(before: tuple[DataField, ...], as_long_as: str) -> Unknown:
    """The length of that field, else one that no field has: T, T2, T3."""
    known = open_lengths(before)
    place = 1 + len(set(known.values()))
    return known.get(as_long_as, Unknown(f"T{place}" if place > 1 else "T"))


given_inputs: Catalog[GivenInput] = Catalog("declared inputs")


@given_inputs.entry("picture", title="Picture", words=("image", "图片"))
class GivenPicture(GivenInput):
    """A picture: channels of height × width pixels."""

    name: Name = "picture"
    channels: Side = Field(
        3, title="Channels", description="1 for grey, 3 for red, green and blue."
    )
    height: Side = Field(224, title="Height", description="In pixels.")
    width: Side = Field(224, title="Width", description="In pixels.")

    def shape(self, before: tuple[DataField, ...]) -> Shape:
        return Picture(self.channels, self.height, self.width)

    def sides(self) -> tuple[int, ...]:
        return (self.channels, self.height, self.width)


@given_inputs.entry("features", title="Row of numbers", words=("features", "table", "特征"))
class GivenFeatures(GivenInput):
    """A row of numbers."""

    name: Name = "row"
    size: Count = Field(10, title="Numbers", description="How many numbers the row has.")

    def shape(self, before: tuple[DataField, ...]) -> Shape:
        return Features(self.size)

    def sides(self) -> tuple[int, ...]:
        return (self.size,)


@given_inputs.entry("sequence", title="Sequence", words=("series", "序列"))
class GivenSequence(GivenInput):
    """Steps of some numbers each."""

    rare = ("as_long_as",)

    name: Name = "sequence"
    length: Steps | None = Field(
        None, title="Steps", description="How many steps there are. Empty: they may differ."
    )
    size: Count = Field(8, title="Values", description="How many numbers each step has.")
    as_long_as: FieldName = Field(
        "",
        title="As long as",
        description="Another sequence that always has as many steps. Empty: none.",
    )

    def shape(self, before: tuple[DataField, ...]) -> Shape:
        return Sequence(self.length or _open(before, self.as_long_as), self.size)

    def sides(self) -> tuple[int, ...]:
        return (self.length or 1, self.size)


@given_inputs.entry("tokens", title="Tokens", words=("text", "词元"))
class GivenTokens(GivenInput):
    """Text as whole numbers."""

    rare = ("as_long_as",)

    name: Name = "text"
    length: Steps | None = Field(
        None, title="Tokens", description="How many tokens a text has. Empty: they may differ."
    )
    vocabulary: Count = Field(
        1000, title="Vocabulary", description="How many different tokens there are."
    )
    as_long_as: FieldName = Field(
        "",
        title="As long as",
        description="Another sequence that always has as many tokens. Empty: none.",
    )

    def shape(self, before: tuple[DataField, ...]) -> Shape:
        return Tokens(self.length or _open(before, self.as_long_as), self.vocabulary)

    def sides(self) -> tuple[int, ...]:
        return (self.length or 1,)


@given_inputs.entry("category", title="Category", words=("id", "index", "类别"))
class GivenCategory(GivenInput):
    """One of several names, as a whole number."""

    name: Name = "category"
    choices: Count = Field(1000, title="Choices", description="How many there are.")

    def shape(self, before: tuple[DataField, ...]) -> Shape:
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

    def shape(self, before: tuple[DataField, ...]) -> Shape:
        return of_sides(self.lengths)

    def sides(self) -> tuple[int, ...]:
        return self.lengths
