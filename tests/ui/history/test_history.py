"""The history list: every undo step is a row, and a row leads to where it was done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.blocks import blocks
from studio.graph.graph import Node
from studio.ui.document import Document
from studio.ui.history.model import STEP


def steps(window):
    window.history.model.renew()
    model = window.history.model
    return [model.index(row).data(STEP) for row in range(model.rowCount())]


def add(window, count):
    for number in range(count):
        graph = window.document.project.graph
        node = Node(id=f"dense_{number}", block=blocks["dense"](), y=100 * number)
        window.document.edit_graph(f"Add {number}", graph.added(node))


def edit(document, count):
    for number in range(1, count + 1):
        document.edit(f"Note {number}", document.project.but(notes=str(number)))


@pytest.fixture
def document(qapp):
    made = Document()
    yield made
    made.deleteLater()


@pytest.fixture
def listed(window):
    """Three steps, and the list open on them."""
    add(window, 3)
    window.actions_table["history"].trigger()
    return window.history.panel.list


def test_every_step_is_a_row_below_how_the_document_was_opened(window, listed):
    assert [step.text for step in steps(window)] == ["Opened", "Add 0", "Add 1", "Add 2"]
    assert [step.current for step in steps(window)] == [False, False, False, True]
    window.document.undo_stack.undo()
    assert [step.undone for step in steps(window)] == [False, False, False, True]
    assert steps(window)[2].spoken == "Add 1, where you are"


def test_a_click_on_a_row_jumps_there_and_back(window, hand, listed):
    for row, blocks_then in ((0, 0), (3, 3), (1, 1)):
        index = window.history.model.index(row)
        at = listed.viewport().mapTo(window, listed.visualRect(index).center())
        hand.click(at)
        assert len(window.document.project.graph.nodes) == blocks_then
        assert steps(window)[row].current


def test_arrows_and_enter_jump_and_esc_leaves_the_list(window, listed, qapp):
    assert qapp.focusWidget() is listed
    QTest.keyClick(listed, Qt.Key.Key_Up)
    QTest.keyClick(listed, Qt.Key.Key_Up)
    assert len(window.document.project.graph.nodes) == 3
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert len(window.document.project.graph.nodes) == 1
    QTest.keyClick(listed, Qt.Key.Key_Escape)
    assert not window.history.panel.isVisible()
    assert qapp.focusWidget() is window.canvas


def test_the_list_stays_open_and_follows_what_is_done(window, hand, listed, qtbot):
    hand.place("dense", 0, 320)
    qtbot.waitUntil(lambda: window.history.model.rowCount() == 5)
    assert listed.currentIndex().row() == 4
    assert "4 steps" in window.history.panel.facts.text()


def test_a_jump_over_many_steps_checks_and_shows_only_the_last(document):
    edit(document, 300)
    told = []
    document.changed.connect(lambda before, after: told.append((before, after)))
    last = document.project
    document.jump(0)
    assert told == [(last, document.project)]
    assert document.project is document.first
    document.jump(300)
    assert document.project is last
    document.undo_stack.undo()
    assert document.project.notes == "299"


def test_a_jump_past_the_ends_goes_to_the_end(document):
    edit(document, 3)
    document.jump(-5)
    assert document.undo_stack.index() == 0
    document.jump(99)
    assert document.project.notes == "3"
    document.undo_stack.undo()
    assert document.project.notes == "2"


def test_what_the_file_holds_is_marked(window, tmp_path):
    add(window, 3)
    assert not any(step.saved for step in steps(window))
    older = window.document.earlier()[0]
    window.document.mark_saved(tmp_path / "a.layerloom", older)
    assert [step.saved for step in steps(window)] == [False, False, True, False]
    window.document.open(older, tmp_path / "b.layerloom")
    assert [step.saved for step in steps(window)] == [True]


def test_nothing_is_forgotten_while_the_document_is_open(window):
    edit(window.document, 20)
    assert window.document.undo_stack.undoLimit() == 0
    assert len(steps(window)) == 21
    window.document.open(window.document.project, None)
    assert [step.text for step in steps(window)] == ["Opened"]
