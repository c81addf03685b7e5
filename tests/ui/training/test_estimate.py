"""The time of an epoch: measured beside the window, forgotten by an edit, never in a run's way."""

import pytest

from studio.data.dataset import datasets
from studio.project.project import Project
from studio.ui.bars import about, facts, size
from tests.wiring import cnn


@pytest.fixture
def ready(window):
    """The window with a network that takes a while, and a short probe."""
    window.document.open(cnn().but(data=datasets["digits"]()), None)
    window.estimate._end.setInterval(500)
    return window


def measured(window, qtbot):
    with qtbot.waitSignal(window.estimate.changed, timeout=30_000):
        window.actions_table["estimate"].trigger()
    return window.estimate.seconds


def test_the_time_of_an_epoch_is_measured_and_shown(ready, qtbot):
    before = ready.document.project
    assert "per epoch" not in ready.statusbar.text()
    assert 0.01 < measured(ready, qtbot) < 60
    assert not ready.estimate.busy
    assert "per epoch" in ready.statusbar.text()
    assert ready.document.project is before
    assert ready.run.trainer.state == "idle"


def test_an_edit_that_changes_what_is_computed_forgets_it_and_a_move_does_not(ready, qtbot):
    seconds = measured(ready, qtbot)
    moved = ready.document.project.graph.moved({"conv": (5.0, 5.0)})
    ready.document.edit_graph("Move", moved)
    assert ready.estimate.seconds == seconds
    block = moved.by_id["dense"].block
    ready.document.edit_graph("Units", moved.with_block("dense", block.but(units=17)))
    assert ready.estimate.seconds is None
    assert "per epoch" not in ready.statusbar.text()


def test_an_edit_ends_the_probe(ready, qtbot):
    ready.estimate.begin()
    run = ready.estimate._run
    training = ready.document.project.training
    ready.document.edit("Batch", ready.document.project.with_training(training.but(batch_size=9)))
    assert not ready.estimate.busy
    assert run.join(20)
    assert ready.estimate.seconds is None


def test_a_run_that_a_person_begins_goes_first(ready, qtbot):
    ready.estimate.begin()
    probe = ready.estimate._run
    with qtbot.waitSignal(ready.run.trainer.state_changed, timeout=20_000):
        ready.actions_table["train"].trigger()
    assert not ready.estimate.busy
    assert probe.join(20)
    assert ready.estimate.refusal() == "A run is under way."
    ready.run.trainer.stop()
    qtbot.waitUntil(lambda: not ready.run.trainer.busy, timeout=20_000)


def test_a_network_that_rests_is_measured_unasked(ready, qtbot):
    import studio.training.recipes.supervised  # noqa: F401  (as the window loads it)

    made = ready.windows.create()  # as every window is that a person sees
    made.document.open(ready.document.project, None)
    made.estimate._end.setInterval(500)
    made.estimate._rest.setInterval(20)
    with qtbot.waitSignal(made.estimate.changed, timeout=30_000):
        made.document.edit("Note", made.document.project.but(notes="x"))
    assert made.estimate.seconds is not None


def test_what_cannot_be_trained_is_not_measured(window):
    window.document.open(Project(data=datasets["iris"]()), None)
    assert window.estimate.refusal() != ""
    window.estimate._rested()
    assert not window.estimate.busy
    assert [fact for fact in facts(window.document) if "to train" in fact] == []


def test_the_memory_for_training_grows_with_the_batch(ready):
    assert "at least 0.4 MB to train, batch 64" in ready.statusbar.text()
    training = ready.document.project.training.but(batch_size=1000)
    ready.document.edit("Batch", ready.document.project.with_training(training))
    assert "at least 5.0 MB to train, batch 1,000" in ready.statusbar.text()


def test_sizes_and_times_are_as_exact_as_they_are_known():
    assert [size(n) for n in (5_000, 1_500_000, 2_000_000_000)] == ["5.0 kB", "1.5 MB", "2.0 GB"]
    assert [about(s) for s in (0.01, 0.44, 12.3, 185.0)] == ["0.1 s", "0.4 s", "12 s", "3 min"]
