"""What a person does is one step of the history, whatever it changes."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.data.dataset import datasets
from studio.project import files
from studio.resources import path
from studio.ui import edits


@pytest.fixture
def network(window):
    """The classic CNN on the canvas, and the ids of its blocks from the input on."""
    project = files.load(path("graphs", "fashion_cnn.layerloom"))
    window.document.open(project, None)
    return [node.id for node in project.graph.nodes]


def is_one_step(window, deed):
    """Whether a deed is one step, which undo takes back and redo brings back as a whole."""
    document, stack = window.document, window.document.undo_stack
    before, count = document.project, stack.index()
    deed()
    after = document.project
    assert after != before
    assert stack.index() == count + 1
    stack.undo()
    assert document.project is before
    stack.redo()
    assert document.project is after
    stack.undo()


@pytest.mark.parametrize(
    "id", ["cut", "duplicate", "delete", "group", "freeze", "frame", "take_out"]
)
def test_an_action_on_several_blocks_is_one_step(window, network, id):
    window.canvas.select(network[1:4])
    is_one_step(window, window.actions_table[id].trigger)


def test_pasting_several_blocks_into_an_open_group_is_one_step(window, network):
    canvas, actions = window.canvas, window.actions_table
    canvas.select(network[1:3])
    actions["copy"].trigger()
    is_one_step(window, actions["paste"].trigger)
    canvas.select(network[3:5])
    actions["group"].trigger()
    (group,) = canvas.selection
    is_one_step(window, canvas.groups.unfold)
    is_one_step(window, actions["ungroup"].trigger)
    canvas.select([group])
    canvas.groups.open()
    assert canvas.scope.path
    is_one_step(window, actions["paste"].trigger)


def test_dragging_several_blocks_is_one_step(window, hand, network):
    window.canvas.select(network[1:4])
    start = hand.card(network[2])
    is_one_step(window, lambda: hand.drag(start, start + QPoint(30, 30), start + QPoint(90, 60)))


def test_nudges_in_a_row_are_one_step(window, network):
    window.canvas.select(network[1:4])

    def nudge():
        for _ in range(5):
            QTest.keyClick(window.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)

    is_one_step(window, nudge)


def test_a_number_typed_into_the_form_is_one_step(window, network):
    conv = network[1]
    window.canvas.select([conv])
    field = window.inspector.form.row("filters").editor

    def typed():
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "128")

    is_one_step(window, typed)


def test_settings_of_data_and_training_are_one_step_each(window, network):
    document = window.document
    is_one_step(window, lambda: edits.set_data(document, datasets["iris"]()))

    def epochs():
        for value in (1, 12, 120):
            edits.set_training(document, "epochs", value)

    is_one_step(window, epochs)


def test_a_frame_and_its_name_are_one_step(window, network):
    canvas = window.canvas
    canvas.select(network[1:3])

    def framed():
        window.actions_table["frame"].trigger()
        canvas.paper.editor.field.selectAll()
        QTest.keyClicks(canvas.paper.editor.field, "Features")
        QTest.keyClick(canvas.paper.editor.field, Qt.Key.Key_Return)

    is_one_step(window, framed)


def test_a_note_with_its_text_is_one_step(window, network):
    canvas = window.canvas

    def noted():
        window.actions_table["add_note"].trigger()
        QTest.keyClicks(canvas.paper.editor.field, "Why so many filters here")
        canvas.paper.end()

    is_one_step(window, noted)


def test_tidying_all_is_one_step(window, network, qtbot):
    document, stack = window.document, window.document.undo_stack
    window.canvas.select(network[1:2])
    for _ in range(9):
        QTest.keyClick(window.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    moved, count = document.project, stack.index()
    window.canvas.select(())
    window.actions_table["tidy_all"].trigger()
    qtbot.waitUntil(lambda: stack.index() == count + 1)
    tidy = document.project
    stack.undo()
    assert document.project is moved
    stack.redo()
    assert document.project is tidy
