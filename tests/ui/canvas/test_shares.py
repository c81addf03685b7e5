"""The bars on cards: how many parameters each has beside the largest."""

import numpy as np
from PySide6.QtCore import QPoint

from studio.ui.canvas.shares import STEPS, steps
from studio.ui.theme import colours


def test_the_largest_has_the_whole_bar_and_the_smallest_still_a_piece_of_it():
    assert steps(np.array([0.0, 1.0, 500.0, 1000.0])).tolist() == [0, 1, STEPS // 2, STEPS]
    assert steps(np.zeros(3)).tolist() == [0, 0, 0]


def bar(hand, id):
    """The step of a card's bar."""
    return int(hand.view.cards.share[hand.view.cards.index[id]])


def test_an_edit_of_the_largest_block_changes_bars_and_makes_no_other_card_anew(hand):
    cards = hand.view.cards
    assert (bar(hand, "dense"), bar(hand, "conv"), bar(hand, "pool")) == (STEPS, 1, 0)
    before = cards["conv"]
    hand.view.document.edit_graph("Delete", hand.graph.removed(["dense"]))
    assert cards["conv"] is before
    assert bar(hand, "conv") == STEPS
    hand.view.document.undo_stack.undo()
    assert (bar(hand, "dense"), bar(hand, "conv")) == (STEPS, 1)


def test_a_bar_is_as_long_on_the_screen_as_its_step(hand):
    hand.view.camera.zoom_reset()
    hand.view.camera.fit()
    hand.view.camera.zoom_reset()
    image = hand.view.grab().toImage()
    line = [colours().border.control.rgb()]
    seen = {}
    for id in ("dense", "conv", "pool"):
        box = hand.view.viewportTransform().mapRect(hand.view.cards.rect(id)).toRect()
        rows = range(box.bottom() - 9, box.bottom() - 5)
        across = range(box.left() + 54, box.right() - 12)
        seen[id] = max(sum(image.pixel(QPoint(x, y)) in line for x in across) for y in rows)
    assert seen["pool"] == 0
    assert 0 < seen["conv"] < seen["dense"]
