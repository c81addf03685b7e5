"""Dataset: what a network learns from. One class declares everything about a set of examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from studio.data.parts import Rows, drawn
from studio.language import tr
from studio.schema.data_field import DataField
from studio.schema.entry import Catalog, Entry
from studio.schema.field_types import Seed

Array: TypeAlias = NDArray[Any]

# Never 0, and at most 0.4: then validation and test always exist and training is left something.
ValidationShare: TypeAlias = Annotated[
    float,
    Field(
        ge=0.05,
        le=0.4,
        title="Validation share",
        description="The part of the examples that chooses the best epoch."
        " The network never learns from it.",
    ),
]
TestShare: TypeAlias = Annotated[
    float,
    Field(
        ge=0.05,
        le=0.4,
        title="Test share",
        description="The part of the examples that is kept for one score at the very end.",
    ),
]


class DataError(Exception):
    """Data cannot be used as asked: what happened, why, and what to do."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(f"{what} {why} {remedy}")
        self.what, self.why, self.remedy = what, why, remedy


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """All examples of a data set, one array for each field, and the rows of its three parts.

    Row i of every array belongs to example i. By the kind of the field:
    values as their shape says, float32, tokens and categories int64; class (n,) or (n, time),
    int64; yes_no and number (n, size) or (n, time, size), float32.
    Where a shape has no known length, the array is padded and `lengths` has (n,) int64.
    """

    arrays: Mapping[str, Array]
    training: Rows
    validation: Rows
    test: Rows
    lengths: Mapping[str, Rows] = field(default_factory=dict)


class Dataset(Entry):
    """A data set. Its fields are known before anything is loaded."""

    license: ClassVar[str] = ""

    def size(self) -> int:
        """How many examples the set has before any are left out."""
        raise NotImplementedError

    def training_size(self) -> int:
        """About how many examples the training part has, as far as that is known before loading."""
        return self.size()

    def fields(self) -> tuple[DataField, ...]:
        """What each example consists of.

        Raises:
            DataError: the settings ask for something that the set does not have.
        """
        raise NotImplementedError

    def missing(self) -> DataError | None:
        """Why there is nothing to learn from, as far as that is known before loading."""
        return None

    def load(self) -> Examples:
        """The examples, the same ones for the same settings.

        Raises:
            DataError: the settings do not fit, or the data cannot be read.
        """
        raise NotImplementedError


class DividedDataset(Dataset):
    """A data set that is divided at random into training, validation and test."""

    rare = ("validation", "test", "split_seed")

    validation: ValidationShare = 0.15
    split_seed: Seed = Field(
        0,
        title="Split seed",
        description="Another number gives another division into training, validation and test.",
    )

    def training_size(self) -> int:
        return round(self.divided() * self.training_share())

    def divided(self) -> int:
        """How many examples are divided: all but a test part that comes with the set."""
        return self.size()

    def training_share(self) -> float:
        """The part of them that the network learns from."""
        return 1 - self.validation


class ClassifiedDataset(DividedDataset):
    """A data set whose examples have a class; it can be narrowed to some classes."""

    classes: tuple[str, ...] = Field(
        (),
        title="Classes",
        description="Only these classes are kept. Empty: all of them.",
    )
    per_class: Annotated[int, Field(ge=5, le=1_000_000)] | None = Field(
        None,
        title="Per class",
        description="At most so many examples of each class for training, validation and test;"
        " empty: all. A test part that comes with the set stays whole.",
    )

    def training_size(self) -> int:
        kept = self.kept_classes()
        each = self.divided() // len(self.class_names())
        each = each if self.per_class is None else min(each, self.per_class)
        return round(len(kept) * each * self.training_share())

    def class_names(self) -> tuple[str, ...]:
        """Every class of the set, also those left out, in the order of their numbers."""
        raise NotImplementedError

    def kept_classes(self) -> tuple[str, ...]:
        """The classes that the settings keep, in the order of the set.

        Raises:
            DataError: a class is unknown, or fewer than two are kept.
        """
        every = self.class_names()
        if unknown := [name for name in self.classes if name not in every]:
            raise DataError(
                tr('There is no class "{name}" in {data}.').format(
                    name='", "'.join(unknown), data=tr(self.title)
                ),
                tr("Its classes are {classes}.").format(classes=", ".join(every)),
                tr("Choose among these classes, or keep all of them."),
            )
        kept = tuple(name for name in every if not self.classes or name in self.classes)
        if len(kept) < 2:
            raise DataError(
                tr('Only the class "{name}" is kept.').format(name=kept[0]),
                tr("With a single class there is nothing to tell apart: every answer is right."),
                tr("Keep at least two classes."),
            )
        return kept

    def chosen(self, labels: Rows) -> tuple[Rows, Rows]:
        """The rows that the settings keep, and the labels of these, counted anew from 0.

        Args:
            labels: the number of each example's class in `class_names()`, (n,).
        """
        every, kept = self.class_names(), self.kept_classes()
        renumbered = np.full(len(every), -1, np.int64)
        renumbered[[every.index(name) for name in kept]] = np.arange(len(kept))
        labels = renumbered[labels]
        rows = np.flatnonzero(labels >= 0)
        if self.per_class is not None:
            rows = rows[drawn(labels[rows], self.per_class, self.split_seed)]
        return rows, labels[rows]


datasets: Catalog[Dataset] = Catalog("datasets")
