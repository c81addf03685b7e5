"""The search in the network: what it finds, and what the canvas shows meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.data.dataset import datasets
from studio.graph.graph import Graph
from studio.graph.paper import Frame, Note
from studio.graph.paper_edits import with_pieces
from studio.project.project import Project
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.window import Window
from tests.ui.canvas.drawn import node
from tests.ui.canvas.grouped import with_groups

CONTROL, Key = Qt.KeyboardModifier.ControlModifier, Qt.Key


def searched() -> Graph:
    """Two uses of a residual group, far apart; a note, a frame, a name, a colour."""
    graph = with_groups().moved({"flat": (6000.0, 416.0), "classes": (6000.0, 5000.0)})
    named = graph.by_id["flat"].but(name="Straightened", colour="teal")
    note = Note(id="note_1", text="Why so deep?", x=-4000, y=0)
    frame = Frame(id="frame_1", title="Head", x=5900, y=4900)
    return with_pieces(graph.replaced(named), note, frame)


@pytest.fixture
def opened(window: Window) -> Window:
    window.document.open(Project(graph=searched(), data=datasets["fashion"]()), None)
    window.canvas.camera.zoom_to(1.0)
    window.canvas.camera.centre(window.canvas.cards.rect("conv").center())
    window.canvas.select({"conv"})
    window.canvas.setFocus()
    return window


def find(window: Window, text: str) -> list[str]:
    """Type into the search; returns the titles that it lists."""
    popup = window.finding.popup
    if not popup.isVisible():
        QTest.keyClick(window, Key.Key_F, CONTROL)
    popup.field.selectAll()
    QTest.keyClicks(popup.field, text)
    return [row.choice.title for row in popup.list._rows.rows if row.choice is not None]


def press(window: Window, key: Qt.Key) -> None:
    QTest.keyClick(window.finding.popup.field, key)


def middle(window: Window) -> tuple[float, float]:
    at = window.canvas.camera.seen().center()
    return at.x(), at.y()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("straight", "Straightened"),
        ("flatten", "Straightened"),
        ("teal", "Straightened"),
        ("class_output", "Class output"),
        ("kernel size 3×3", "Conv 2D"),
        ("filters 8", "Conv 2D"),
        ("8 × 26 × 26", "Conv 2D"),
        ("x26", "Conv 2D"),
        ("so deep", "Why so deep?"),
        ("head", "Head"),
        ("add", "Add"),
        ("convlution", "Conv 2D"),
    ],
)
def test_names_kinds_shapes_settings_colours_and_notes_are_found(
    opened: Window, text: str, first: str
) -> None:
    assert find(opened, text)[0] == first


def test_a_family_finds_all_of_its_blocks(opened: Window) -> None:
    assert find(opened, "convolution") == ["Conv 2D", "Conv 2D"]


def test_each_definition_is_searched_once(opened: Window) -> None:
    assert find(opened, "add").count("Add") == 1


def test_opening_it_moves_nothing_and_arrows_show_what_they_come_to(opened: Window) -> None:
    before = middle(opened)
    QTest.keyClick(opened, Key.Key_F, CONTROL)
    assert middle(opened) == before
    find(opened, "classes")
    camera, rect = opened.canvas.camera, opened.canvas.cards.rect
    assert camera.seen().contains(rect("classes"))
    popup = opened.finding.popup
    card = camera.to_window(rect("classes").topRight()).toPoint()
    assert opened.canvas.viewport().mapTo(opened, card).x() < popup.x()
    find(opened, "pictures")
    assert camera.seen().contains(rect("pictures"))
    assert opened.canvas.selection == {"conv"}


def test_escape_comes_back_to_what_was_seen(opened: Window) -> None:
    before = middle(opened)
    find(opened, "classes")
    assert middle(opened) != before
    press(opened, Key.Key_Escape)
    assert middle(opened) == pytest.approx(before, abs=1.0)
    assert opened.canvas.selection == {"conv"}
    assert opened.canvas.hasFocus()


def test_enter_selects_what_was_found_and_stays_there(opened: Window) -> None:
    find(opened, "straightened")
    press(opened, Key.Key_Return)
    assert opened.canvas.selection == {"flat"}
    assert opened.canvas.camera.seen().contains(opened.canvas.cards.rect("flat"))
    assert opened.canvas.hasFocus()
    assert opened.document.undo_stack.count() == 0


def test_a_block_in_a_group_is_shown_by_the_group_and_entered_by_enter(opened: Window) -> None:
    find(opened, "add")
    assert opened.canvas.sheet.state.focused in ("first", "second")
    assert opened.canvas.scope.path == ()
    press(opened, Key.Key_Return)
    assert opened.canvas.scope.path in (("first",), ("second",))
    assert opened.canvas.selection == {"add"}


def test_a_search_inside_of_a_group_finds_what_is_there_and_all_around(opened: Window) -> None:
    opened.canvas.scope.enter("second")
    find(opened, "add")
    press(opened, Key.Key_Return)
    assert opened.canvas.scope.path == ("second",)
    find(opened, "straightened")
    press(opened, Key.Key_Return)
    assert opened.canvas.scope.path == ()
    assert opened.canvas.selection == {"flat"}


def test_what_is_used_twice_is_found_where_it_is_open(opened: Window) -> None:
    graph = opened.document.project.graph
    opened.document.edit_graph("Open", graph.replaced(graph.by_id["second"].but(open=True)))
    find(opened, "add")
    press(opened, Key.Key_Return)
    assert opened.canvas.selection == {opened.canvas.scope.alias(("second",), "add")}


def test_a_block_in_an_open_group_is_selected_where_it_is_shown(opened: Window) -> None:
    graph = opened.document.project.graph
    opened.document.edit_graph("Open", graph.replaced(graph.by_id["first"].but(open=True)))
    find(opened, "add")
    press(opened, Key.Key_Return)
    assert opened.canvas.scope.path == ()
    assert opened.canvas.selection == {opened.canvas.scope.alias(("first",), "add")}


def test_a_note_is_selected(opened: Window) -> None:
    find(opened, "deep")
    press(opened, Key.Key_Return)
    assert opened.canvas.selected_pieces == {PieceId("note", "note_1")}


def test_what_is_not_there_is_said(opened: Window) -> None:
    assert find(opened, "qqqq") == []
    assert "qqqq" in opened.finding.popup.nothing.text()


def test_in_a_large_network_all_is_listed_and_the_last_block_is_found_at_once(
    window: Window, qtbot: QtBot
) -> None:
    loose = [node(f"n{n}", "dense", 300 * (n % 20), 100 * (n // 20)) for n in range(449)]
    needle = node("last", "dense", 0, -500).but(name="Needle")
    window.document.open(Project(graph=Graph(nodes=(*loose, needle))), None)
    QTest.keyClick(window, Key.Key_F, CONTROL)
    rows = window.finding.popup.list._rows
    qtbot.waitUntil(lambda: rows.rows[-1].text == "Show 420 more")
    press(window, Key.Key_Escape)
    find(window, "needle")
    press(window, Key.Key_Return)
    assert window.canvas.selection == {"last"}
