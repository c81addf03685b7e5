"""A pan paints little more than the strips that come into view, whatever tools lie on the paper."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QPaintEvent, QRegion

from studio.graph.graph import Graph
from studio.ui.canvas.exposing import parts, rects
from tests.ui.canvas.drawn import Hand, chain

Opened = Callable[[Graph], Hand]


class Painted(QObject):
    """Adds up how many pixels a widget paints."""

    def __init__(self, hand: Hand) -> None:
        super().__init__(hand.view)
        self.pixels = 0
        hand.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.pixels += sum(r.width() * r.height() for r in rects(event.region()))
        return super().eventFilter(watched, event)


@pytest.mark.parametrize("by", [(-7, -5), (9, 0), (0, 11), (6, -8)])
def test_a_pan_paints_strips_though_tools_lie_on_the_canvas(
    opened: Opened, by: tuple[int, int]
) -> None:
    hand = opened(chain())
    hand.settle()
    assert hand.view.tool_strip.isVisible()
    painted, port = Painted(hand), hand.view.viewport()
    hand.view.camera.pan(QPoint(*by))
    hand.settle()
    assert 0 < painted.pixels < port.width() * port.height() / 4


def test_the_parts_of_a_region_cover_it_and_are_few() -> None:
    dice = random.Random(7)
    for _ in range(200):
        region = QRegion()
        for _ in range(dice.randint(1, 30)):
            x, y = dice.randrange(1300), dice.randrange(800)
            region += QRect(x, y, dice.randint(1, 100), dice.randint(1, 100))
        covered = parts(region)
        assert (region - sum(map(QRegion, covered), QRegion())).isEmpty()
        assert len(covered) <= len(rects(region))
