"""Spirals: points in the plane that no straight line can divide."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from studio.data.dataset import DividedDataset, Examples, TestShare, datasets
from studio.data.parts import split
from studio.language import tr
from studio.schema.data_field import DataField
from studio.schema.field_types import Seed
from studio.schema.shape import Features

TURNS = 1.5  # how often an arm goes round the middle


@datasets.entry("spirals", title="Spirals", family="toys", words=("plane", "points", "螺旋"))
class Spirals(DividedDataset):
    """Points on spiral arms in the plane.

    Each arm winds around the others, and a network learns which arm a point lies on.

    No straight line divides the arms, so a network without a hidden layer fails. With one or two
    hidden layers you can watch the border bend until it follows the spirals.
    """

    license: ClassVar[str] = "Made by Layerloom; no license needed"

    test: TestShare = 0.2
    arms: Annotated[int, Field(ge=2, le=10)] = Field(
        2, title="Arms", description="How many spirals there are; each is a class."
    )
    points: Annotated[int, Field(ge=20, le=100_000)] = Field(
        500, title="Points per arm", description="How many points each spiral has."
    )
    noise: Annotated[float, Field(ge=0.0, le=1.0)] = Field(
        0.02, title="Noise", description="How far points are strewn around their spiral."
    )
    seed: Seed = Field(0, title="Seed", description="Another number gives other points.")

    def size(self) -> int:
        return self.arms * self.points

    def training_share(self) -> float:
        return 1 - self.validation - self.test

    def fields(self) -> tuple[DataField, ...]:
        arms = tuple(tr("arm {n}").format(n=n) for n in range(1, self.arms + 1))
        return (
            DataField("point", "values", Features(2), title="Point"),
            DataField("arm", "class", classes=arms, title="Arm"),
        )

    def load(self) -> Examples:
        dice = np.random.default_rng(self.seed)
        labels = np.repeat(np.arange(self.arms, dtype=np.int64), self.points)
        # The square root spreads the points evenly along the arm, which is longer farther out.
        radius = np.sqrt(dice.uniform(0.01, 1.0, len(labels)))
        angle = 2 * np.pi * (TURNS * radius + labels / self.arms)
        points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        points += dice.normal(0.0, self.noise, points.shape)
        training, validation, test = split(labels, (self.validation, self.test), self.split_seed)
        return Examples(
            {"point": points.astype(np.float32), "arm": labels}, training, validation, test
        )
