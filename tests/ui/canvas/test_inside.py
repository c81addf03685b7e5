"""Groups on the canvas: opened on their own, edited, and left again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.graph.graph import Definition, Graph
from tests.ui.canvas.drawn import LEFT, NONE, Hand, wire
from tests.ui.canvas.grouped import residual, with_groups


@pytest.fixture
def hand(opened: Callable[[Graph], Hand]) -> Hand:
    """A hand over two uses of a residual group in a chain."""
    return opened(with_groups())


def definition(hand: Hand) -> Definition:
    return hand.graph.definition["Residual"]


def enter(hand: Hand, id: str = "first") -> None:
    QTest.mouseDClick(hand.view.windowHandle(), LEFT, NONE, hand.card(id))
    hand.settle()
    assert hand.view.scope.path[-1] == id


def told(hand: Hand) -> list[str]:
    messages: list[str] = []
    hand.view.message.connect(messages.append)
    return messages


def test_a_double_click_on_a_group_shows_its_inside(hand: Hand) -> None:
    enter(hand)
    assert set(hand.view.cards.index) == {"inlet_1", "conv", "add", "outlet_1"}
    assert hand.view.camera.seen().contains(hand.view.cards.bounds())


def test_the_shapes_inside_are_those_of_the_use_that_one_came_in_by(hand: Hand) -> None:
    enter(hand)
    labels = dict(zip(hand.view.sheet.wires.rows, hand.view.sheet.wires.labels, strict=True))
    assert labels[wire("conv", "add", input="in_1")] == "8 × 26 × 26"
    assert hand.view.cards["conv"].parameters == 8 * 8 * 9 + 8


def test_esc_leads_back_to_the_group_in_the_view_that_was_left(hand: Hand) -> None:
    hand.view.camera.zoom_to(1.25)
    hand.view.camera.pan(QPoint(10, 20))
    before = hand.view.camera.seen()
    hand.view.select({"first"})
    hand.key(Qt.Key.Key_Return)
    assert hand.view.scope.path == ("first",)
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.scope.path == ()
    assert hand.view.selection == {"first"}
    after = hand.view.camera.seen()
    assert (after.topLeft() - before.topLeft()).manhattanLength() < 2
    assert hand.view.camera.zoom == 1.25


def test_a_note_at_a_group_says_how_to_open_it(hand: Hand, qtbot: QtBot) -> None:
    hand.go(hand.card("first") + QPoint(20, 0))
    qtbot.waitUntil(lambda: hand.view.overlay.note is not None)
    assert hand.view.overlay.note is not None
    assert hand.view.overlay.note.title == "Residual"
    assert "double click" in hand.view.overlay.note.text


def test_enter_on_any_other_block_asks_for_its_settings(hand: Hand) -> None:
    asked: list[str] = []
    hand.view.edit_requested.connect(asked.append)
    hand.view.select({"conv"})
    hand.key(Qt.Key.Key_Return)
    assert asked == ["conv"]
    assert hand.view.scope.path == ()


def test_an_edit_inside_changes_every_use_and_is_one_step(hand: Hand) -> None:
    enter(hand)
    before = hand.graph
    card = hand.card("conv")
    hand.drag(card, card + QPoint(80, 0))
    assert definition(hand).by_id["conv"].x == 80
    assert hand.graph.nodes == before.nodes
    assert hand.steps == 1
    hand.view.document.undo_stack.undo()
    assert hand.graph == before
    assert hand.view.scope.path == ("first",)


def test_wires_are_drawn_and_blocks_deleted_inside(hand: Hand) -> None:
    enter(hand)
    hand.view.select((), {wire("inlet_1", "add", input="in_2")})
    hand.view.editing.delete()
    hand.drag(hand.output("conv"), hand.input("add", "in_2"))
    assert wire("conv", "add", input="in_2") in definition(hand).wires
    hand.view.select({"conv"})
    hand.view.editing.delete()
    assert wire("inlet_1", "add", input="in_1") in definition(hand).wires
    assert "conv" in hand.graph.by_id  # the block of this name outside is another


def test_what_the_palette_drops_on_a_wire_inside_goes_into_it(hand: Hand) -> None:
    enter(hand)
    at = hand.view.viewport().mapToGlobal(hand.middle(wire("add", "outlet_1")))
    hand.view.placing.carry("batch_norm", at)
    hand.view.placing.drop("batch_norm", at)
    assert wire("add", "batch_norm_1") in definition(hand).wires
    assert hand.view.selection == {"batch_norm_1"}
    assert hand.steps == 1


def test_an_undo_outside_takes_back_what_was_done_inside(hand: Hand) -> None:
    enter(hand)
    before = hand.graph
    hand.view.editing.select_all()
    hand.view.editing.nudge(1, 0)
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.scope.path == ()
    hand.view.document.undo_stack.undo()
    assert hand.graph == before


def test_an_undo_that_takes_the_group_away_shows_what_was_around_it(hand: Hand) -> None:
    hand.view.select({"flat"})
    hand.view.groups.group()
    (made,) = hand.view.selection
    hand.view.scope.enter(made)
    assert hand.view.scope.path == (made,)
    hand.view.document.undo_stack.undo()
    assert hand.view.scope.path == ()
    assert "flat" in hand.view.cards


def test_another_document_is_shown_from_outside(hand: Hand) -> None:
    enter(hand)
    hand.view.document.open(hand.view.document.project, None)
    assert hand.view.scope.path == ()


def test_an_inlet_that_is_deleted_takes_the_wires_outside_along(hand: Hand) -> None:
    enter(hand)
    hand.view.select({"inlet_1"})
    hand.view.editing.delete()
    assert not definition(hand).inputs
    assert not [w for w in hand.graph.wires if w.target in ("first", "second")]


def test_a_group_is_not_pasted_into_itself(hand: Hand) -> None:
    messages = told(hand)
    hand.view.select({"second"})
    hand.view.editing.copy()
    enter(hand)
    before = hand.graph
    hand.view.editing.paste()
    assert hand.graph is before
    assert "contain itself" in messages[-1]


def test_data_enters_no_group(hand: Hand) -> None:
    messages = told(hand)
    enter(hand)
    before = hand.graph
    hand.view.placing.add_block("class_output")
    assert hand.graph is before
    assert "outside of groups" in messages[-1]


def test_blocks_are_copied_from_the_inside_to_the_outside(hand: Hand) -> None:
    enter(hand)
    hand.view.editing.select_all()
    hand.view.editing.copy()
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Escape)
    hand.view.editing.paste()
    kinds = sorted(hand.graph.by_id[id].block.kind for id in hand.view.selection)
    assert kinds == ["add", "conv2d"]


def test_a_group_is_copied_with_its_inside_to_another_project(
    hand: Hand, opened: Callable[[Graph], Hand]
) -> None:
    hand.view.select({"first"})
    hand.view.editing.copy()
    other = opened(Graph())
    other.view.editing.paste()
    (made,) = other.view.selection
    other.view.scope.enter(made)
    assert {node.block.kind for node in other.view.scope.graph.nodes} == {
        "inlet",
        "conv2d",
        "add",
        "outlet",
    }
    assert other.graph.definition["Residual"] == residual()


def test_tab_walks_the_inside(hand: Hand) -> None:
    enter(hand)
    walked = []
    while hand.view.keys.walk.step(forward=True):
        walked += hand.view.selection
    assert walked == ["inlet_1", "conv", "add", "outlet_1"]


def test_the_crumbs_lead_back(hand: Hand) -> None:
    assert not hand.view.crumbs.isVisible()
    enter(hand)
    assert [crumb.text() for crumb in hand.view.crumbs.crumbs] == ["Network"]
    assert hand.view.crumbs.here.text() == "Residual"
    hand.click(hand.view.crumbs.crumbs[0].mapTo(hand.view, QPoint(8, 8)))
    assert hand.view.scope.path == ()
    assert not hand.view.crumbs.isVisible()


def test_the_bar_says_that_other_groups_change_too_until_the_group_is_unique(hand: Hand) -> None:
    enter(hand)
    assert "Used 2 times" in hand.view.crumbs.note.text()
    hand.click(hand.view.crumbs.unique.mapTo(hand.view, QPoint(8, 8)))
    assert hand.steps == 1
    assert not hand.view.crumbs.unique.isVisible()
    assert hand.view.scope.path == ("first",)
    hand.view.editing.select_all()
    hand.view.editing.nudge(1, 0)
    assert definition(hand) == residual()
    assert hand.graph.by_id["second"].block.definition == "Residual"


def test_the_shapes_of_other_repetitions_can_be_looked_at(opened: Callable[[Graph], Hand]) -> None:
    graph = with_groups(repeat=3)
    inner = graph.definition["Residual"]
    pooled = inner.removed({"add"}).connected(wire("conv", "outlet_1"))
    conv = pooled.by_id["conv"]
    pooled = pooled.replaced(conv.but(block=conv.block.but(padding="valid")))
    hand = opened(graph.with_definitions((pooled,)))
    enter(hand)
    bar, shape = hand.view.crumbs, lambda: hand.view.sheet.wires.labels[-1]
    assert "1 of 3" in bar.repetition.text()
    assert not bar.before.isEnabled()
    first = shape()
    for _ in range(2):
        hand.click(bar.after.mapTo(hand.view, QPoint(8, 8)))
    assert "3 of 3" in bar.repetition.text()
    assert not bar.after.isEnabled()
    assert shape() != first
    assert hand.steps == 0
