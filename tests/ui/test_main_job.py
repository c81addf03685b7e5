"""The main job by mouse alone: build, set, train, save, open again."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.data.dataset import datasets
from studio.graph.graph import Wire
from studio.project import files
from studio.project.project import Project


def build(hand):
    """Input, dense and output, placed and wired by mouse; returns their ids."""
    ids = (
        hand.place("features_input", 0, 0),
        hand.place("dense", 0, 100),
        hand.place("class_output", 0, 200),
    )
    hand.wire(ids[0], ids[1])
    hand.wire(ids[1], ids[2])
    return ids


def run_to_the_end(window, qtbot):
    qtbot.waitUntil(lambda: window.run.trainer.state == "over", timeout=60_000)


def test_a_network_is_built_trained_saved_and_opened_again_by_mouse(
    window, hand, qtbot, tmp_path, monkeypatch
):
    _, dense, output = build(hand)
    assert window.document.checked.problems == ()
    assert [str(wire) for wire in window.document.project.graph.wires] == [
        "dense_1.out → class_output_1.in",
        "features_input_1.out → dense_1.in",
    ]

    hand.click(hand.card(dense))
    field = window.inspector.form.row("units").editor
    hand.click(hand.middle(field))
    field.selectAll()
    QTest.keyClicks(field, "12")
    assert window.document.project.graph.by_id[dense].block.units == 12
    assert window.document.checked.costs[dense].parameters == 4 * 12 + 12

    hand.click(hand.middle(window.topbar.action))
    assert window.steps.current == "train"
    run_to_the_end(window, qtbot)
    for plot in window.dock.plots:
        qtbot.waitUntil(lambda plot=plot: plot.points()[1] == 2)
        assert plot.points()[0] >= 2
    assert "Test score" in window.dock.bar.headline.text()

    target = tmp_path / "by hand.layerloom"
    monkeypatch.setattr(
        "studio.ui.choosing.QFileDialog.getSaveFileName", lambda *_args: (str(target), "")
    )
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.document.path == target)
    assert not window.document.unsaved
    assert files.load(target) == window.document.project
    again = window.document.project
    window.opening.new()
    assert window.document.project != again
    window.opening.load(target)
    qtbot.waitUntil(lambda: window.document.path == target)
    assert window.document.project == again
    assert output in window.document.project.graph.by_id


def test_typing_a_number_is_one_step_back(window, hand):
    _, dense, _ = build(hand)
    before = window.document.project
    hand.click(hand.card(dense))
    field = window.inspector.form.row("units").editor
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "128")
    assert window.document.project.graph.by_id[dense].block.units == 128
    window.document.undo_stack.undo()
    assert window.document.project == before


def test_everything_done_by_mouse_can_be_undone_to_the_start(window, hand):
    start = window.document.project
    ids = build(hand)
    card = hand.card(ids[1])
    hand.drag(card, card + QPoint(30, 10), card + QPoint(120, 40))
    built = window.document.project
    stack = window.document.undo_stack
    while stack.canUndo():
        stack.undo()
    assert window.document.project == start
    while stack.canRedo():
        stack.redo()
    assert window.document.project == built


def test_a_wrong_network_is_shown_with_its_problem_and_cannot_be_trained(window, hand):
    window.document.open(Project(data=datasets["digits"]()), None)
    picture = hand.place("picture_input", 0, 0)
    dense = hand.place("dense", 0, 120)
    output = hand.place("class_output", 0, 240)
    hand.wire(dense, output)
    graph = window.document.project.graph
    window.document.edit_graph("Wire", graph.connected(Wire(source=picture, target=dense)))
    (problem,) = window.document.checked.errors
    assert problem.where == (dense,)
    assert "Flatten" in problem.remedy
    assert not window.topbar.action.isEnabled()
    assert problem.what in window.topbar.action.toolTip()
    hand.click(hand.spot(600, 600))
    (card,) = window.inspector.problems.cards()
    hand.click(hand.middle(card))
    assert window.canvas.selection == {dense}


def test_the_network_can_be_edited_during_a_run_and_a_strip_says_what_is_trained(
    window, hand, qtbot
):
    training = window.document.project.training.but(epochs=20_000)
    window.document.edit("Set epochs", window.document.project.but(training=training))
    _, dense, _ = build(hand)
    trained = window.document.project
    window.run.start()
    trainer = window.run.trainer
    qtbot.waitUntil(lambda: trainer.state == "running", timeout=60_000)
    graph = window.document.project.graph
    node = graph.by_id[dense]
    window.document.edit_graph("Set units", graph.with_block(dense, node.block.but(units=3)))
    assert window.strip.isVisible()
    assert trainer.project == trained
    trainer.pause()
    qtbot.waitUntil(lambda: trainer.state == "paused", timeout=20_000)
    latest = trainer.history.latest
    qtbot.wait(150)
    assert trainer.history.latest is latest
    trainer.resume()
    qtbot.waitUntil(lambda: trainer.history.latest is not latest, timeout=20_000)
    trainer.stop()
    run_to_the_end(window, qtbot)
    assert trainer.history.end.stopped
    assert not window.strip.isVisible()


def test_the_settings_of_a_paused_run_change_only_by_going_on_with_its_weights(window, hand, qtbot):
    training = window.document.project.training.but(epochs=20_000)
    window.document.edit("Set epochs", window.document.project.but(training=training))
    build(hand)
    window.run.start()
    trainer = window.run.trainer
    qtbot.waitUntil(lambda: bool(trainer.history and trainer.history.epochs), timeout=60_000)
    assert not window.setup.training.row("epochs").editor.isEnabled()
    trainer.pause()
    qtbot.waitUntil(lambda: trainer.state == "paused", timeout=20_000)
    assert window.setup.training.row("epochs").editor.isEnabled()
    window.setup.training_changed.emit("epochs", 3)
    assert window.strip.isVisible()
    assert trainer.project.training.epochs == 20_000
    hand.click(hand.middle(window.strip.buttons[0]))
    qtbot.waitUntil(lambda: trainer.project.training.epochs == 3, timeout=20_000)
    run_to_the_end(window, qtbot)
    assert trainer.history.started.kept_weights > 0
    assert len(trainer.history.epochs) == 3


def test_closing_the_window_stops_the_run_and_asks_about_unsaved_work(
    window, hand, qtbot, monkeypatch
):
    training = window.document.project.training.but(epochs=20_000)
    window.document.edit("Set epochs", window.document.project.but(training=training))
    build(hand)
    window.run.start()
    qtbot.waitUntil(lambda: window.run.trainer.state == "running", timeout=60_000)
    asked = []

    def answer(_parent, what, *_rest):
        asked.append(what)
        return 2 if len(asked) == 1 else 1

    monkeypatch.setattr("studio.ui.messages.choose", answer)
    window.close()
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert window.isVisible()
    assert window.run.trainer.state == "running"
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(asked) == 2


def test_another_document_shows_no_result_of_the_run_before(window, hand, qtbot):
    build(hand)
    window.run.start()
    run_to_the_end(window, qtbot)
    assert "Test score" in window.dock.bar.headline.text()
    window.document.open(Project.usual(), None)
    assert window.run.trainer.state == "idle"
    assert "Test score" not in window.dock.bar.headline.text()
    qtbot.waitUntil(lambda: all(plot.points() == (0, 0) for plot in window.dock.plots))


def test_each_step_keeps_the_part_of_the_network_that_was_in_view(window, hand, qtbot):
    build(hand)
    window.canvas.camera.zoom_to(1.5)
    middle = window.canvas.camera.seen().center()
    window.steps.go("train")
    qtbot.waitUntil(lambda: window.canvas.camera.zoom < 1.5)
    window.steps.go("build")
    qtbot.waitUntil(lambda: window.canvas.camera.zoom == 1.5)
    there = window.canvas.camera.seen().center()
    assert abs(there.x() - middle.x()) + abs(there.y() - middle.y()) < 4
