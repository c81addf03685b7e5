"""The ways that wires take."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF

from studio.graph.graph import Graph
from studio.ui.canvas.curves import curves, ways_round
from tests.ui.canvas.drawn import Hand, chain, node, wire

Opened = Callable[[Graph], Hand]
NO_WAY_ROUND = np.full((1, 3), np.nan)


def test_a_wire_leaves_downwards_and_arrives_from_above() -> None:
    points = curves(np.array([[0.0, 0.0, 300.0, 200.0]]), NO_WAY_ROUND)[0]
    assert points[0].tolist() == [0, 0]
    assert points[-1].tolist() == [300, 200]
    assert points[1, 1] > points[1, 0]
    assert 200 - points[-2, 1] > 300 - points[-2, 0]


def test_a_wire_passes_a_card_that_is_in_its_way(opened: Opened) -> None:
    graph = chain()
    graph = graph.added(node("sum", "add", 0, 700))
    second = graph.by_id["sum"].block.inputs()[1].name
    hand = opened(graph.connected(wire("pictures", "sum", input=second)))
    wires, cards = hand.view.sheet.wires, hand.view.cards
    (row,) = [r for r, w in enumerate(wires.rows) if w.target == "sum"]
    assert {cards.at(QPointF(x, y)) for x, y in wires.points[row, 8:17].tolist()} == {""}


def test_a_wire_back_up_goes_round_its_blocks() -> None:
    boxes = np.array([[0.0, 300.0, 192.0, 56.0], [0.0, 0.0, 192.0, 56.0]])
    ends, own = np.array([[96.0, 356.0, 96.0, 0.0]]), np.array([[0, 1]])
    sides = ways_round(ends, own, boxes)
    points = curves(ends, sides)[0]
    assert sides[0, 0] == 192 + 20
    assert points[12, 0] == 212
    assert points[0].tolist() == [96, 356]
    assert points[-1].round(6).tolist() == [96, 0]


def test_a_frame_is_in_the_way_of_no_wire_inside_it() -> None:
    frame = [0.0, 0.0, 288.0, 500.0]
    above, below = [48.0, 42.0, 192.0, 56.0], [48.0, 400.0, 192.0, 56.0]
    ends, own = np.array([[144.0, 98.0, 144.0, 400.0]]), np.array([[1, 2]])
    assert np.isnan(ways_round(ends, own, np.array([frame, above, below]))).all()
    lower = np.array([[0.0, 150.0, 288.0, 200.0], above, below])
    assert not np.isnan(ways_round(ends, own, lower)).any()
