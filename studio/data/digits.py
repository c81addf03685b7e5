"""Digits: handwritten numerals, small enough to train in seconds."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from studio.data.dataset import ClassifiedDataset, Examples, TestShare, datasets
from studio.data.parts import split
from studio.schema.data_field import DataField
from studio.schema.shape import Picture

SIZE: Final = 1797
BRIGHTEST: Final = 16


@datasets.entry(
    "digits",
    title="Digits",
    family="pictures",
    words=("handwritten", "numerals", "数字"),
)
class Digits(ClassifiedDataset):
    """Handwritten digits, 8 × 8 pixels each.

    1,797 small gray pictures of the digits 0 to 9, written by 43 people. A network learns to read
    them.

    The first steps with pictures: a convolution finds strokes, pooling shrinks, and training takes
    seconds. Logistic regression on the pixels already gets about 96 of 100 right.
    """

    license: ClassVar[str] = "CC BY 4.0: E. Alpaydin, C. Kaynak, UCI Machine Learning Repository"

    test: TestShare = 0.2

    def class_names(self) -> tuple[str, ...]:
        return tuple("0123456789")

    def size(self) -> int:
        return SIZE

    def training_share(self) -> float:
        return 1 - self.validation - self.test

    def fields(self) -> tuple[DataField, ...]:
        return (
            DataField("picture", "values", Picture(1, 8, 8), title="Picture"),
            DataField("digit", "class", classes=self.kept_classes(), title="Digit"),
        )

    def load(self) -> Examples:
        from sklearn.datasets import load_digits

        pixels, labels = load_digits(return_X_y=True)
        rows, labels = self.chosen(labels.astype(np.int64))
        pictures = (pixels[rows] / BRIGHTEST).astype(np.float32).reshape(-1, 1, 8, 8)
        training, validation, test = split(labels, (self.validation, self.test), self.split_seed)
        return Examples({"picture": pictures, "digit": labels}, training, validation, test)
