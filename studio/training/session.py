"""Session: what a run and its recipe share while the events go by."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from numpy.typing import NDArray

Weights: TypeAlias = Mapping[str, NDArray[Any]]


@dataclass(slots=True)
class Session:
    """The wishes of the run, and the weights that the recipe leaves behind.

    `start` are weights of an earlier run to begin with; those that do not fit are left out.
    """

    start: Weights | None = None
    stopping: bool = False  # set from another thread; the recipe looks before each step
    best: Weights | None = None
    best_epoch: int | None = None
    last: Weights | None = None  # to go on from; None after a run that failed
    began: float = field(default_factory=time.perf_counter)
    paused: float = 0.0  # seconds

    def seconds(self) -> float:
        """Time since the session was made, without pauses."""
        return time.perf_counter() - self.began - self.paused


class Pace:
    """How fast examples go by in training, without pauses and without validation."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._since = session.seconds()
        self._examples, self._seconds = 0, 0.0

    def start(self) -> None:
        """Training goes on from here; the time since the last lap does not count."""
        self._since = self._session.seconds()

    def lap(self, examples: int) -> float:
        """Examples per second since the start or the last lap."""
        now = self._session.seconds()
        gone, self._since = max(now - self._since, 1e-9), now
        self._examples += examples
        self._seconds += gone
        return examples / gone

    def mean(self) -> float:
        """Examples per second over all laps."""
        return self._examples / self._seconds if self._seconds else 0.0
