"""What screen readers find on a canvas."""

from PySide6.QtGui import QAccessible

from tests.ui.canvas.drawn import Hand

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
