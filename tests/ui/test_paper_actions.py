"""Frames, notes and reroute points in the window: every command, by keys and by the menus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from studio.graph.graph import Graph
from studio.graph.paper import Frame, Note
from studio.graph.paper_edits import with_pieces
from studio.schema.tags import TAGS
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.window import Window
from tests.ui.canvas.drawn import chain, wire

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key


@pytest.fixture
def drawn(window: Window) -> Window:
    """A window with a chain of blocks in it."""
    window.document.open(window.document.project.with_graph(chain()), None)
    window.canvas.camera.fit()
    window.canvas.setFocus()
    return window


def press(window: Window, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL | ALT) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def graph(window: Window) -> Graph:
    return window.document.project.graph


def menu(window: Window, at: QPoint) -> list[str]:
    """What the context menu at a place of the canvas offers."""
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.RightButton, pos=at)
    viewport = window.canvas.viewport()
    position = viewport.mapFrom(window, at)
    window.canvas.context_menu.emit(viewport.mapToGlobal(position), "")
    texts = [each.text() for each in window.build._menu.actions() if each.text()]
    window.build._menu.hide()
    QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.RightButton, pos=at)
    return texts


def test_a_network_is_framed_noted_coloured_and_cleared_by_keys_alone(drawn: Window) -> None:
    press(drawn, Key.Key_A, CONTROL)
    press(drawn, Key.Key_F)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    QTest.keyClicks(QApplication.focusWidget(), "Whole / v2")
    press(drawn, Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    press(drawn, Key.Key_6)
    (frame,) = graph(drawn).frames
    assert (frame.title, frame.colour) == ("Whole / v2", "blue")
    press(drawn, Key.Key_N)
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
    QTest.keyClicks(QApplication.focusWidget(), "why / nott")
    press(drawn, Key.Key_Backspace, Qt.KeyboardModifier.NoModifier)
    press(drawn, Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert [note.text for note in graph(drawn).notes] == ["why / not"]
    press(drawn, Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert drawn.canvas.selected_pieces == {PieceId("frame", "frame_1")}
    drawn.canvas.select((), pieces=drawn.canvas.sheet.papers.ids)
    press(drawn, Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert graph(drawn) == chain()
    assert drawn.document.undo_stack.count() == 4


def test_each_colour_has_a_command(drawn: Window) -> None:
    drawn.document.edit_graph("Note", with_pieces(graph(drawn), Note(id="note_1", text="x")))
    drawn.canvas.select((), pieces={PieceId("note", "note_1")})
    for tag in TAGS:
        drawn.actions_table[f"colour_{tag}"].trigger()
        assert graph(drawn).notes[0].colour == tag


def test_a_wire_is_bent_moved_and_straightened_by_keys_alone(drawn: Window) -> None:
    drawn.canvas.select({"conv"})
    press(drawn, Key.Key_R)
    ((x, y),) = graph(drawn).out_of["conv"][0].via
    press(drawn, Key.Key_Right, CONTROL)
    assert graph(drawn).out_of["conv"][0].via == ((x + 8, y),)
    drawn.canvas.select({"dense"})
    press(drawn, Key.Key_R)
    press(drawn, Key.Key_P)
    press(drawn, Key.Key_P)
    words = drawn.canvas.accessibleDescription()
    assert words == "Reroute point 1 of 1, on the wire from Dense to Class output"
    press(drawn, Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert not graph(drawn).out_of["dense"][0].via
    drawn.canvas.select({"pool"})
    press(drawn, Key.Key_S)
    assert graph(drawn) == chain()


def test_commands_say_why_they_are_off(drawn: Window) -> None:
    table = drawn.actions_table
    drawn.canvas.select(())
    table.refresh()
    for id in ("frame", "edit_piece", "fit_frame", "next_piece", "add_point", "straighten"):
        assert not table[id].isEnabled()
        assert table[id].toolTip().endswith(".")
    assert table["add_note"].isEnabled()
    drawn.canvas.select((), {wire("conv", "pool")})
    assert table["add_point"].isEnabled()
    table["add_point"].trigger()
    assert table["straighten"].isEnabled()


def test_the_context_menu_is_about_what_lies_there(drawn: Window, hand) -> None:
    frame = Frame(id="frame_1", title="Part", x=-48.0, y=80.0, width=400.0, height=200.0)
    drawn.document.edit_graph("Frame", with_pieces(graph(drawn), frame))
    assert "Edit title or text" in menu(drawn, hand.spot(-20, 92))
    assert drawn.canvas.selected_pieces == {PieceId("frame", "frame_1")}
    assert "Add a note" in menu(drawn, hand.spot(300, 180))
    drawn.canvas.select((), {wire("conv", "pool")})
    middle = drawn.canvas.sheet.wires.middle[
        drawn.canvas.sheet.wires.rows.index(wire("conv", "pool"))
    ]
    assert "Add a reroute point" in menu(drawn, hand.spot(*middle.tolist()))


def test_fitting_the_view_shows_notes_beside_the_network_and_the_minimap_has_them(
    drawn: Window,
) -> None:
    far = Note(id="note_1", text="far out", x=2_000.0, y=0.0)
    before = drawn.canvas.minimap.grab().toImage()
    drawn.document.edit_graph("Note", with_pieces(graph(drawn), far))
    drawn.actions_table["fit"].trigger()
    assert drawn.canvas.camera.seen().contains(drawn.canvas.sheet.papers.rect(0))
    assert drawn.canvas.minimap.grab().toImage() != before


def test_an_empty_canvas_with_a_note_does_not_ask_for_a_block_over_it(window: Window) -> None:
    assert window.canvas.empty_state.isVisible()
    window.document.edit_graph("Note", with_pieces(graph(window), Note(id="note_1", text="to do")))
    assert not window.canvas.empty_state.isVisible()


def test_what_is_written_belongs_to_the_document_that_was_open(drawn: Window) -> None:
    drawn.actions_table["add_note"].trigger()
    QTest.keyClicks(QApplication.focusWidget(), "lost")
    drawn.document.open(drawn.document.project.with_graph(chain()), None)
    assert not graph(drawn).notes
    assert drawn.canvas.paper.editor is None


def test_the_inspector_says_what_is_selected_besides_blocks(drawn: Window) -> None:
    frame = Frame(id="frame_1", title="Part", x=-48.0, y=80.0, width=400.0, height=200.0)
    drawn.document.edit_graph("Frame", with_pieces(graph(drawn), frame))
    state = drawn.inspector.summary.state
    drawn.canvas.select((), pieces={PieceId("frame", "frame_1")})
    assert state.text().startswith("A frame.")
    drawn.canvas.select(())
    assert state.text().startswith("Nothing selected.")
