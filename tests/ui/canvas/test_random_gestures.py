"""Gestures drawn at random: whatever a hand does, a network is left, and undo brings it back."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest

from studio.graph.graph import Graph
from studio.ui.canvas.cards import PortEnd
from tests.ui.canvas.drawn import Hand, node
from tests.ui.canvas.grouped import with_groups

Opened = Callable[[Graph], Hand]
Key = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
WORDS = ("", "conv", "dense", "bn", "flat", "relu", "residual", "in", "out", "xyz")
MOST_BLOCKS = 40


class Walk:
    """One hand, and what it does next."""

    def __init__(self, hand: Hand, seed: int) -> None:
        self.hand, self.draw = hand, random.Random(seed)
        self.log: list[str] = []

    def step(self) -> None:
        if not self.hand.view.camera.seen().contains(self.hand.view.cards.bounds()):
            self.hand.view.camera.fit()
        doings = [
            (self.drag_wire, 6),
            (self.drag_card, 6),
            (self.click_port, 3),
            (self.click, 2),
            (self.double_click, 3),
            (self.space, 3),
            (self.choose, 8),
            (self.key, 3),
            (self.undo, 2),
            (self.redo, 1),
        ]
        self.do_one_of(doings)

    def do_one_of(self, doings: list[tuple[Callable[[], None], int]]) -> None:
        """Draw one of these by their weights, and do it."""
        (do,) = self.draw.choices([d for d, _ in doings], [w for _, w in doings])
        self.log.append(do.__name__)
        do()

    # ---- places --------------------------------------------------------------------------------

    def port(self) -> QPoint:
        cards = self.hand.view.cards
        ends = [end for row in range(len(cards)) for end, _ in cards.ports(row)]
        end: PortEnd = self.draw.choice(ends)
        return self.inside(self.hand.view.camera.to_window(cards.port_place(end)).toPoint())

    def inside(self, at: QPoint) -> QPoint:
        """The point, or the nearest one on the canvas with room for a shake."""
        room = self.room().adjusted(40, 10, -50, -20)
        x = min(max(at.x(), room.left()), room.right())
        return QPoint(x, min(max(at.y(), room.top()), room.bottom()))

    def spot(self) -> QPoint:
        room = self.room().adjusted(5, 5, -10, -10)
        x = self.draw.randint(room.left(), room.right())
        return QPoint(x, self.draw.randint(room.top(), room.bottom()))

    def room(self) -> QRect:
        return self.hand.view.viewport().rect()

    def somewhere(self) -> QPoint:
        wires = self.hand.view.sheet.wires
        if len(wires.rows) and self.draw.random() < 0.3:
            middle = QPointF(*self.draw.choice(wires.middle.tolist()))
            return self.inside(self.hand.view.camera.to_window(middle).toPoint())
        kind = self.draw.choice((self.port, self.card, self.spot))
        off = QPoint(self.draw.randrange(-20, 20), self.draw.randrange(-20, 20))
        return self.inside(kind() + off)

    def card(self) -> QPoint:
        return self.inside(self.hand.card(self.draw.choice(list(self.hand.view.cards.index))))

    # ---- doings --------------------------------------------------------------------------------

    def drag_wire(self) -> None:
        self.hand.drag(self.port(), self.somewhere())

    def drag_card(self) -> None:
        modifier = self.draw.choice((Qt.KeyboardModifier.NoModifier, SHIFT, CTRL))
        at = self.card()
        self.hand.press(at, modifier)
        self.hand.go(at + QPoint(30, 5))
        if self.draw.random() < 0.3:
            for x in (-30, 30, -30, 30):
                self.hand.go(at + QPoint(x, 5))
        to = self.somewhere()
        self.hand.go(to)
        if self.draw.random() < 0.1:
            self.hand.key(Key.Key_Escape)
        self.hand.release(to, modifier)

    def click_port(self) -> None:
        self.hand.click(self.port())
        self.hand.go(self.somewhere())

    def click(self) -> None:
        self.hand.click(self.somewhere(), self.draw.choice((SHIFT, CTRL)))

    def double_click(self) -> None:
        self.hand.double_click(self.somewhere())

    def space(self) -> None:
        self.hand.go(self.somewhere())
        self.hand.key(Key.Key_Space)

    def choose(self) -> None:
        popup = self.hand.view.quick_add.popup
        if popup.isVisible():
            popup.field.setText(self.draw.choice(WORDS))
            for _ in range(self.draw.randrange(4)):
                QTest.keyClick(popup.field, Key.Key_Down)
            QTest.keyClick(popup.field, self.draw.choice((Key.Key_Return, Key.Key_Escape)))

    def key(self) -> None:
        keys = (Key.Key_Escape, Key.Key_Delete, Key.Key_D, Key.Key_Down, Key.Key_Tab)
        self.hand.key(self.draw.choice(keys))
        if len(self.hand.graph.nodes) > MOST_BLOCKS or self.draw.random() < 0.2:
            self.hand.view.editing.delete()

    def undo(self) -> None:
        self.hand.view.document.undo_stack.undo()

    def redo(self) -> None:
        self.hand.view.document.undo_stack.redo()


def held_together(walk: Walk) -> None:
    """The graph is a graph, and nothing of a gesture is left when none is under way."""
    view, graph = walk.hand.view, walk.hand.graph
    Graph.model_validate(graph.model_dump())
    state = view.sheet.state
    if view.pointer.gesture is None:
        assert state.fits is None
        assert state.hidden == frozenset()
        if not view.quick_add.popup.isVisible():
            assert state.lit is None
            assert view.overlay._drawn is None
    assert set(view.cards.index) == set(view.scope.graph.by_id)


def walked(hand: Hand, seed: int, steps: int) -> None:
    begin, walk = hand.graph, Walk(hand, seed)
    for _ in range(steps):
        walk.step()
        held_together(walk)
    hand.key(Key.Key_Escape)
    hand.view.quick_add.popup.close_without_choice()
    stack, end = hand.view.document.undo_stack, hand.graph
    index = stack.index()
    stack.setIndex(0)
    assert hand.graph == begin
    stack.setIndex(index)
    assert hand.graph == end


def start() -> Graph:
    return with_groups().added(
        node("loose", "dropout", 300, 0), node("norm", "batch_norm", 300, 200)
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_a_hundred_gestures_leave_a_network_and_can_be_undone(opened: Opened, seed: int) -> None:
    walked(opened(start()), seed, 100)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 20))
def test_two_thousand_gestures_leave_a_network_and_can_be_undone(opened: Opened, seed: int) -> None:
    walked(opened(start()), seed, 2000)
