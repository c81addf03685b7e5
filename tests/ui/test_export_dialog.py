"""The export dialog: refuses what is not trained, writes what is proven equal."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.data.dataset import datasets
from studio.ui.export_dialog import ExportDialog


def trained(window, hand, qtbot):
    ids = [hand.place("features_input", 0, 0), hand.place("class_output", 0, 120)]
    hand.wire(*ids)
    window.run.start()
    qtbot.waitUntil(lambda: window.run.trainer.state == "over", timeout=60_000)


def test_a_network_that_is_not_trained_is_refused_with_the_reason(window, hand):
    ids = [hand.place("features_input", 0, 0), hand.place("class_output", 0, 120)]
    hand.wire(*ids)
    dialog = ExportDialog(window)
    assert not dialog.export.isEnabled()
    assert "Train" in dialog.outcome.text()
    dialog.deleteLater()


def test_a_network_changed_after_its_training_is_refused(window, hand, qtbot):
    trained(window, hand, qtbot)
    window.steps.go("build")
    hand.place("dense", 0, 240)
    dialog = ExportDialog(window)
    assert not dialog.export.isEnabled()
    assert "changed" in dialog.outcome.text()
    dialog.deleteLater()


def test_a_trained_network_is_written_and_gives_probabilities(window, hand, qtbot, tmp_path):
    import onnxruntime

    trained(window, hand, qtbot)
    dialog = ExportDialog(window)
    dialog.show()
    dialog.file.setText(str(tmp_path / "iris"))
    QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Written" in dialog.outcome.text(), timeout=60_000)
    session = onnxruntime.InferenceSession(str(tmp_path / "iris.onnx"))
    examples = datasets["iris"]().load()
    (name,) = [given.name for given in session.get_inputs()]
    (answers,) = session.run(None, {name: examples.arrays["measurements"][:7].astype(np.float32)})
    assert answers.shape == (7, 3)
    assert np.allclose(answers.sum(axis=1), 1.0, atol=1e-5)
    dialog.close()
    dialog.deleteLater()


def test_a_file_without_a_name_is_asked_for(window, hand, qtbot):
    trained(window, hand, qtbot)
    dialog = ExportDialog(window)
    for text in ("", "   ", "/"):
        dialog.outcome.say("")
        dialog.file.setText(text)
        dialog.export.click()
        assert "name of a file" in dialog.outcome.text()
        assert dialog.export.isEnabled()
    dialog.deleteLater()


def test_during_a_run_the_reason_is_the_run(window, hand, qtbot):
    training = window.document.project.training.but(epochs=20_000)
    window.document.edit("Set epochs", window.document.project.but(training=training))
    ids = [hand.place("features_input", 0, 0), hand.place("class_output", 0, 120)]
    hand.wire(*ids)
    window.run.start()
    qtbot.waitUntil(lambda: window.run.trainer.busy, timeout=60_000)
    dialog = ExportDialog(window)
    assert "under way" in dialog.outcome.text()
    dialog.deleteLater()
    qtbot.waitUntil(lambda: window.run.trainer.state == "running", timeout=60_000)
    window.run.trainer.stop()
    qtbot.waitUntil(lambda: window.run.trainer.state == "over", timeout=60_000)
