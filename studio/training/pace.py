"""Pace: how long an epoch takes, worked out from the first events of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from studio.training.events import EpochEnd, Event, Progress, Started

# An example is scored in about a third of the time that it takes to learn from it: the way back
# through a network costs about twice the way through it.
SCORING: Final = 1 / 3


def seconds_per_epoch(events: Sequence[Event]) -> float | None:
    """How long an epoch takes with its validation; None as long as too little has been seen.

    The first steps, up to the first Progress, are slower than the rest and do not count.
    """
    started = next((event for event in events if isinstance(event, Started)), None)
    ends = [event for event in events if isinstance(event, EpochEnd)]
    if len(ends) > 1:
        return (ends[-1].seconds - ends[0].seconds) / (ends[-1].epoch - ends[0].epoch)
    told = [event for event in events if isinstance(event, Progress)]
    in_one = [event for event in told if event.epoch == told[0].epoch]
    if started is None or len(in_one) < 2:
        return None
    first, last = in_one[0], in_one[-1]
    step = (last.seconds - first.seconds) / (last.step - first.step)
    training, validation, _ = started.examples
    return step * last.steps * (1 + SCORING * validation / training)
