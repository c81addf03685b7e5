"""Several documents, each in a window of its own."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.project import files
from studio.project.project import Project
from studio.resources import path
from studio.ui import app
from studio.ui.canvas.navigation import navigation
from studio.ui.settings import Settings
from tests.ui.test_main_job import build


@pytest.fixture
def kept(tmp_path):
    """Two projects in files."""
    paths = tmp_path / "a.layerloom", tmp_path / "b.layerloom"
    for number, each in enumerate(paths):
        files.save(Project(notes=f"number {number}"), each)
    return paths


def the_other(window):
    (other,) = window.windows.others(window)
    return other


def loaded(qtbot, window, path):
    qtbot.waitUntil(lambda: window.document.path == path)
    return window


def answered(monkeypatch, text):
    """Answer each question with this button; returns what was asked."""
    asked = []

    def choose(_parent, what, _why, *choices):
        asked.append(what)
        return choices.index(text)

    monkeypatch.setattr("studio.ui.messages.choose", choose)
    return asked


def test_a_new_window_has_a_document_of_its_own(window, hand):
    window.actions_table["new_window"].trigger()
    other = the_other(window)
    hand.place("dense", 0, 0)
    assert other.document.project.graph.nodes == ()
    assert not other.document.undo_stack.canUndo()
    other.actions_table["undo"].trigger()
    assert len(window.document.project.graph.nodes) == 1
    assert other.run.trainer is not window.run.trainer
    assert other.pos() != window.pos()


def test_opening_over_unsaved_work_can_use_a_new_window(window, hand, qtbot, kept, monkeypatch):
    hand.place("dense", 0, 0)
    asked = answered(monkeypatch, "Use a new window")
    window.opening.open(kept[0])
    assert len(asked) == 1
    loaded(qtbot, the_other(window), kept[0])
    assert window.document.unsaved
    assert window.settings.recent()[0] == kept[0] == the_other(window).settings.recent()[0]


def test_a_file_that_is_open_is_shown_instead_of_opened_twice(window, qtbot, kept):
    window.opening.open(kept[0])
    loaded(qtbot, window, kept[0])
    window.opening.open_elsewhere(kept[1])
    other = loaded(qtbot, the_other(window), kept[1])
    project = other.document.project
    other.opening.open(kept[0])
    qtbot.waitUntil(window.isActiveWindow)
    window.opening.open_elsewhere(kept[1].parent / "." / kept[1].name)
    qtbot.waitUntil(other.isActiveWindow)
    assert window.windows.others(window) == [other]
    assert other.document.project is project


def test_saving_as_a_file_of_another_window_is_refused(window, qtbot, kept, monkeypatch):
    window.opening.open_elsewhere(kept[1])
    loaded(qtbot, the_other(window), kept[1])
    before, told = kept[1].read_bytes(), []
    monkeypatch.setattr(
        "studio.ui.choosing.QFileDialog.getSaveFileName", lambda *_args: (str(kept[1]), "")
    )
    monkeypatch.setattr("studio.ui.messages.tell", lambda _parent, *texts: told.append(texts))
    window.saving.save_as()
    assert told[0][0] == '"b.layerloom" is open in another window.'
    assert window.document.path is None
    assert kept[1].read_bytes() == before


@pytest.mark.parametrize("shift", [False, True])
def test_a_file_dropped_with_shift_gets_a_window_of_its_own(window, qtbot, kept, shift):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(kept[0]))])
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, held)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, data, left, held))
    loaded(qtbot, the_other(window) if shift else window, kept[0])
    assert len(window.windows.others(window)) == shift


def test_each_window_asks_about_its_own_work_and_cancel_keeps_the_rest(window, hand, monkeypatch):
    hand.place("dense", 0, 0)
    other = window.windows.create()
    asked = answered(monkeypatch, "Cancel")
    window.actions_table["quit"].trigger()
    assert asked == ['"Untitled" has changes that are not saved.']
    assert not other.isVisible()
    assert window.isVisible()
    asked = answered(monkeypatch, "Go on without saving")
    window.actions_table["quit"].trigger()
    assert len(asked) == 1
    assert not window.isVisible()


def test_closing_one_window_leaves_the_other_and_its_training(window, hand, qtbot):
    training = window.document.project.training.but(epochs=20_000)
    window.document.open(window.document.project.but(training=training), None)
    build(hand)
    window.run.start()
    qtbot.waitUntil(lambda: window.run.trainer.state == "running", timeout=60_000)
    other = window.windows.create()
    other.actions_table["close"].trigger()
    assert not window.windows.others(window)
    assert window.run.trainer.state == "running"


@pytest.mark.parametrize("state", ["preparing", "running"])
def test_a_window_that_is_closed_in_training_takes_its_run_along(window, qtbot, qapp, state):
    other = window.windows.create()
    project = files.load(path("graphs", "digits_cnn.layerloom"))
    other.document.open(project.but(training=project.training.but(epochs=20_000)), None)
    other.run.start()
    if state == "running":
        trainer = other.run.trainer
        qtbot.waitUntil(lambda: trainer.state == "running", timeout=60_000)
    other.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if "layerloom" in t.name])
    assert window.isVisible()


def test_a_closed_window_is_gone_with_all_its_parts(window, qapp):
    other = window.windows.create()
    parts = [weakref.ref(part) for part in (other, other.canvas, other.document, other.history)]
    other.close()
    del other
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    gc.collect()
    assert [part() for part in parts] == [None] * len(parts)


def test_a_piece_is_pasted_in_another_window_with_all_that_belongs_to_it(window, hand):
    one, two, _ = build(hand)
    canvas, other = window.canvas, window.windows.create()
    canvas.select([one, two])
    window.actions_table["frame"].trigger()
    canvas.paper.end()
    canvas.select([two])
    window.actions_table["group"].trigger()
    window.actions_table["select_all"].trigger()
    window.actions_table["copy"].trigger()
    other.actions_table["paste"].trigger()
    mine, theirs = window.document.project.graph, other.document.project.graph
    assert theirs.definitions == mine.definitions
    assert theirs.definitions
    assert len(theirs.nodes) == len(mine.nodes)
    assert len(theirs.wires) == len(mine.wires)
    assert [frame.title for frame in theirs.frames] == [frame.title for frame in mine.frames]
    assert theirs.frames
    other.actions_table["undo"].trigger()
    assert other.document.project.graph.nodes == other.document.project.graph.definitions == ()
    assert window.document.project.graph is mine


def test_the_menu_of_the_canvas_pastes_where_it_was_opened(window, hand):
    block = hand.place("dense", 0, 0)
    window.canvas.select([block])
    window.actions_table["copy"].trigger()
    at = hand.spot(240, 160)
    QTest.mouseMove(window.windowHandle(), at)
    viewport = window.canvas.viewport()
    window.canvas.context_menu.emit(window.mapToGlobal(at), "")
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    (paste,) = [a for a in window.build._menu.actions() if a.text() == "Paste at the pointer"]
    paste.trigger()
    window.build._menu.close()
    (new,) = window.canvas.selection
    node = window.document.project.graph.by_id[new]
    assert abs(node.x - 240) <= 8
    assert abs(node.y - 160) <= 8


def test_the_command_line_opens_a_window_for_each_file(window, qtbot, kept):
    app.begin(window, kept)
    window.update()
    loaded(qtbot, window, kept[0])
    qtbot.waitUntil(lambda: len(window.windows.others(window)) == 1)
    loaded(qtbot, the_other(window), kept[1])


def test_the_style_of_navigation_counts_in_every_window_and_is_kept(window):
    other = window.windows.create()
    window.actions_table["navigation"].trigger()
    assert "the wheel zooms" in window.statusbar.text()
    assert navigation().preset == "blender" == Settings().navigation()
    other.actions_table["navigation"].trigger()
    assert navigation().preset == "browser" == Settings().navigation()
