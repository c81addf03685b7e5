"""Fashion: pictures of clothing, the usual next step after digits."""

from __future__ import annotations

from typing import ClassVar
from zipfile import BadZipFile

import numpy as np

from studio import resources
from studio.data.dataset import ClassifiedDataset, DataError, Examples, datasets
from studio.data.parts import split
from studio.language import tr
from studio.schema.data_field import DataField
from studio.schema.shape import Picture


@datasets.entry(
    "fashion",
    title="Fashion",
    family="pictures",
    words=("clothing", "fashion-mnist", "mnist", "zalando", "服装"),
)
class Fashion(ClassifiedDataset):
    """Photographs of clothing, 28 × 28 pixels each.

    7,000 gray pictures of ten kinds of clothing: 6,000 to learn from, 1,000 as a test part of their
    own. They are a balanced part of Fashion-MNIST.

    Hard enough to show what convolution is good for: logistic regression on the pixels gets 82 of
    100 right, and shirts look much like T-shirts. Read row by row, each picture is also a sequence
    of 28 steps for recurrent and attention networks.
    """

    license: ClassVar[str] = "MIT: © 2017 Zalando SE"

    def class_names(self) -> tuple[str, ...]:
        return (
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        )

    def size(self) -> int:
        return 7000

    def divided(self) -> int:
        return 6000

    def fields(self) -> tuple[DataField, ...]:
        return (
            DataField("picture", "values", Picture(1, 28, 28), title="Picture"),
            DataField("clothing", "class", classes=self.kept_classes(), title="Clothing"),
        )

    def load(self) -> Examples:
        path = resources.path("resources", "data", "fashion_mnist.npz")
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                images, labels = stored["train_images"], stored["train_labels"]
                test_images, test_labels = stored["test_images"], stored["test_labels"]
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise DataError(
                tr("The pictures of Fashion cannot be read."),
                tr("The file {file} is missing or damaged.").format(file=path.name),
                tr("Install Layerloom again."),
            ) from error
        rows, labels = self.chosen(labels.astype(np.int64))
        test_rows, test_labels = self.but(per_class=None).chosen(test_labels.astype(np.int64))
        pixels = np.concatenate([images[rows], test_images[test_rows]]).astype(np.float32) / 255
        training, validation = split(labels, (self.validation,), self.split_seed)
        return Examples(
            {
                "picture": pixels[:, None],  # (n, 1, 28, 28)
                "clothing": np.concatenate([labels, test_labels]),
            },
            training,
            validation,
            len(rows) + np.arange(len(test_rows)),
        )
