"""No data yet: what the examples will look like, declared by hand or by an imported network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, TypeAlias

from pydantic import Field

from studio.data.dataset import DataError, Dataset, Examples, datasets
from studio.data.declared_inputs import GivenInput, GivenPicture, given_inputs
from studio.data.declared_targets import GivenClass, GivenTarget, given_targets
from studio.language import tr
from studio.schema.data_field import DataField

MOST_FIELDS: Final = 32  # inputs, and as many targets

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
            field = given.field(tuple(found.values()))
            found[name] = replace(field, name=name, title=name)
        return tuple(found.values())

    def missing(self) -> DataError:
        return DataError(
            tr("There is no data to learn from."),
            tr("The project only says what its data will look like."),
            tr("Choose a data set that looks like it."),
        )

    def load(self) -> Examples:
        raise self.missing()
