"""Categories, arrays and several labels at once, trained like any other data."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from studio.blocks import blocks
from studio.data.dataset import Dataset, Examples
from studio.schema.data_field import DataField
from studio.schema.shape import Array, Category, Features
from studio.training.events import EpochEnd, Finished, Started
from studio.training.optimizers import Adam
from studio.training.settings import TrainingSettings
from tests.training.made import chain, only, pulled
from tests.wiring import block, graph

SETTINGS = TrainingSettings(epochs=20, batch_size=32, optimizer=Adam(learning_rate=0.05))


class Films(Dataset):
    """Who rated which film, how, and a little volume that shows which labels are true."""

    COUNT: ClassVar[int] = 300

    def size(self) -> int:
        return self.COUNT

    def fields(self) -> tuple[DataField, ...]:
        return (
            DataField("person", "values", Category(12)),
            DataField("film", "values", Category(20)),
            DataField("volume", "values", Array((2, 2, 2, 2))),
            DataField("rating", "number", Features(1)),
            DataField("labels", "yes_no", Features(3), classes=("old", "long", "loud")),
        )

    def load(self) -> Examples:
        dice = np.random.default_rng(0)
        person, film = dice.integers(0, 12, self.COUNT), dice.integers(0, 20, self.COUNT)
        tastes, kinds = dice.normal(size=(12, 2)), dice.normal(size=(20, 2))
        volume = dice.normal(size=(self.COUNT, 2, 2, 2, 2)).astype(np.float32)
        rating = (tastes[person] * kinds[film]).sum(1, keepdims=True)
        return Examples(
            {
                "person": person,
                "film": film,
                "volume": volume,
                "rating": rating.astype(np.float32),
                "labels": (volume.reshape(self.COUNT, 16)[:, :3] > 0).astype(np.float32),
            },
            np.arange(200),
            np.arange(200, 250),
            np.arange(250, 300),
        )


def test_a_recommender_learns_who_likes_what_from_two_embeddings() -> None:
    network = graph(
        {
            "who": block("category_input", field="person"),
            "what": block("category_input", field="film"),
            "taste": block("embedding", size=4),
            "kind": block("embedding", size=4),
            "match": block("dot_product"),
            "rating": block("number_output", dense=False),
        },
        "who > taste",
        "what > kind",
        "taste > match.in_1",
        "kind > match.in_2",
        "match > rating",
    )
    ends = only(pulled(network, Films(), SETTINGS), EpochEnd)
    spread = Films().load().arrays["rating"].std()
    assert ends[-1].training.metric < 0.5 * spread


def test_several_labels_are_learned_at_once_from_an_array() -> None:
    network = chain(blocks["array_input"](), blocks["flatten"](), blocks["multi_label_output"]())
    events = pulled(network, Films(), SETTINGS)
    assert only(events, Started)[0].outputs[0].metric == "accuracy"
    assert only(events, Finished)[0].test.metric > 0.9  # of all three answers of each example
