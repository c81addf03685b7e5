"""Fingers and pens on the canvas."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.graph.graph import Graph
from studio.ui.canvas.state import Hover
from tests.ui.canvas.drawn import NONE, Hand, chain, node, wire

SCREEN = QTest.createTouchDevice()
DOWN, MOVE, UP = (
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
    QEvent.Type.TabletRelease,
)
NOTHING = QPoint(120, 700)  # on the canvas


class Fingers:
    """One or two fingers on the viewport."""

    def __init__(self, hand: Hand) -> None:
        self._port = hand.view.viewport()

    def press(self, *at: QPoint) -> None:
        event = QTest.touchEvent(self._port, SCREEN)
        for number, point in enumerate(at):
            event.press(number, point, self._port)
        event.commit()

    def move(self, *at: QPoint) -> None:
        event = QTest.touchEvent(self._port, SCREEN)
        for number, point in enumerate(at):
            event.move(number, point, self._port)
        event.commit()

    def add(self, first: QPoint, second: QPoint) -> None:
        """A second finger comes down."""
        event = QTest.touchEvent(self._port, SCREEN)
        event.move(0, first, self._port)
        event.press(1, second, self._port)
        event.commit()

    def lift(self, *at: QPoint) -> None:
        event = QTest.touchEvent(self._port, SCREEN)
        for number, point in enumerate(at):
            event.release(number, point, self._port)
        event.commit()

    def tap(self, at: QPoint) -> None:
        self.press(at)
        self.lift(at)

    def drag(self, begin: QPoint, end: QPoint) -> None:
        self.press(begin)
        for part in (0.3, 0.7, 1.0):
            self.move(begin + QPoint(*((end - begin) * part).toTuple()))
        self.lift(end)


@pytest.fixture
def fingers(hand: Hand) -> Fingers:
    return Fingers(hand)


def test_a_finger_on_empty_canvas_pans(hand: Hand, fingers: Fingers) -> None:
    hand.view.select({"conv"})
    before = hand.view.camera.seen()
    fingers.drag(NOTHING, NOTHING + QPoint(60, -80))
    assert before.topLeft() - hand.view.camera.seen().topLeft() == QPointF(60, -80)
    assert hand.view.selection == {"conv"}
    assert hand.steps == 0


def test_a_finger_drags_a_card_as_one_step(hand: Hand, fingers: Fingers) -> None:
    before, node = hand.view.camera.seen(), hand.graph.by_id["conv"]
    start = hand.card("conv")
    fingers.drag(start, start + QPoint(160, 0))
    moved = hand.graph.by_id["conv"]
    assert abs(moved.x - node.x - 160) <= 8
    assert hand.steps == 1
    assert hand.view.camera.seen() == before
    assert hand.view.sheet.state.hover == Hover()


def test_a_finger_draws_a_wire_from_a_port(opened: Callable[[Graph], Hand]) -> None:
    hand = opened(chain().added(node("norm", "batch_norm", 300, 104)))
    Fingers(hand).drag(hand.output("conv"), hand.input("norm"))
    assert wire("conv", "norm") in hand.graph.wires
    assert hand.steps == 1


def test_a_tap_selects_a_card_and_on_empty_canvas_nothing(hand: Hand, fingers: Fingers) -> None:
    fingers.tap(hand.card("conv"))
    assert hand.view.selection == {"conv"}
    fingers.tap(NOTHING)
    assert hand.view.selection == frozenset()


def test_two_taps_are_a_double_click(hand: Hand, fingers: Fingers) -> None:
    fingers.tap(NOTHING)
    fingers.tap(NOTHING + QPoint(2, 2))
    assert hand.view.quick_add.popup.isVisible()


def test_two_fingers_zoom_around_what_lies_between_them(hand: Hand, fingers: Fingers) -> None:
    between = QPointF(500, 400)
    kept = hand.view.camera.to_scene(between)
    one, two = QPoint(400, 400), QPoint(600, 400)
    fingers.press(one, two)
    for out in (10, 30, 60, 100):
        fingers.move(one - QPoint(out, 0), two + QPoint(out, 0))
    fingers.lift(one, two)
    assert hand.view.camera.zoom == pytest.approx(2.0, rel=0.01)
    assert (hand.view.camera.to_scene(between) - kept).manhattanLength() < 4
    assert hand.steps == 0


def test_two_fingers_pan_and_give_up_what_the_first_has_begun(hand: Hand, fingers: Fingers) -> None:
    graph, before = hand.graph, hand.view.camera.seen()
    start, other = hand.card("conv"), hand.card("conv") + QPoint(150, 0)
    fingers.press(start)
    fingers.move(start + QPoint(0, 40))
    fingers.add(start + QPoint(0, 40), other + QPoint(0, 40))
    fingers.move(start + QPoint(30, 90), other + QPoint(30, 90))
    fingers.lift(start, other)
    assert hand.graph is graph
    assert hand.view.pointer.gesture is None
    assert before.topLeft() - hand.view.camera.seen().topLeft() == QPointF(30, 50)
    assert hand.view.camera.zoom == 1.0


def test_a_long_press_asks_for_the_menu(hand: Hand, fingers: Fingers, qtbot: QtBot) -> None:
    asked: list[str] = []
    hand.view.context_menu.connect(lambda _at, block: asked.append(block))
    at = hand.card("conv")
    fingers.press(at)
    qtbot.waitUntil(lambda: asked == ["conv"])
    fingers.move(at + QPoint(90, 90))
    fingers.lift(at + QPoint(90, 90))
    assert hand.view.selection == {"conv"}
    assert hand.steps == 0


def pen(hand: Hand, kind: QEvent.Type, at: QPoint, end: QPointingDevice.PointerType) -> None:
    port = hand.view.viewport()
    device = QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        end,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        2,
    )
    held = Qt.MouseButton.NoButton if kind == UP else Qt.MouseButton.LeftButton
    place, spot = QPointF(at), QPointF(port.mapToGlobal(at))
    button = Qt.MouseButton.LeftButton
    event = QTabletEvent(kind, device, place, spot, 0.5, 0, 0, 0, 0, 0, NONE, button, held)
    event.setAccepted(False)
    QApplication.sendEvent(port, event)
    assert event.isAccepted() == (end == QPointingDevice.PointerType.Eraser)


def test_the_eraser_deletes_what_it_crosses_as_one_step(hand: Hand) -> None:
    eraser = QPointingDevice.PointerType.Eraser
    before, first, last = hand.graph, hand.card("conv"), hand.card("pool")
    pen(hand, DOWN, first, eraser)
    pen(hand, MOVE, (first + last) / 2, eraser)
    assert hand.graph is before
    pen(hand, MOVE, last, eraser)
    pen(hand, UP, last, eraser)
    assert before.by_id.keys() - hand.graph.by_id.keys() == {"conv", "pool"}
    assert hand.steps == 1


def test_the_tip_of_a_pen_is_left_to_qt_which_makes_a_mouse_of_it(hand: Hand) -> None:
    pen(hand, DOWN, hand.card("conv"), QPointingDevice.PointerType.Pen)
    assert hand.view.selection == frozenset()
