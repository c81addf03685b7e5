"""Events: what a run tells. Numbers and small arrays only, never tensors.

Fields that hold times are left out of comparisons: the same run twice gives equal events.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Score:
    """Means over some examples: the loss, and the metric of each output in order."""

    loss: float
    metrics: tuple[float, ...]

    @property
    def metric(self) -> float:
        """The metric of the first output."""
        return self.metrics[0]


@dataclass(frozen=True, slots=True)
class Measured:
    """What an output is measured by: its block's id and the name of the metric."""

    node: str
    metric: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another run goes on in this process; this one starts when that one ends."""


@dataclass(frozen=True, slots=True)
class Started:
    """Data and network are ready; the first step comes next."""

    outputs: tuple[Measured, ...]
    parameters: int
    epochs: int
    steps: int  # in each epoch
    batch_size: int
    examples: tuple[int, int, int]  # in training, validation and test
    device: str
    device_name: str
    threads: int
    kept_weights: int = 0  # how many weight arrays came from an earlier run


@dataclass(frozen=True, slots=True)
class Progress:
    """Some steps further. The score is the mean over the training examples since the last event."""

    epoch: int  # counted from 1
    step: int  # steps done in this epoch
    steps: int
    score: Score
    learning_rate: float
    seconds: float = field(default=0.0, compare=False)  # since the start, without pauses
    samples_per_s: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class EpochEnd:
    """An epoch is over and its weights are scored."""

    epoch: int
    training: Score  # the mean over the epoch, while the weights still changed
    validation: Score | None  # of the weights at its end; None without a validation part
    best: bool
    learning_rate: float
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Paused:
    """No step is taken until the run is resumed."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A paused run goes on."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over, and the best weights are kept.

    Before the first validation there are no best ones; then the last weights are kept.
    """

    stopped: bool
    epochs: int  # those that were completed
    best_epoch: int | None
    test: Score | None  # of the weights kept; None without a test part
    seconds: float = field(default=0.0, compare=False)
    samples_per_s: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """The run could not go on: what happened, why, and what to do. Best weights are kept."""

    what: str
    why: str
    remedy: str
    epoch: int | None = None
    step: int | None = None  # in that epoch, counted from 1
    best_epoch: int | None = None


Event: TypeAlias = Waiting | Started | Progress | EpochEnd | Paused | Resumed | Finished | Failed
