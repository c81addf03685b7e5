"""What is selected by click, rubber band and key."""

from PySide6.QtCore import Qt

from tests.ui.canvas.drawn import Hand, wire

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_rubber_band_selects_what_it_touches(hand: Hand) -> None:
    hand.drag(hand.spot(-60, 90), hand.spot(120, 230))
    assert hand.view.selection == {"conv", "pool"}
    hand.drag(hand.spot(-60, 400), hand.spot(120, 440), SHIFT)
    assert hand.view.selection == {"conv", "pool", "dense"}


def test_escape_brings_back_what_was_selected_before_the_band(hand: Hand) -> None:
    hand.click(hand.card("flat"))
    hand.press(hand.spot(-60, 90))
    hand.go(hand.spot(120, 230))
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.selection == {"flat"}
    hand.release(hand.spot(120, 230))


def test_a_click_beside_everything_selects_nothing(hand: Hand) -> None:
    hand.click(hand.card("conv"))
    hand.click(hand.spot(-120, 300))
    assert not hand.view.selection


def test_a_wire_is_selected_by_a_click_and_deleted(hand: Hand) -> None:
    told = []
    hand.view.selection_changed.connect(told.append)
    hand.click(hand.middle(wire("conv", "pool")))
    assert hand.view.selected_wires == {wire("conv", "pool")}
    hand.view.editing.delete()
    assert wire("conv", "pool") not in hand.graph.wires
    assert not hand.view.selected_wires
    assert told


def test_arrows_follow_the_wires(hand: Hand) -> None:
    hand.click(hand.card("conv"))
    hand.key(Qt.Key.Key_Down)
    assert hand.view.selection == {"pool"}
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_Up)
    assert hand.view.selection == {"pictures"}
    assert "Picture input" in hand.view.accessibleDescription()


def test_tab_goes_from_block_to_block(hand: Hand) -> None:
    for _ in range(3):
        hand.key(Qt.Key.Key_Tab)
    assert hand.view.selection == {"pool"}
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    assert hand.view.selection == {"conv"}


def test_a_block_that_is_gone_is_no_longer_selected(hand: Hand) -> None:
    hand.click(hand.card("conv"))
    hand.view.document.edit_graph("Delete", hand.graph.removed(["conv"]))
    assert not hand.view.selection
