"""Iris: the classic small table."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from studio.data.dataset import ClassifiedDataset, Examples, TestShare, datasets
from studio.data.parts import split, standardized
from studio.schema.data_field import DataField
from studio.schema.shape import Features


@datasets.entry("iris", title="Iris", family="tables", words=("flowers", "species", "鸢尾花"))
class Iris(ClassifiedDataset):
    """Three species of iris, told apart by four measurements.

    150 flowers, 50 of each species: length and width of sepal and petal in centimetres. Each
    measurement is shifted and scaled to mean 0 and deviation 1, as measured on the training part.

    The first steps with a table: setosa stands apart, so a single dense layer can tell it from
    another species; versicolor and virginica overlap a little.
    """

    license: ClassVar[str] = "CC BY 4.0: R. A. Fisher, UCI Machine Learning Repository"

    test: TestShare = 0.2

    def class_names(self) -> tuple[str, ...]:
        return ("setosa", "versicolor", "virginica")

    def size(self) -> int:
        return 150

    def training_share(self) -> float:
        return 1 - self.validation - self.test

    def fields(self) -> tuple[DataField, ...]:
        return (
            DataField("measurements", "values", Features(4), title="Measurements"),
            DataField("species", "class", classes=self.kept_classes(), title="Species"),
        )

    def load(self) -> Examples:
        from sklearn.datasets import load_iris

        table, labels = load_iris(return_X_y=True)
        rows, labels = self.chosen(labels.astype(np.int64))
        training, validation, test = split(labels, (self.validation, self.test), self.split_seed)
        return Examples(
            {"measurements": standardized(table[rows], training), "species": labels},
            training,
            validation,
            test,
        )
