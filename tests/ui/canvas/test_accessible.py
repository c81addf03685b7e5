"""What screen readers find on a canvas."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
)

from studio.ui.canvas import accessible
from tests.ui.canvas.drawn import Hand, wire

NAME = QAccessible.Text.Name


def test_a_canvas_lists_its_blocks_in_sentences(hand: Hand) -> None:
    canvas = QAccessible.queryAccessibleInterface(hand.view)
    names = [canvas.child(row).text(NAME) for row in range(canvas.childCount())]
    assert len(names) == 6
    assert names[1].startswith("Conv 2D, 32 filters")
    assert "320 parameters" in names[1]
    assert names[1].endswith("no problems")


def test_a_block_with_a_problem_says_so(hand: Hand) -> None:
    hand.view.document.edit_graph("Delete", hand.graph.removed(["flat"]))
    canvas = QAccessible.queryAccessibleInterface(hand.view)
    (dense,) = [
        name
        for row in range(canvas.childCount())
        if (name := canvas.child(row).text(NAME)).startswith("Dense")
    ]
    assert "no wire at its input" in dense


def test_the_block_under_a_point_of_the_screen_is_found(hand: Hand) -> None:
    canvas = QAccessible.queryAccessibleInterface(hand.view)
    at = hand.view.viewport().mapToGlobal(hand.card("pool"))
    assert canvas.childAt(at.x(), at.y()).text(NAME).startswith("Max pooling")


def test_a_block_that_is_gone_is_no_longer_valid(hand: Hand) -> None:
    canvas = QAccessible.queryAccessibleInterface(hand.view)
    conv = canvas.child(1)
    hand.view.document.edit_graph("Delete", hand.graph.removed(["conv"]))
    assert not conv.isValid()
    assert canvas.childCount() == 5


@pytest.fixture
def events(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> list[QAccessibleEvent]:
    """What is told to screen readers."""
    told: list[QAccessibleEvent] = []
    monkeypatch.setattr(accessible.QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(accessible.QAccessible, "updateAccessibility", staticmethod(told.append))
    return told


def child(hand: Hand, block: str) -> QAccessibleInterface:
    canvas = QAccessible.queryAccessibleInterface(hand.view)
    return canvas.child(hand.view.scope.shown.order.index(block))


def test_every_block_is_an_item_of_a_list_with_a_name_and_what_it_is_wired_to(hand: Hand) -> None:
    canvas = QAccessible.queryAccessibleInterface(hand.view)
    assert canvas.role() == QAccessible.Role.List
    assert canvas.text(NAME) == "Canvas, 6 blocks"
    for row in range(canvas.childCount()):
        block = canvas.child(row)
        assert block.role() == QAccessible.Role.ListItem
        assert canvas.indexOfChild(block) == row
        assert block.parent().object() is hand.view
        assert block.text(NAME)
    description = QAccessible.Text.Description
    assert child(hand, "conv").text(description) == "from Picture input; to Max pooling 2D"


def test_the_focused_and_selected_block_says_so(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_Tab)
    conv, pool = child(hand, "conv"), child(hand, "pool")
    assert conv.state().focused
    assert conv.state().selected
    assert not pool.state().focused
    assert not pool.state().selected
    canvas = QAccessible.queryAccessibleInterface(hand.view)
    assert canvas.focusChild().text(NAME) == conv.text(NAME)
    hand.view.clearFocus()
    assert not conv.state().focused


def test_a_block_out_of_view_says_so_and_where_it_lies(hand: Hand) -> None:
    conv = child(hand, "conv")
    assert not conv.state().offscreen
    assert conv.rect().contains(hand.view.viewport().mapToGlobal(hand.card("conv")))
    hand.view.camera.pan(QPoint(0, 5_000))
    assert conv.state().offscreen


def test_moving_to_another_block_is_told(hand: Hand, events: list[QAccessibleEvent]) -> None:
    hand.key(Qt.Key.Key_Tab)
    kinds = [event.type() for event in events]
    assert QAccessible.Event.Focus in kinds
    assert QAccessible.Event.SelectionWithin in kinds
    focus = events[kinds.index(QAccessible.Event.Focus)]
    assert focus.accessibleInterface().text(NAME).startswith("Picture input")


def test_the_port_that_a_wire_is_aimed_at_is_spoken(
    hand: Hand, events: list[QAccessibleEvent]
) -> None:
    hand.view.document.edit_graph("Delete", hand.graph.disconnected(wire("pool", "flat")))
    hand.view.keys.walk.go("pool")
    hand.view.key_wiring.begin()
    spoken = [event for event in events if isinstance(event, QAccessibleAnnouncementEvent)]
    assert spoken[-1].message().startswith("From Max pooling 2D to Flatten, 1 of")
