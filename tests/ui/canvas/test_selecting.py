"""What is selected by click, rubber band and key."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

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


def test_the_keyboard_goes_on_from_the_block_that_was_clicked(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Tab)
    assert hand.view.sheet.state.focus_shown
    hand.click(hand.card("flat"))
    assert not hand.view.sheet.state.focus_shown
    assert hand.view.sheet.state.focused == "flat"
    hand.key(Qt.Key.Key_Tab)
    assert (hand.view.sheet.state.focused, hand.view.sheet.state.focus_shown) == ("dense", True)


def test_the_focus_ring_is_never_on_another_block_than_the_selected_one(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Tab)
    hand.view.placing.add_block("conv2d")
    assert hand.view.selection == {hand.view.sheet.state.focused}
    hand.view.select({"flat", "dense"})
    assert not hand.view.sheet.state.focus_shown


def right_click(hand: Hand, at: QPoint) -> str:
    """Returns the block that the menu is asked for."""
    asked: list[str] = []
    hand.view.context_menu.connect(lambda _at, block: asked.append(block))
    hand.press(at, button=Qt.MouseButton.RightButton)
    port = hand.view.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, port.mapToGlobal(at))
    QApplication.sendEvent(port, event)
    hand.release(at, button=Qt.MouseButton.RightButton)
    return asked[-1]


def test_a_right_click_selects_what_is_under_the_pointer(hand: Hand) -> None:
    assert right_click(hand, hand.card("conv")) == "conv"
    assert hand.view.selection == {"conv"}
    assert right_click(hand, hand.output("dense")) == "dense"
    assert hand.view.selection == {"dense"}
    assert right_click(hand, hand.middle(wire("conv", "pool"))) == ""
    assert hand.view.selected_wires == {wire("conv", "pool")}
    assert not hand.view.selection


def test_a_right_click_on_something_selected_keeps_the_selection(hand: Hand) -> None:
    hand.view.select({"conv", "pool"}, {wire("conv", "pool")})
    assert right_click(hand, hand.card("pool")) == "pool"
    assert right_click(hand, hand.middle(wire("conv", "pool"))) == ""
    assert hand.view.selection == {"conv", "pool"}
    assert right_click(hand, hand.spot(-150, 300)) == ""
    assert not hand.view.selected_wires
