"""Small networks, data made for tests, and runs of both."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

import numpy as np

from studio.blocks import blocks
from studio.blocks.block import Block
from studio.data.dataset import Dataset, Examples
from studio.data.spirals import Spirals
from studio.graph.graph import Graph, Node, Wire
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Sequence, Unknown
from studio.training.events import Event
from studio.training.optimizers import Adam
from studio.training.session import Session
from studio.training.settings import TrainingSettings


def chain(*chosen: Block) -> Graph:
    """Blocks one after the other, called block_0, block_1 and so on."""
    nodes = tuple(Node(id=f"block_{i}", block=block) for i, block in enumerate(chosen))
    wires = tuple(
        Wire(
            source=before.id,
            output=before.block.outputs()[0].name,
            target=after.id,
            input=after.block.inputs()[0].name,
        )
        for before, after in pairwise(nodes)
    )
    return Graph(nodes=nodes, wires=wires)


def mlp(*middle: Block) -> Graph:
    """A small network on a row of numbers."""
    return chain(
        blocks["features_input"](), blocks["dense"](units=16), *middle, blocks["class_output"]()
    )


SPIRALS = Spirals(points=100)
QUICK = TrainingSettings(epochs=2, batch_size=32, optimizer=Adam(learning_rate=0.01))


class Waves(Dataset):
    """Sequences of different lengths, with an answer for the whole and one for each step."""

    COUNT: ClassVar[int] = 90

    longer: int = 0  # how many steps of padding stand behind the longest sequence

    def size(self) -> int:
        return self.COUNT

    def fields(self) -> tuple[DataField, ...]:
        return (
            DataField("wave", "values", Sequence(Unknown(), 3)),
            DataField("kind", "class", classes=("slow", "fast")),
            DataField("rising", "class", Sequence(Unknown(), 1), classes=("down", "up")),
            DataField("high", "yes_no"),
            DataField("height", "number", Features(2)),
        )

    def load(self) -> Examples:
        dice = np.random.default_rng(0)
        lengths = dice.integers(2, 9, self.COUNT)
        time = 8 + self.longer
        real = np.arange(time) < lengths[:, None]
        wave = dice.normal(size=(self.COUNT, 8, 3)).astype(np.float32)
        wave = np.concatenate([wave, np.full((self.COUNT, self.longer, 3), 7.0, np.float32)], 1)
        wave[~real] = 7.0  # padding that would show if anything read it
        total = (wave[:, :, 0] * real).sum(1)
        parts = np.arange(60), np.arange(60, 75), np.arange(75, 90)
        return Examples(
            {
                "wave": wave,
                "kind": (total > 0).astype(np.int64),
                "rising": np.where(real, wave[:, :, 0] > 0, 1).astype(np.int64),
                "high": (total > 1).astype(np.float32)[:, None],
                "height": np.stack([total, -total], 1).astype(np.float32),
            },
            *parts,
            lengths={"wave": lengths, "rising": lengths},
        )


def pulled(
    graph: Graph, data: Dataset, settings: TrainingSettings, session: Session | None = None
) -> list[Event]:
    """Every event of a supervised run, pulled here."""
    from studio.training.recipes.dice import with_own_dice
    from studio.training.recipes.supervised import supervised

    recipe = supervised(graph, data, settings, session or Session())
    return [e for e in with_own_dice(recipe, settings.seed) if e is not None]


def only(events: list[Event], kind: type) -> list:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]
