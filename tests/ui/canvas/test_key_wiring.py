"""Wires by keys alone: drawn, aimed, connected, taken off, and told to screen readers."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.graph.graph import Graph
from tests.ui.canvas.drawn import Hand, chain, node, wire
from tests.ui.canvas.grouped import with_groups

Opened = Callable[[Graph], Hand]
Key = Qt.Key


@pytest.fixture
def hand(opened: Opened) -> Hand:
    """Over the chain, with a batch norm and an add that are loose."""
    return opened(chain().added(node("norm", "batch_norm", 300, 104), node("sum", "add", 300, 312)))


@pytest.fixture
def told(hand: Hand) -> list[str]:
    """What is announced."""
    said: list[str] = []
    hand.view.message.connect(said.append)
    return said


def begin(hand: Hand, block: str) -> None:
    hand.view.keys.walk.go(block)
    hand.view.key_wiring.begin()


def target(hand: Hand) -> str:
    gesture = hand.view.key_wiring.gesture
    assert gesture is not None
    return gesture.target.block if gesture.target else ""


def test_a_wire_begins_at_the_focused_block_and_lights_what_fits(
    hand: Hand, told: list[str]
) -> None:
    begin(hand, "conv")
    fits = hand.view.sheet.state.fits
    assert fits is not None
    assert {end.block for end in fits.ports} == {"norm", "sum"}
    assert told[-1].startswith("From Conv 2D to ")
    assert "Enter connects" in told[-1]


def test_arrows_choose_among_the_ports_that_fit_in_the_order_of_reading(hand: Hand) -> None:
    begin(hand, "conv")
    seen = []
    for _ in range(3):
        gesture = hand.view.key_wiring.gesture
        assert gesture is not None
        assert gesture.target is not None
        seen.append((gesture.target.block, gesture.target.name))
        hand.key(Key.Key_Down)
    assert sorted(seen) == [("norm", "in"), ("sum", "in_1"), ("sum", "in_2")]
    hand.key(Key.Key_Up)
    gesture = hand.view.key_wiring.gesture
    assert gesture is not None
    assert gesture.target is not None
    assert (gesture.target.block, gesture.target.name) == seen[2]


def test_enter_connects_as_one_step_and_the_keyboard_stays(hand: Hand, told: list[str]) -> None:
    begin(hand, "conv")
    while target(hand) != "norm":
        hand.key(Key.Key_Right)
    hand.key(Key.Key_Return)
    assert wire("conv", "norm") in hand.graph.wires
    assert hand.steps == 1
    assert told[-1] == "Connected."
    assert hand.view.sheet.state.focused == "conv"
    assert hand.view.sheet.state.fits is None


def test_escape_gives_the_wire_up(hand: Hand) -> None:
    before = hand.graph
    begin(hand, "norm")
    hand.key(Key.Key_Escape)
    assert hand.view.pointer.gesture is None
    assert hand.graph is before
    assert hand.view.selection == {"norm"}


def test_tab_goes_from_the_outputs_of_the_block_to_its_inputs(hand: Hand) -> None:
    begin(hand, "norm")
    hand.key(Key.Key_Tab)
    assert hand.view.sheet.state.fits is not None
    assert hand.view.sheet.state.fits.start.is_input
    while target(hand) != "pool":
        hand.key(Key.Key_Up)
    hand.key(Key.Key_Return)
    assert wire("pool", "norm") in hand.graph.wires


def test_a_wire_taken_by_its_input_goes_to_another_one(hand: Hand, told: list[str]) -> None:
    begin(hand, "flat")
    hand.key(Key.Key_Tab)
    assert told[-1].startswith("The wire from Max pooling 2D to Flatten.")
    while target(hand) != "norm":
        hand.key(Key.Key_Down)
    hand.key(Key.Key_Return)
    assert wire("pool", "norm") in hand.graph.wires
    assert wire("pool", "flat") not in hand.graph.wires
    assert hand.steps == 1
    assert hand.view.selection == {"flat"}


def test_delete_removes_the_wire_that_is_held(hand: Hand) -> None:
    begin(hand, "flat")
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Delete)
    assert wire("pool", "flat") not in hand.graph.wires
    assert "flat" in hand.graph.by_id
    assert hand.view.selection == {"flat"}


def test_the_one_wire_of_a_block_is_taken_off_at_once(hand: Hand, told: list[str]) -> None:
    hand.view.keys.walk.go("flat")
    hand.view.key_wiring.disconnect()
    assert wire("pool", "flat") not in hand.graph.wires
    assert told[-1] == "The wire from Max pooling 2D to Flatten is removed."
    assert hand.view.key_wiring.no_input() == "No input of this block has a wire."


def test_of_several_wires_the_one_to_take_off_is_chosen(hand: Hand) -> None:
    graph = hand.graph.connected(
        wire("conv", "sum", input="in_1"), wire("pool", "sum", input="in_2")
    )
    hand.view.document.edit_graph("Wires", graph)
    hand.view.keys.walk.go("sum")
    hand.view.key_wiring.disconnect()
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Delete)
    assert len(hand.graph.into["sum"]) == 1


def test_letters_search_for_a_block_at_the_chosen_port(hand: Hand) -> None:
    begin(hand, "dense")
    hand.key(Key.Key_D)
    popup = hand.view.quick_add.popup
    QTest.keyClicks(popup.field, "ropout")
    QTest.keyClick(popup.field, Key.Key_Return)
    (made,) = [w.target for w in hand.graph.out_of["dense"] if w.target != "classes"]
    assert hand.graph.by_id[made].block.kind == "dropout"


def test_where_no_port_fits_that_is_said(hand: Hand, told: list[str]) -> None:
    begin(hand, "pictures")
    hand.key(Key.Key_Escape)
    hand.view.document.edit_graph("Delete", chain().removed(["conv", "pool", "flat", "dense"]))
    begin(hand, "pictures")
    assert "no port fits" in told[-1]


def test_the_mouse_goes_on_with_what_a_key_has_begun(hand: Hand) -> None:
    begin(hand, "conv")
    hand.go(hand.spot(200, 200))
    hand.go(hand.input("norm"))
    hand.click(hand.input("norm"))
    assert wire("conv", "norm") in hand.graph.wires


def test_inside_a_group_that_is_unfolded_wires_are_taken_off_and_drawn(opened: Opened) -> None:
    graph = with_groups()
    hand = opened(graph.replaced(graph.by_id["first"].but(open=True)))
    scope = hand.view.scope
    conv, total = scope.alias(("first",), "conv"), scope.alias(("first",), "add")
    hand.view.keys.walk.go(total)
    hand.view.key_wiring.disconnect()
    hand.key(Key.Key_Delete)
    (inside,) = hand.graph.definitions
    assert len(inside.wires) == 3
    begin(hand, conv)
    while target(hand) != total:
        hand.key(Key.Key_Down)
    hand.key(Key.Key_Return)
    (inside,) = hand.graph.definitions
    assert wire("conv", "add", input="in_1") in inside.wires
