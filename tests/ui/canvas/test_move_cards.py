"""Cards moved by mouse and by key."""

from PySide6.QtCore import QPoint, Qt

from tests.ui.canvas.drawn import Hand

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_dragged_card_moves_on_the_grid_as_one_step(hand: Hand) -> None:
    at = hand.card("conv")
    hand.drag(at, at + QPoint(103, 45))
    moved = hand.graph.by_id["conv"]
    assert (moved.x, moved.y) == (104, 152)
    assert hand.steps == 1
    hand.view.document.undo_stack.undo()
    assert (hand.graph.by_id["conv"].x, hand.view.cards.rect("conv").x()) == (0, 0)


def test_alt_moves_freely(hand: Hand) -> None:
    at = hand.card("conv")
    hand.drag(at, at + QPoint(103, 45), ALT)
    # The release carries the modifier; the moves before it do not.
    assert (hand.graph.by_id["conv"].x, hand.graph.by_id["conv"].y) == (103, 149)


def test_the_document_learns_of_a_drag_only_at_its_end(hand: Hand) -> None:
    at = hand.card("conv")
    before = hand.graph
    hand.press(at)
    hand.go(at + QPoint(40, 40))
    hand.go(at + QPoint(80, 80))
    assert hand.graph is before
    assert hand.view.cards.rect("conv").x() == 80
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.cards.rect("conv").x() == 0
    hand.release(at + QPoint(80, 80))
    assert hand.graph is before


def test_selected_cards_move_together(hand: Hand) -> None:
    hand.click(hand.card("conv"))
    hand.click(hand.card("pool"), SHIFT)
    assert hand.view.selection == {"conv", "pool"}
    at = hand.card("conv")
    hand.drag(at, at + QPoint(80, 0))
    assert [hand.graph.by_id[id].x for id in ("conv", "pool", "flat")] == [80, 80, 0]
    assert hand.steps == 1


def test_wires_follow_a_dragged_card(hand: Hand) -> None:
    at = hand.card("conv")
    hand.press(at)
    hand.go(at + QPoint(160, 0))
    wires = hand.view.sheet.wires
    ends = {w.source: wires.points[row, -1].tolist() for row, w in enumerate(wires.rows)}
    assert ends["pictures"] == [96 + 160, 104]
    hand.release(at + QPoint(160, 0))


def test_a_click_moves_nothing(hand: Hand) -> None:
    hand.drag(hand.card("conv"), hand.card("conv"))
    hand.click(hand.card("pool"))
    assert hand.graph.by_id["pool"].x == 0
    assert hand.view.selection == {"pool"}


def test_control_and_arrows_nudge_by_the_grid_as_one_step(hand: Hand) -> None:
    hand.click(hand.card("conv"))
    for _ in range(3):
        hand.key(Qt.Key.Key_Right, CONTROL)
    hand.key(Qt.Key.Key_Down, CONTROL)
    assert (hand.graph.by_id["conv"].x, hand.graph.by_id["conv"].y) == (24, 112)
    assert hand.steps == 1
