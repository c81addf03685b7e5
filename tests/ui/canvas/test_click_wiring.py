"""Wires by two clicks, by either end, and by what is typed at a port."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.graph.graph import Graph
from tests.ui.canvas.drawn import Hand, chain, node, wire

Opened = Callable[[Graph], Hand]
RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def hand(opened: Opened) -> Hand:
    """Over the chain, with a batch norm and a second flatten that are loose."""
    return opened(
        chain().added(node("norm", "batch_norm", 300, 104), node("flat_2", "flatten", 300, 312))
    )


# ---- two clicks --------------------------------------------------------------------------------


def test_a_click_on_a_port_and_one_on_another_wire_them(hand: Hand) -> None:
    hand.click(hand.output("conv"))
    fits = hand.view.sheet.state.fits
    assert fits is not None
    assert "norm" in fits.blocks
    hand.go(hand.spot(200, 200))
    hand.go(hand.input("norm"))
    hand.click(hand.input("norm"))
    assert wire("conv", "norm") in hand.graph.wires
    assert hand.view.sheet.state.fits is None
    assert hand.steps == 1


@pytest.mark.parametrize("how", ["escape", "right button", "the same port"])
def test_a_wire_that_follows_the_pointer_can_be_given_up(hand: Hand, how: str) -> None:
    before, menus = hand.graph, []
    hand.view.context_menu.connect(lambda *where: menus.append(where))
    hand.click(hand.output("conv"))
    hand.go(hand.spot(300, 20))
    if how == "escape":
        hand.key(Qt.Key.Key_Escape)
    elif how == "right button":
        hand.press(hand.spot(300, 20), button=RIGHT)
        hand.release(hand.spot(300, 20), button=RIGHT)
    else:
        hand.click(hand.output("conv"))
    assert hand.view.pointer.gesture is None
    assert hand.view.sheet.state.fits is None
    assert hand.graph is before
    assert not hand.view.quick_add.popup.isVisible()
    assert menus == []


@pytest.mark.parametrize("by_space", [True, False])
def test_the_paper_can_be_moved_while_a_wire_follows_the_pointer(
    hand: Hand, by_space: bool
) -> None:
    seen = hand.view.camera.seen().topLeft()
    hand.click(hand.output("conv"))
    hand.go(hand.spot(300, 20))
    button = Qt.MouseButton.LeftButton if by_space else Qt.MouseButton.MiddleButton
    if by_space:
        QTest.keyPress(hand.view, Qt.Key.Key_Space)
    at = hand.spot(300, 20)
    hand.press(at, button=button)
    hand.go(at + QPoint(-60, 30))
    hand.release(at + QPoint(-60, 30), button=button)
    if by_space:
        QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert hand.view.camera.seen().topLeft() != seen
    assert not hand.view.quick_add.popup.isVisible()
    hand.click(hand.input("norm"))
    assert wire("conv", "norm") in hand.graph.wires
    assert hand.steps == 1


def test_the_second_click_on_empty_canvas_asks_for_a_block(hand: Hand) -> None:
    hand.click(hand.output("conv"))
    hand.go(hand.spot(300, 20))
    hand.click(hand.spot(300, 20))
    assert hand.view.quick_add.popup.isVisible()
    QTest.keyClicks(hand.view.quick_add.popup.field, "dropout")
    QTest.keyClick(hand.view.quick_add.popup.field, Qt.Key.Key_Return)
    (wired,) = [w for w in hand.graph.out_of["conv"] if w.target != "pool"]
    assert hand.graph.by_id[wired.target].block.kind == "dropout"
    assert hand.steps == 1


def test_a_double_click_on_a_port_begins_nothing(hand: Hand) -> None:
    at = hand.output("conv")
    QTest.mouseClick(hand.view.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(hand.view.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert hand.view.pointer.gesture is None
    assert hand.steps == 0


def test_letters_typed_at_a_port_search_for_what_follows(hand: Hand) -> None:
    hand.click(hand.output("dense"))
    hand.go(hand.spot(300, 480))
    hand.key(Qt.Key.Key_R)
    popup = hand.view.quick_add.popup
    assert popup.isVisible()
    assert popup.field.text() == "r"
    QTest.keyClicks(popup.field, "elu")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    (wired,) = [w for w in hand.graph.out_of["dense"] if w.target != "classes"]
    assert hand.graph.by_id[wired.target].block.kind == "activation"


def test_space_searches_for_what_follows_the_wire_that_waits(hand: Hand) -> None:
    hand.click(hand.output("dense"))
    hand.go(hand.spot(300, 480))
    hand.key(Qt.Key.Key_Space)
    assert hand.view.pointer.gesture is None
    popup = hand.view.quick_add.popup
    assert popup.isVisible()
    QTest.keyClicks(popup.field, "dropout")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    (wired,) = [w for w in hand.graph.out_of["dense"] if w.target != "classes"]
    assert hand.graph.by_id[wired.target].block.kind == "dropout"
    assert hand.graph.by_id[wired.target].x > 150  # at the pointer, not below


def test_letters_do_not_end_the_wire_whose_end_is_dragged(hand: Hand) -> None:
    hand.press(hand.input("flat"))
    hand.go(hand.spot(-300, 300))
    hand.key(Qt.Key.Key_R)
    hand.key(Qt.Key.Key_Space)
    assert hand.view.pointer.gesture is not None
    assert not hand.view.quick_add.popup.isVisible()
    hand.go(hand.input("flat_2"))
    hand.release(hand.input("flat_2"))
    assert wire("pool", "flat_2") in hand.graph.wires


def test_space_in_the_middle_of_a_drag_opens_no_search(hand: Hand) -> None:
    hand.press(hand.card("conv"))
    hand.go(hand.card("conv") + QPoint(60, 0))
    hand.key(Qt.Key.Key_Space)
    assert not hand.view.quick_add.popup.isVisible()
    hand.release(hand.card("conv"))


# ---- either end --------------------------------------------------------------------------------


def test_the_beginning_of_a_wire_can_be_dragged_to_another_output(hand: Hand) -> None:
    begin = hand.output("pool") + QPoint(0, 16)  # on the wire, below the port
    hand.drag(begin, hand.output("norm"))
    assert wire("norm", "flat") in hand.graph.wires
    assert wire("pool", "flat") not in hand.graph.wires
    assert hand.steps == 1


def test_the_end_of_a_wire_can_be_dragged_by_the_wire_above_the_port(hand: Hand) -> None:
    hand.drag(hand.input("flat") - QPoint(0, 16), hand.input("flat_2"))
    assert wire("pool", "flat_2") in hand.graph.wires
    assert wire("pool", "flat") not in hand.graph.wires
    assert hand.steps == 1


def test_a_click_on_a_wire_near_its_end_only_selects_it(hand: Hand) -> None:
    hand.click(hand.output("pool") + QPoint(0, 16))
    assert hand.view.selected_wires == {wire("pool", "flat")}
    assert hand.view.pointer.gesture is None


def test_a_wire_held_by_its_end_stays_where_it_was_over_nothing(hand: Hand) -> None:
    before = hand.graph
    hand.drag(hand.input("flat"), hand.spot(-300, 300))
    assert hand.graph is before
    assert hand.view.sheet.state.hidden == frozenset()
    assert not hand.view.quick_add.popup.isVisible()


def test_delete_removes_the_wire_whose_end_is_held_and_nothing_else(hand: Hand) -> None:
    tips = []
    hand.view.message.connect(tips.append)
    hand.press(hand.input("flat"))
    hand.go(hand.spot(-300, 300))
    assert "Delete removes it" in tips[-1]
    assert len(hand.view.sheet.state.hidden) == 1  # it is in the hand, not where it was
    hand.key(Qt.Key.Key_Delete)
    hand.release(hand.spot(-300, 300))
    assert set(hand.graph.by_id) == {*chain().by_id, "norm", "flat_2"}
    assert set(chain().wires) - set(hand.graph.wires) == {wire("pool", "flat")}
    assert hand.steps == 1
    assert hand.view.sheet.state.fits is None


def test_a_new_wire_is_given_up_by_delete(hand: Hand) -> None:
    before = hand.graph
    hand.press(hand.output("conv"))
    hand.go(hand.spot(300, 20))
    hand.key(Qt.Key.Key_Backspace)
    hand.release(hand.spot(300, 20))
    assert hand.graph is before
    assert not hand.view.quick_add.popup.isVisible()


def test_a_wire_that_waits_for_a_click_is_given_up_when_the_keyboard_goes(hand: Hand) -> None:
    hand.click(hand.output("conv"))
    assert hand.view.pointer.gesture is not None
    hand.view.clearFocus()
    assert hand.view.pointer.gesture is None
    assert hand.view.sheet.state.fits is None
