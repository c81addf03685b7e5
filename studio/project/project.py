"""Project: everything that a `.layerloom` file holds, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

from pydantic import Field

import studio.data  # noqa: F401  (brings in every data set, for the union below)
from studio.data.dataset import Dataset, datasets
from studio.graph.graph import Graph
from studio.schema.data_field import DataField
from studio.schema.entry import Value
from studio.training.settings import TrainingSettings

if TYPE_CHECKING:
    AnyDataset: TypeAlias = Dataset
else:
    AnyDataset = datasets.union()


class Project(Value):
    """A network, the data it learns from, how it is trained, and notes about it."""

    graph: Graph = Field(default_factory=Graph.usual)
    data: AnyDataset = Field(default_factory=datasets["digits"].usual)
    training: TrainingSettings = Field(default_factory=TrainingSettings.usual)
    notes: Annotated[str, Field(max_length=100_000)] = ""

    def with_graph(self, graph: Graph) -> Self:
        """With another graph, made by the edits of a graph: it is checked already."""
        return self.rebuilt(graph=graph)

    def with_data(self, data: Dataset) -> Self:
        """With another data set; the graph beside it is not checked once more."""
        return self.rebuilt(data=data)

    def with_training(self, training: TrainingSettings) -> Self:
        """With other settings of the training; the graph beside it is not checked once more."""
        return self.rebuilt(training=training)

    def fields(self) -> Mapping[str, DataField]:
        """What the data offers, by name; known before it is loaded."""
        return {field.name: field for field in self.data.fields()}
