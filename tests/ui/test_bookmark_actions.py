"""Bookmarks: set, gone to, renamed and removed by key; kept in files."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.data.dataset import datasets
from studio.graph.bookmarks import Bookmark
from studio.graph.graph import Graph
from studio.project import files
from studio.project.checks import checked
from studio.project.project import Project
from studio.ui.bookmark_list import BookmarkList
from studio.ui.window import Window
from tests.ui.canvas.grouped import with_groups

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, Key = Qt.KeyboardModifier.AltModifier, Qt.Key


def project(graph: Graph) -> Project:
    return Project(graph=graph, data=datasets["fashion"]())


@pytest.fixture
def opened(window: Window) -> Window:
    graph = with_groups().moved({"classes": (6000.0, 5000.0)})
    window.document.open(project(graph), None)
    look(window, "conv", 0.5)
    window.canvas.setFocus()
    return window


def look(window: Window, id: str, zoom: float) -> None:
    window.canvas.camera.zoom_to(zoom)
    window.canvas.camera.centre(window.canvas.cards.rect(id).center())


def view(window: Window) -> tuple[float, float, float]:
    camera = window.canvas.camera
    at = camera.seen().center()
    return at.x(), at.y(), camera.zoom


def press(window: Window, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window, key, modifiers)


def marks(window: Window) -> tuple[Bookmark, ...]:
    return window.document.project.graph.bookmarks


def test_a_bookmark_brings_back_what_was_seen(opened: Window) -> None:
    before = view(opened)
    press(opened, Key.Key_3, CONTROL | SHIFT)
    look(opened, "classes", 1.0)
    press(opened, Key.Key_3, ALT)
    assert view(opened) == pytest.approx(before, abs=2.0)
    assert [(mark.number, mark.name) for mark in marks(opened)] == [(3, "Conv 2D")]


def test_a_bookmark_inside_of_a_group_leads_into_it(opened: Window) -> None:
    opened.canvas.scope.enter("second")
    look(opened, "add", 1.5)
    before = view(opened)
    press(opened, Key.Key_1, CONTROL | SHIFT)
    assert marks(opened)[0].name == "Residual: Add"
    opened.canvas.scope.leave()
    press(opened, Key.Key_1, ALT)
    assert opened.canvas.scope.path == ("second",)
    assert view(opened) == pytest.approx(before, abs=2.0)
    opened.canvas.scope.leave()
    opened.canvas.select({"second"})
    opened.canvas.editing.delete()
    press(opened, Key.Key_1, ALT)
    assert opened.canvas.scope.path == ()


def test_setting_is_one_step_and_setting_again_takes_its_place(opened: Window) -> None:
    graph = opened.document.project.graph
    press(opened, Key.Key_3, CONTROL | SHIFT)
    press(opened, Key.Key_2, CONTROL | SHIFT)
    look(opened, "classes", 1.0)
    press(opened, Key.Key_3, CONTROL | SHIFT)
    assert [(m.number, m.name) for m in marks(opened)] == [(2, "Conv 2D"), (3, "Class output")]
    for _ in range(3):
        opened.document.undo_stack.undo()
    assert opened.document.project.graph == graph


def test_one_that_is_not_set_is_refused_with_the_reason(opened: Window) -> None:
    before = view(opened)
    press(opened, Key.Key_4, ALT)
    assert view(opened) == before
    assert opened.actions_table.refusal("go_bookmark_4") == "Bookmark 4 is not set."
    assert opened.actions_table.refusal("bookmarks") == "No bookmark is set."


def test_the_list_renames_goes_and_removes(opened: Window, qtbot) -> None:
    before = view(opened)
    press(opened, Key.Key_3, CONTROL | SHIFT)
    press(opened, Key.Key_5, CONTROL | SHIFT)
    dialog = BookmarkList(opened)
    qtbot.addWidget(dialog)
    dialog.show()
    name = dialog.rows[3].name
    name.setFocus()
    name.selectAll()
    QTest.keyClicks(name, " The  start ")
    QTest.keyClick(name, Key.Key_Return)
    assert marks(opened)[0].name == "The start"
    assert name.text() == "The start"
    assert dialog.isVisible()
    QTest.keyClick(dialog.rows[5].remove, Key.Key_Space)
    assert [mark.number for mark in marks(opened)] == [3]
    look(opened, "classes", 1.0)
    QTest.keyClick(dialog.rows[3].go, Key.Key_Space)
    assert not dialog.isVisible()
    assert view(opened) == pytest.approx(before, abs=2.0)
    assert opened.document.undo_stack.count() == 4


def test_edits_of_blocks_inside_and_outside_of_groups_keep_bookmarks(opened: Window) -> None:
    press(opened, Key.Key_3, CONTROL | SHIFT)
    opened.canvas.select({"conv"})
    opened.canvas.editing.nudge(1, 0)
    opened.canvas.scope.enter("first")
    opened.canvas.select({"add"})
    opened.canvas.editing.nudge(1, 0)
    opened.canvas.scope.leave()
    opened.canvas.select({"conv", "first"})
    opened.canvas.groups.group()
    opened.canvas.groups.ungroup()
    assert [mark.number for mark in marks(opened)] == [3]


def test_files_keep_bookmarks_and_have_none_where_there_are_none() -> None:
    graph = with_groups()
    assert b"bookmarks" not in files.dump(project(graph))
    marked = project(graph.with_bookmarks((Bookmark(number=2, name="a", path=("first",), x=3),)))
    assert files.parse(files.dump(marked)) == marked


def test_a_file_with_two_bookmarks_of_one_number_is_refused() -> None:
    with pytest.raises(ValidationError, match="two bookmarks with the number 2"):
        Graph(bookmarks=(Bookmark(number=2), Bookmark(number=2)))
    with pytest.raises(ValidationError):
        Bookmark(number=10)


def test_a_bookmark_costs_no_new_shapes() -> None:
    before = project(with_groups())
    known = checked(before)
    marked = before.with_graph(before.graph.with_bookmarks((Bookmark(number=1),)))
    after = checked(marked, known)
    assert all(after.shapes.nodes[id] is known.shapes.nodes[id] for id in before.graph.by_id)
