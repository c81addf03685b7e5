"""A run on its thread: how it begins, pauses, ends, fails, and what it leaves behind."""

import threading

import pytest

from studio.blocks import blocks
from studio.data.iris import Iris
from studio.graph.graph import Graph
from studio.training import run as runs
from studio.training.checkpoint import RunFolder, load_weights
from studio.training.events import (
    EpochEnd,
    Failed,
    Finished,
    Paused,
    Progress,
    Resumed,
    Started,
    Waiting,
)
from studio.training.optimizers import SGD
from studio.training.run import Run
from tests.training.made import QUICK, SPIRALS, Waves, chain, mlp, only, pulled

LONG = QUICK.but(epochs=100_000)
HANG = 60.0  # seconds until a test gives up


def until(run: Run, kind: type) -> list:
    """The events up to the first of a kind."""
    events = []
    for event in run.stream():
        events.append(event)
        if isinstance(event, kind):
            return events
    raise AssertionError(f"the run ended without {kind.__name__}: {events[-1]}")


def test_a_run_on_its_thread_tells_what_the_recipe_tells() -> None:
    run = Run(mlp(), SPIRALS, QUICK, threads=1)
    run.start()
    assert list(run.stream()) == pulled(mlp(), SPIRALS, QUICK)
    assert run.join(HANG)
    assert not run.running


def test_a_paused_run_takes_no_step_and_ends_with_the_same_numbers() -> None:
    unbroken = pulled(mlp(blocks["dropout"]()), SPIRALS, QUICK)
    run = Run(mlp(blocks["dropout"]()), SPIRALS, QUICK, threads=1)
    run.pause()
    run.start()
    events = until(run, Paused)
    assert run.paused
    assert run.drain() == []
    run.resume()
    events += list(run.stream())
    assert [e for e in events if not isinstance(e, Paused | Resumed)] == unbroken
    assert len(only(events, Resumed)) == 1


def test_time_spent_in_a_pause_does_not_count(monkeypatch) -> None:
    now = [0.0]
    monkeypatch.setattr("time.perf_counter", lambda: now[0])
    run = Run(mlp(), SPIRALS, QUICK, threads=1)
    run.pause()
    run.start()
    until(run, Paused)
    now[0] += 1000.0
    run.resume()
    finished = list(run.stream())[-1]
    assert finished.seconds < 1000


def test_a_stopped_run_tells_its_score_and_keeps_weights_to_go_on_from() -> None:
    run = Run(mlp(), SPIRALS, LONG)
    run.start()
    until(run, EpochEnd)
    run.stop()
    *_, finished = run.stream()
    assert finished.stopped
    assert finished.test is not None
    assert run.best
    further = Run(mlp(), SPIRALS, QUICK.but(seed=3), start=run.last)
    further.start()
    assert until(further, Started)[-1].kept_weights == 4
    further.close()
    assert further.join(HANG)


def test_a_paused_run_can_be_stopped() -> None:
    run = Run(mlp(), SPIRALS, LONG)
    run.start()
    until(run, Progress)
    run.pause()
    until(run, Paused)
    run.stop()
    assert isinstance(list(run.stream())[-1], Finished)


def test_a_pause_after_a_stop_does_not_keep_the_run_from_ending() -> None:
    run = Run(mlp(), SPIRALS, LONG)
    run.start()
    until(run, Progress)
    run.stop()
    run.pause()
    assert run.join(HANG)


def test_a_closed_run_ends_without_a_last_event() -> None:
    run = Run(mlp(), SPIRALS, LONG)
    run.start()
    until(run, EpochEnd)
    run.close()
    assert run.join(HANG)
    assert not only(run.drain(), Finished)
    assert run.best


def test_a_second_run_waits_says_so_and_then_trains() -> None:
    first, second = Run(mlp(), SPIRALS, LONG), Run(mlp(), SPIRALS, QUICK)
    first.start()
    until(first, Started)
    second.start()
    assert until(second, Waiting) == [Waiting()]
    first.close()
    assert isinstance(list(second.stream())[-1], Finished)
    assert first.join(HANG)


def test_a_waiting_run_can_be_stopped() -> None:
    first, second = Run(mlp(), SPIRALS, LONG), Run(mlp(), SPIRALS, QUICK)
    first.start()
    until(first, Started)
    second.start()
    until(second, Waiting)
    second.stop()
    assert list(second.stream()) == [Finished(True, 0, None, None)]
    first.close()
    assert first.join(HANG)


@pytest.mark.parametrize(
    ("graph", "data", "settings", "what"),
    [
        (Graph(), SPIRALS, QUICK, "The canvas is empty."),
        (mlp(), Iris(classes=("setosa",)), QUICK, 'Only the class "setosa" is kept.'),
        (mlp(), SPIRALS, QUICK.but(device="xpu"), "Intel graphics is not available."),
    ],
)
def test_what_cannot_be_trained_ends_in_a_sentence(graph, data, settings, what) -> None:
    run = Run(graph, data, settings)
    run.start()
    (failed,) = run.stream()
    assert isinstance(failed, Failed)
    assert failed.what == what
    assert failed.why
    assert failed.remedy


def test_an_error_in_a_step_ends_the_run_and_keeps_the_best_weights(monkeypatch) -> None:
    from studio.training.recipes.learner import Learner

    learn = Learner.learn

    def broken(self, rows, step):
        if step == 7:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate")
        learn(self, rows, step)

    monkeypatch.setattr(Learner, "learn", broken)
    run = Run(mlp(), SPIRALS, QUICK)
    run.start()
    failed = list(run.stream())[-1]
    assert isinstance(failed, Failed)
    assert failed.what == "The memory is full."
    assert "batch size" in failed.remedy
    assert failed.best_epoch == 1
    assert run.best
    following = Run(mlp(), SPIRALS, QUICK.but(epochs=1))  # the turn was given back
    monkeypatch.setattr(Learner, "learn", learn)
    following.start()
    assert isinstance(list(following.stream())[-1], Finished)


def test_a_run_that_diverges_by_itself_says_what_helps() -> None:
    graph = chain(
        blocks["sequence_input"](),
        blocks["mean_over_time"](),
        blocks["number_output"](field="height"),
    )
    run = Run(graph, Waves(), QUICK.but(epochs=200, optimizer=SGD(learning_rate=10.0)))
    run.start()
    failed = list(run.stream())[-1]
    assert isinstance(failed, Failed)
    assert "no longer a number" in failed.what
    assert "gradient clipping" in failed.remedy
    assert run.last is None


def test_the_folder_holds_history_and_best_weights_when_the_end_is_told(tmp_path) -> None:
    folder = RunFolder(tmp_path / "run")
    run = Run(mlp(), SPIRALS, QUICK, folder=folder)
    run.start()
    for event in run.stream():
        if isinstance(event, Finished):
            saved = load_weights(tmp_path / "run" / "best.safetensors")
            rows = (tmp_path / "run" / "history.csv").read_text().splitlines()
    assert {n: a.tolist() for n, a in saved.items()} == {n: a.tolist() for n, a in run.best.items()}
    assert rows[0].startswith("epoch,learning_rate,loss,accuracy,val_loss,val_accuracy")
    assert len(rows) == 3


def test_a_folder_that_cannot_be_written_is_told_after_the_score(tmp_path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.path.rmdir()
    run = Run(mlp(), SPIRALS, QUICK, folder=folder)
    run.start()
    *_, finished, failed = run.stream()
    assert isinstance(finished, Finished)
    assert isinstance(failed, Failed)
    assert "could not be saved" in failed.what


def test_the_number_of_threads_holds_for_the_run_alone() -> None:
    import torch

    before = torch.get_num_threads()
    run = Run(mlp(), SPIRALS, QUICK, threads=2)
    run.start()
    assert until(run, Started)[-1].threads == 2
    run.close()
    assert run.join(HANG)
    assert torch.get_num_threads() == before


def test_no_thread_is_left_after_a_run() -> None:
    run = Run(mlp(), SPIRALS, QUICK)
    run.start()
    list(run.stream())
    run.join(HANG)
    assert "training" not in {thread.name for thread in threading.enumerate()}
    assert not runs._turn.locked()


def test_batch_norm_of_a_single_example_is_explained() -> None:
    run = Run(mlp(blocks["batch_norm"]()), SPIRALS, QUICK.but(batch_size=1))
    run.start()
    end = list(run.stream())[-1]
    assert isinstance(end, Failed)
    assert "Batch norm" in end.what
    assert "batch size" in end.remedy
