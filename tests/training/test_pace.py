"""How long an epoch takes, from the first events of a run."""

import pytest

from studio.training.events import EpochEnd, Event, Progress, Score, Started
from studio.training.pace import SCORING, seconds_per_epoch

STARTED = Started((), 10, 5, 40, 25, (1000, 300, 0), "cpu", "Processor", 1)
SCORE = Score(0.0, ())


def progress(step: int, seconds: float, epoch: int = 1) -> Progress:
    return Progress(epoch, step, 40, SCORE, 0.1, seconds)


def end(epoch: int, seconds: float) -> EpochEnd:
    return EpochEnd(epoch, SCORE, None, False, 0.1, seconds)


def test_whole_epochs_are_measured_with_their_validation() -> None:
    events = [STARTED, progress(8, 5.0), end(1, 9.0), end(2, 11.0), end(3, 13.0)]
    assert seconds_per_epoch(events) == 2.0


def test_of_a_long_epoch_the_steps_after_the_first_news_are_measured() -> None:
    events: list[Event] = [STARTED, progress(4, 5.0), progress(8, 6.0), progress(12, 7.0)]
    assert seconds_per_epoch(events) == pytest.approx(0.25 * 40 * (1 + SCORING * 0.3))


@pytest.mark.parametrize("events", [[], [STARTED], [STARTED, progress(4, 5.0)]])
def test_nothing_is_said_where_too_little_was_seen(events: list[Event]) -> None:
    assert seconds_per_epoch(events) is None
