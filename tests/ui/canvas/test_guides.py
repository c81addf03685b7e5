"""What is dragged keeps to lines with the cards around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage

from studio.graph.graph import Graph
from studio.ui.theme import colours
from tests.ui.canvas.drawn import Hand, chain, node
from tests.ui.canvas.grouped import with_groups

ALT = Qt.KeyboardModifier.AltModifier
Opened = Callable[[Graph], Hand]


@pytest.fixture
def hand(opened: Opened) -> Hand:
    """A chain off the grid, and a block far to the right of it."""
    graph = chain()
    graph = graph.moved({each.id: (3.0, each.y + 2.0) for each in graph.nodes})
    return opened(graph.added(node("free", "dense", 264, 240)))


def hold(hand: Hand, id: str, by: QPoint) -> QPoint:
    """Drag a card so far, and keep it held."""
    start = hand.card(id)
    hand.press(start)
    hand.go(start + QPoint(9, 9))
    hand.go(start + by)
    return start + by


def painted(hand: Hand, colour: QColor) -> int:
    """How many pixels of the window have a colour."""
    hand.settle()
    image = hand.view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    size = image.size()
    found = (image.pixel(x, y) for x in range(size.width()) for y in range(0, size.height(), 8))
    return sum(pixel == colour.rgb() for pixel in found)


def place(hand: Hand, id: str) -> tuple[float, float]:
    return hand.graph.by_id[id].x, hand.graph.by_id[id].y


def test_an_edge_near_to_that_of_another_card_is_pulled_to_it(hand: Hand) -> None:
    at = hold(hand, "free", QPoint(-264 + 6, 0))
    hand.release(at)
    assert place(hand, "free")[0] == 3.0


def test_a_card_beside_another_is_pulled_to_its_height(hand: Hand) -> None:
    at = hold(hand, "free", QPoint(40, 106 - 240 + 3))
    hand.release(at)
    assert place(hand, "free")[1] == 106.0


def test_a_line_shows_what_it_keeps_to_and_goes_when_it_is_let_go(hand: Hand) -> None:
    ring = colours().accent.focus_ring
    before = painted(hand, ring)
    at = hold(hand, "free", QPoint(-264 + 6, 330))
    assert painted(hand, ring) > before + 3
    hand.release(at)
    hand.view.select(())
    assert painted(hand, ring) == before


def test_alt_turns_it_off(hand: Hand) -> None:
    start = hand.card("free")
    hand.drag(start, start + QPoint(-264 + 6, 0), ALT)
    assert place(hand, "free")[0] == 6.0


def test_far_from_all_lines_it_goes_by_the_grid(hand: Hand) -> None:
    at = hold(hand, "free", QPoint(100, 21))
    hand.release(at)
    assert place(hand, "free") == (368.0, 264.0)


def test_blocks_of_other_networks_do_not_pull(opened: Opened) -> None:
    graph = with_groups()
    graph = graph.replaced(graph.by_id["first"].but(open=True))
    hand = opened(graph.moved({"conv": (3.0, 104.0)}))
    inner = hand.view.scope.alias(("first",), "add")
    rect = hand.view.cards.rect(inner)
    at = hold(hand, inner, QPoint(round(3 - rect.x()) + 1, 0))
    shown = hand.view.cards.rect(inner).x()
    hand.release(at)
    assert shown != 3.0
