"""What the wheel does in each style, and boxes of selection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from studio.ui.canvas.gestures.box_aim import BoxAim
from studio.ui.canvas.navigation import navigation
from tests.ui.canvas.drawn import NONE, Hand

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
AT = QPoint(333, 222)


@pytest.fixture
def blender() -> Iterator[None]:
    navigation().preset = "blender"
    yield
    navigation().preset = "browser"


def wheel(
    hand: Hand, turned: QPoint, held: Qt.KeyboardModifier = NONE, pixels: QPoint | None = None
) -> None:
    port = hand.view.viewport()
    event = QWheelEvent(
        QPointF(AT),
        QPointF(port.mapToGlobal(AT)),
        pixels or QPoint(),
        turned,
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def moved(hand: Hand, before: QPointF) -> QPointF:
    return hand.view.camera.seen().topLeft() - before


@pytest.mark.usefixtures("blender")
def test_in_blender_style_the_wheel_zooms_around_the_pointer(hand: Hand) -> None:
    kept = hand.view.camera.to_scene(QPointF(AT))
    wheel(hand, QPoint(0, 120))
    assert hand.view.camera.zoom == 1.25
    assert (hand.view.camera.to_scene(QPointF(AT)) - kept).manhattanLength() < 1.5


@pytest.mark.usefixtures("blender")
def test_in_blender_style_shift_pans_and_control_pans_sideways(hand: Hand) -> None:
    before = hand.view.camera.seen().topLeft()
    wheel(hand, QPoint(0, -120), SHIFT)
    assert moved(hand, before) == QPointF(0, 60)
    wheel(hand, QPoint(0, -120), CONTROL)
    assert moved(hand, before) == QPointF(60, 60)
    assert hand.view.camera.zoom == 1.0


@pytest.mark.usefixtures("blender")
def test_two_fingers_on_a_trackpad_pan_in_blender_style_too(hand: Hand) -> None:
    before = hand.view.camera.seen().topLeft()
    wheel(hand, QPoint(0, -120), pixels=QPoint(-7, -13))
    assert moved(hand, before) == QPointF(7, 13)
    wheel(hand, QPoint(0, 120), CONTROL, QPoint(0, 13))
    assert hand.view.camera.zoom == 1.25


def test_after_an_aim_a_drag_selects_in_a_box_even_where_cards_lie(hand: Hand) -> None:
    view, graph = hand.view, hand.graph
    view.pointer.begin(BoxAim(view, QPointF()), waits=True)
    hand.go(hand.card("conv"))
    hand.drag(hand.card("conv"), hand.card("pool"))
    assert view.selection == {"conv", "pool"}
    assert hand.graph is graph
    assert view.pointer.gesture is None


def test_esc_ends_an_aim(hand: Hand) -> None:
    hand.view.pointer.begin(BoxAim(hand.view, QPointF()), waits=True)
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.pointer.gesture is None
    node = hand.graph.by_id["conv"]
    hand.drag(hand.card("conv"), hand.card("conv") + QPoint(160, 0))
    assert hand.graph.by_id["conv"].x != node.x
