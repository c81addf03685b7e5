"""History: curves and rows from events, and which epoch is the best."""

import csv

import pytest

from studio.training.best import Best
from studio.training.events import EpochEnd, Finished, Measured, Progress, Score, Started
from studio.training.history import History


def started(*metrics: str) -> Started:
    outputs = tuple(Measured(f"out_{i}", metric) for i, metric in enumerate(metrics))
    return Started(outputs, 10, 2, 4, 32, (128, 10, 10), "cpu", "Processor", 1)


def epoch(number: int, loss: float, accuracy: float, best: bool = True) -> EpochEnd:
    held = Score(loss + 0.1, (accuracy - 0.1,))
    return EpochEnd(number, Score(loss, (accuracy,)), held, best, 0.01, seconds=1.23456)


def test_curves_count_epochs_from_the_beginning() -> None:
    history = History()
    history.extend(
        [
            started("accuracy"),
            Progress(1, 2, 4, Score(2.0, (0.25,)), 0.01),
            Progress(1, 4, 4, Score(1.0, (0.5,)), 0.02),
            epoch(1, 1.5, 0.375),
            Progress(2, 2, 4, Score(0.5, (0.75,)), 0.03),
        ]
    )
    assert history.loss().x.tolist() == [0.5, 1.0, 1.5]
    assert history.loss().y.tolist() == [2.0, 1.0, 0.5]
    assert history.metric().y.tolist() == [0.25, 0.5, 0.75]
    assert history.learning_rate().y.tolist() == [0.01, 0.02, 0.03]
    assert history.validation_loss().x.tolist() == [1]
    assert history.validation_metric().y.tolist() == [pytest.approx(0.275)]
    assert history.latest == Progress(2, 2, 4, Score(0.5, (0.75,)), 0.03)


def test_a_curve_taken_earlier_does_not_grow() -> None:
    history = History()
    history.append(Progress(1, 1, 4, Score(2.0, (0.2,)), 0.01))
    curve = history.loss()
    history.append(Progress(1, 2, 4, Score(1.0, (0.4,)), 0.01))
    assert len(curve.x) == 1
    assert len(history.loss().x) == 2


def test_curves_without_events_are_empty() -> None:
    assert len(History().validation_metric(3).y) == 0


def test_the_best_epoch_is_the_last_one_that_was_best() -> None:
    history = History()
    history.extend([epoch(1, 1.0, 0.5), epoch(2, 0.9, 0.6), epoch(3, 0.8, 0.55, best=False)])
    assert history.best.epoch == 2
    assert history.end is None
    history.append(Finished(False, 3, 2, None))
    assert history.end.best_epoch == 2


def test_the_file_has_a_row_for_each_epoch() -> None:
    history = History()
    history.extend([started("accuracy"), epoch(1, 1.0, 0.5), epoch(2, 0.9, 0.6, best=False)])
    rows = list(csv.DictReader(history.csv().splitlines()))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert rows[0] == {
        "epoch": "1",
        "learning_rate": "0.01",
        "loss": "1.0",
        "accuracy": "0.5",
        "val_loss": "1.1",
        "val_accuracy": "0.4",
        "best": "1",
        "seconds": "1.235",
    }


def test_columns_of_several_outputs_carry_their_block() -> None:
    history = History()
    scores = Score(1.0, (0.5, 2.0))
    history.extend([started("accuracy", "rmse"), EpochEnd(1, scores, None, True, 0.01)])
    (row,) = csv.DictReader(history.csv().splitlines())
    assert (row["accuracy_out_0"], row["rmse_out_1"]) == ("0.5", "2.0")
    assert row["val_loss"] == row["val_rmse_out_1"] == ""


@pytest.mark.parametrize(
    ("metric", "scores", "beaten"),
    [
        ("accuracy", [(1.0, 0.5), (2.0, 0.6), (0.5, 0.55)], [True, True, False]),
        ("accuracy", [(1.0, 0.5), (0.9, 0.5), (0.9, 0.5)], [True, True, False]),
        ("rmse", [(1.0, 3.0), (1.0, 4.0), (2.0, 2.0)], [True, False, True]),
    ],
)
def test_the_metric_decides_and_the_loss_where_it_is_equal(metric, scores, beaten) -> None:
    best = Best((Measured("out", metric),))
    assert [best.beaten(Score(loss, (value,))) for loss, value in scores] == beaten


def test_the_loss_decides_between_epochs_of_several_outputs() -> None:
    best = Best((Measured("a", "accuracy"), Measured("b", "rmse")))
    scores = [Score(1.0, (0.9, 1.0)), Score(1.1, (0.95, 0.5)), Score(0.9, (0.1, 9.0))]
    assert [best.beaten(score) for score in scores] == [True, False, True]


def test_without_a_validation_part_the_last_epoch_is_kept() -> None:
    best = Best((Measured("a", "accuracy"),))
    assert [best.beaten(None), best.beaten(None)] == [True, True]
