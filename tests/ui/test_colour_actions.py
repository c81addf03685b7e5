"""Colour tags of blocks: given by key and by menu, shown, told, kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from studio.data.dataset import datasets
from studio.graph.graph import Graph
from studio.graph.paper import Note
from studio.graph.paper_edits import with_pieces
from studio.project import files
from studio.project.checks import checked
from studio.project.project import Project
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.theme import colours
from studio.ui.window import Window
from tests.ui.canvas.drawn import chain
from tests.ui.canvas.grouped import with_groups

CONTROL, ALT, Key = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.Key


def project(graph: Graph) -> Project:
    return Project(graph=graph, data=datasets["fashion"]())


@pytest.fixture
def drawn(window: Window) -> Window:
    window.document.open(project(chain()), None)
    window.canvas.camera.zoom_to(1.0)
    window.canvas.camera.centre(window.canvas.cards.bounds().center())
    return window


def press(window: Window, key: Qt.Key) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window, key, CONTROL | ALT)


def colour_of(window: Window, id: str) -> str:
    return window.document.project.graph.by_id[id].colour


def marked(window: Window, id: str, tag: str) -> int:
    """How many pixels of a card have the colour of a tag."""
    view = window.canvas
    area = view.viewportTransform().mapRect(view.cards.rect(id)).toRect()
    image = view.viewport().grab(area).toImage().convertToFormat(QImage.Format.Format_RGB32)
    wanted = colours().tag[tag].mark.rgb()
    spots = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixel(*spot) == wanted for spot in spots)


def test_selected_blocks_and_notes_get_a_colour_as_one_step(drawn: Window) -> None:
    graph = with_pieces(chain(), Note(id="note_1", text="x", x=400))
    drawn.document.open(project(graph), None)
    drawn.canvas.select({"conv", "pool"}, pieces={PieceId("note", "note_1")})
    press(drawn, Key.Key_5)
    assert [colour_of(drawn, id) for id in ("conv", "pool", "flat")] == ["teal", "teal", ""]
    assert drawn.document.project.graph.notes[0].colour == "teal"
    assert drawn.document.undo_stack.count() == 1
    drawn.document.undo_stack.undo()
    assert drawn.document.project.graph == graph


def test_the_colour_is_taken_off_by_key(drawn: Window) -> None:
    drawn.canvas.select({"conv"})
    assert drawn.actions_table.refusal("no_colour") == "No chosen block has a colour."
    press(drawn, Key.Key_1)
    press(drawn, Key.Key_0)
    assert colour_of(drawn, "conv") == ""
    assert drawn.document.project.graph == chain()


def test_the_context_menu_of_a_block_offers_the_colours(drawn: Window, hand) -> None:
    at = drawn.canvas.viewport().mapFrom(drawn, hand.card("conv"))
    drawn.canvas.context_menu.emit(drawn.canvas.viewport().mapToGlobal(at), "conv")
    menu = drawn.build._menu
    (colour,) = (each.menu() for each in menu.actions() if each.text() == "Colour")
    texts = [each.text() for each in colour.actions()]
    assert texts[0] == "Colour: Red"
    assert texts[-1] == "Take the colour off"
    menu.close()


def test_a_card_shows_its_colour_and_says_it(drawn: Window) -> None:
    assert marked(drawn, "conv", "violet") == 0
    drawn.canvas.select({"conv"})
    press(drawn, Key.Key_7)
    drawn.canvas.select(())
    assert marked(drawn, "conv", "violet") > 100
    assert marked(drawn, "pool", "violet") == 0
    assert "tag Violet" in drawn.canvas.sheet.described("conv")
    drawn.canvas.select({"conv"})
    assert drawn.inspector.header.place.text().endswith("tag Violet")


def test_a_note_beside_the_pointer_says_the_colour(drawn: Window, hand) -> None:
    drawn.canvas.select({"conv"})
    press(drawn, Key.Key_7)
    QTest.mouseMove(drawn.windowHandle(), hand.card("conv"))
    drawn.canvas.pointer._hovering.explain()
    assert "tag Violet" in drawn.canvas.overlay.note.text


def test_a_colour_costs_no_new_shapes(drawn: Window) -> None:
    before = project(chain())
    graph = before.graph
    known = checked(before)
    tagged = graph.replaced(graph.by_id["conv"].but(colour="red"))
    after = checked(before.with_graph(tagged), known)
    assert all(after.shapes.nodes[id] is known.shapes.nodes[id] for id in graph.by_id)
    assert after.problems == known.problems


def test_a_file_keeps_colours_and_has_none_where_there_are_none() -> None:
    graph = chain()
    assert b"colour" not in files.dump(project(graph))
    tagged = project(graph.replaced(graph.by_id["conv"].but(colour="red")))
    assert files.parse(files.dump(tagged)) == tagged


def test_copies_and_groups_keep_colours(window: Window) -> None:
    window.document.open(project(with_groups()), None)
    window.canvas.select({"conv", "first"})
    press(window, Key.Key_2)
    window.canvas.editing.duplicate()
    copies = window.canvas.selection
    assert {colour_of(window, id) for id in copies} == {"orange"}
    window.canvas.select({"conv"})
    window.canvas.groups.group()
    (made,) = window.canvas.selection
    window.canvas.scope.enter(made)
    assert {n.colour for n in window.canvas.scope.graph.nodes} == {"orange", ""}


def test_definitions_that_differ_in_colours_only_are_the_same_when_pasted(window: Window) -> None:
    window.document.open(project(with_groups()), None)
    window.canvas.select({"first"})
    window.canvas.editing.copy()
    window.canvas.scope.enter("first")
    window.canvas.select({"conv"})
    press(window, Key.Key_3)
    window.canvas.scope.leave()
    window.canvas.editing.paste()
    assert [each.name for each in window.document.project.graph.definitions] == ["Residual"]
