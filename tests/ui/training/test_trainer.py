"""The run beside the window: what it tells, and what must not get lost on the way."""

import pytest

from studio.data.dataset import datasets
from studio.project.project import Project
from studio.training.checkpoint import RunFolder
from tests.wiring import block, graph


@pytest.fixture
def trainer(window, hand):
    """Of a network that trains until it is stopped."""
    training = window.document.project.training.but(epochs=20_000)
    window.document.edit("Set epochs", window.document.project.but(training=training))
    hand.wire(hand.place("features_input", 0, 0), hand.place("class_output", 0, 120))
    return window.run.trainer


def begin(window, qtbot):
    window.run.start()
    qtbot.waitUntil(lambda: window.run.trainer.state == "running", timeout=60_000)


def end(window, qtbot):
    window.run.trainer.stop()
    qtbot.waitUntil(lambda: window.run.trainer.state == "over", timeout=60_000)


def test_a_pause_taken_back_at_once_leaves_the_run_running(window, trainer, qtbot):
    begin(window, qtbot)
    trainer.pause()
    trainer.resume()
    latest = trainer.history.latest
    qtbot.waitUntil(lambda: trainer.history.latest is not latest, timeout=20_000)
    qtbot.waitUntil(lambda: trainer.state == "running", timeout=20_000)
    assert window.dock.bar.pause_button.text() == "Pause"
    end(window, qtbot)


def test_a_run_that_cannot_be_saved_says_so(window, trainer, qtbot, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(RunFolder, "write", full)
    begin(window, qtbot)
    end(window, qtbot)
    assert "could not be saved" in window.dock.bar.headline.text()
    assert window.strip.isVisible()
    assert "No space left on device" in window.strip.text.text()


def test_a_run_without_a_folder_says_so_until_it_is_read(window, trainer, qtbot, monkeypatch):
    def forbidden(*_args):
        raise PermissionError(13, "Permission denied", "/runs")

    monkeypatch.setattr("studio.ui.training.run_control.run_folder", forbidden)
    begin(window, qtbot)
    latest = trainer.history.latest
    qtbot.waitUntil(lambda: trainer.history.latest is not latest, timeout=20_000)
    assert window.strip.isVisible()
    assert "Permission denied" in window.strip.text.text()
    end(window, qtbot)
    assert window.strip.isVisible()
    window.strip.buttons[0].click()
    assert not window.strip.isVisible()
    monkeypatch.undo()
    begin(window, qtbot)
    assert not window.strip.isVisible()
    end(window, qtbot)


def test_the_train_button_says_why_a_network_without_a_loss_cannot_be_trained(window):
    alone = {"z": block("noise_input"), "fake": block("generated_picture")}
    project = Project(graph=graph(alone, "z > fake"), data=datasets["digits"]())
    window.document.open(project, None)
    assert not window.topbar.action.isEnabled()
    assert window.topbar.action.toolTip().startswith("Nothing says what is good.")
