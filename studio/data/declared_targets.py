"""What there can be to predict, declared instead of loaded."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Annotated, Final, Self, TypeAlias

from pydantic import Field, model_validator

from studio.data.declared_inputs import Given, Name, Sides, check_size, open_lengths
from studio.schema.data_field import DataField
from studio.schema.entry import Catalog
from studio.schema.field_types import Count, FieldName
from studio.schema.shape import Features, Sequence, Unknown, of_sides

MOST_CLASSES: Final = 100_000

Moves: TypeAlias = tuple[
    Annotated[int, Field(ge=-1_000_000, le=1_000_000)], Annotated[int, Field(ge=1, le=1_000_000)]
]
Label: TypeAlias = Annotated[str, Field(min_length=1, max_length=100)]


class GivenTarget(Given):
    """What a network predicts."""


given_targets: Catalog[GivenTarget] = Catalog("declared targets")


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

    def field(self, before: tuple[DataField, ...] = ()) -> DataField:
        classes = _numbered(self.classes, self.names)
        return DataField(self.name, "class", classes=classes)


@given_targets.entry("yes_no", title="Yes or no", words=("binary", "multi-label", "是否"))
class GivenYesNo(GivenTarget):
    """A question that is answered by yes or no, or several of them."""

    name: Name = "answer"
    size: Annotated[int, Field(ge=1, le=MOST_CLASSES)] = Field(
        1, title="Questions", description="How many are answered at once."
    )

    def field(self, before: tuple[DataField, ...] = ()) -> DataField:
        return DataField(self.name, "yes_no", Features(self.size))


@given_targets.entry("number", title="Number", words=("regression", "数值"))
class GivenNumber(GivenTarget):
    """An amount, or several of them."""

    name: Name = "number"
    size: Count = Field(1, title="Numbers", description="How many are predicted at once.")

    def field(self, before: tuple[DataField, ...] = ()) -> DataField:
        return DataField(self.name, "number", Features(self.size))


@given_targets.entry("steps", title="Number for each step", words=("series", "sequence", "序列"))
class GivenSteps(GivenTarget):
    """An amount, or several of them, for each step of a sequence of any length."""

    name: Name = "steps"
    size: Count = Field(1, title="Numbers", description="How many are predicted for each step.")
    as_long_as: FieldName = Field(
        "",
        title="As long as",
        description="The input that has these steps. Empty: the first one that fits.",
    )
    windows: Annotated[tuple[Moves, ...], Field(max_length=100)] = Field(
        (),
        title="Windows",
        description="What has gone over these steps since: padding less kernel, and stride.",
    )

    def idle(self) -> Collection[str]:
        """An opened network says which windows there are; no person needs to."""
        return ("windows",)

    def field(self, before: tuple[DataField, ...] = ()) -> DataField:
        known = open_lengths(before)
        length = known.get(self.as_long_as, next(iter(known.values()), Unknown()))
        for extra, stride in self.windows:
            length = length.windowed(extra, stride)
        return DataField(self.name, "number", Sequence(length, self.size))


@given_targets.entry("numbers", title="Array of numbers", words=("picture", "tensor", "数组"))
class GivenNumbers(GivenTarget):
    """A number in each place of a sequence, of a picture, or along other sides."""

    name: Name = "numbers"
    lengths: Sides = Field(
        (1, 28, 28), title="Sides", description="How many numbers there are along each side."
    )

    @model_validator(mode="after")
    def _not_too_large(self) -> Self:
        check_size(self.lengths)
        return self

    def field(self, before: tuple[DataField, ...] = ()) -> DataField:
        return DataField(self.name, "number", of_sides(self.lengths))


@lru_cache(maxsize=64)  # asked after every edit, and a long list takes a while to make
def _numbered(classes: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of so many classes: those given, then numbers."""
    return (*names[:classes], *(str(n + 1) for n in range(len(names), classes)))
