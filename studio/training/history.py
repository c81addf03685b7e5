"""History: the events of one run, as curves for plots and rows for a file."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from studio.training.events import EpochEnd, Event, Failed, Finished, Progress, Score, Started

Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of a plot; x counts epochs, so 2.5 is the middle of the third one."""

    x: Numbers
    y: Numbers


class History:
    """What a run has told so far. Events are appended, never taken away."""

    def __init__(self) -> None:
        self.started: Started | None = None
        self.latest: Progress | None = None
        self.epochs: list[EpochEnd] = []
        self.end: Finished | Failed | None = None
        self._progress = _Points()
        self._validation = _Points()

    def append(self, event: Event) -> None:
        """Take in the next event."""
        match event:
            case Started():
                self.started = event
            case Progress():
                self.latest = event
                x = event.epoch - 1 + event.step / event.steps
                self._progress.append(x, event.score, event.learning_rate)
            case EpochEnd():
                self.epochs.append(event)
                if event.validation is not None:
                    self._validation.append(event.epoch, event.validation, event.learning_rate)
            case Finished() | Failed():
                self.end = event

    def extend(self, events: Iterable[Event]) -> None:
        """Take in several events."""
        for event in events:
            self.append(event)

    @property
    def best(self) -> EpochEnd | None:
        """The epoch with the best weights so far."""
        return next((event for event in reversed(self.epochs) if event.best), None)

    def loss(self) -> Curve:
        """Training loss, a point for each Progress."""
        return self._progress.curve(0)

    def metric(self, output: int = 0) -> Curve:
        """Training metric of an output, a point for each Progress."""
        return self._progress.curve(2 + output)

    def learning_rate(self) -> Curve:
        """The learning rate, a point for each Progress."""
        return self._progress.curve(1)

    def validation_loss(self) -> Curve:
        """Validation loss, a point for each epoch."""
        return self._validation.curve(0)

    def validation_metric(self, output: int = 0) -> Curve:
        """Validation metric of an output, a point for each epoch."""
        return self._validation.curve(2 + output)

    def csv(self) -> str:
        """One row for each epoch, under a header."""
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(self._header())
        table.writerows(_row(event) for event in self.epochs)
        return text.getvalue()

    def _header(self) -> list[str]:
        outputs = self.started.outputs if self.started else ()
        several = len(outputs) > 1
        metrics = [f"{o.metric}_{o.node}" if several else o.metric for o in outputs]
        scores = ["loss", *metrics]
        held = [f"val_{name}" for name in scores]
        return ["epoch", "learning_rate", *scores, *held, "best", "seconds"]


class _Points:
    """Growing columns of numbers: x, loss, learning rate, then the metric of each output."""

    def __init__(self) -> None:
        self._x = array("d")
        self._columns: list[array[float]] = []

    def append(self, x: float, score: Score, learning_rate: float) -> None:
        values = (score.loss, learning_rate, *score.metrics)
        if not self._columns:
            self._columns = [array("d") for _ in values]
        self._x.append(x)
        for column, value in zip(self._columns, values, strict=True):
            column.append(value)

    def curve(self, column: int) -> Curve:
        values = self._columns[column] if column < len(self._columns) else array("d")
        return Curve(np.array(self._x), np.array(values))


def _row(event: EpochEnd) -> Iterator[object]:
    yield from (event.epoch, event.learning_rate)
    yield from (event.training.loss, *event.training.metrics)
    if event.validation is None:
        yield from [""] * (1 + len(event.training.metrics))
    else:
        yield from (event.validation.loss, *event.validation.metrics)
    yield from (int(event.best), round(event.seconds, 3))
