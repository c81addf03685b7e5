"""TrainingSettings: everything about a run that a person can choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field

from studio.schema.entry import Value
from studio.schema.field_types import Seed
from studio.training.optimizers import Adam, Optimizer, optimizers
from studio.training.schedules import Constant, Schedule, schedules

if TYPE_CHECKING:
    AnyOptimizer: TypeAlias = Optimizer
    AnySchedule: TypeAlias = Schedule
else:
    AnyOptimizer = optimizers.union()
    AnySchedule = schedules.union()

DeviceChoice: TypeAlias = Literal["auto", "cpu", "cuda", "mps", "xpu"]


class TrainingSettings(Value):
    """How a network is trained."""

    rare = ("clip", "seed")

    optimizer: AnyOptimizer = Field(
        default_factory=Adam.usual,
        title="Optimizer",
        description="The rule by which each step changes the weights.",
    )
    schedule: AnySchedule = Field(
        default_factory=Constant.usual,
        title="Schedule",
        description="How the learning rate changes from the first step to the last.",
    )
    epochs: Annotated[int, Field(ge=1, le=100_000)] = Field(
        20, title="Epochs", description="How often the network sees every training example."
    )
    batch_size: Annotated[int, Field(ge=1, le=100_000)] = Field(
        64,
        title="Batch size",
        description="How many examples share one step. Larger is steadier and needs more memory.",
    )
    clip: Annotated[float, Field(ge=0.0, le=1000.0)] = Field(
        0.0,
        title="Gradient clipping",
        description="A longer gradient is cut to this length, against jumps of the loss. 0: off.",
    )
    seed: Seed = Field(
        0,
        title="Seed",
        description="Decides first weights, order and dropout. The same seed gives the same curve.",
    )
    device: DeviceChoice = Field(
        "auto",
        title="Device",
        description="Where the network is trained. Auto takes a graphics card if there is one.",
    )
