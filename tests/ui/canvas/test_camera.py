"""Zoom and pan."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.canvas.drawn import MIDDLE, NONE, Hand


def wheel(hand: Hand, at: QPoint, turned: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    port = hand.view.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(port.mapToGlobal(at)),
        QPoint(),
        turned,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def test_control_and_wheel_zoom_around_the_pointer(hand: Hand) -> None:
    told: list[float] = []
    hand.view.zoom_changed.connect(told.append)
    at = QPoint(333, 222)
    before = hand.view.camera.to_scene(QPointF(at))
    wheel(hand, at, QPoint(0, 240), Qt.KeyboardModifier.ControlModifier)
    after = hand.view.camera.to_scene(QPointF(at))
    assert hand.view.camera.zoom > 1.5
    assert (before - after).manhattanLength() < 1.5
    assert told == [hand.view.camera.zoom]


def test_the_wheel_alone_pans(hand: Hand) -> None:
    before = hand.view.camera.seen()
    wheel(hand, QPoint(300, 300), QPoint(-120, -120))
    assert hand.view.camera.seen().topLeft() - before.topLeft() == QPointF(60, 60)


def test_the_middle_button_pans(hand: Hand) -> None:
    before = hand.view.camera.seen()
    hand.press(QPoint(300, 300), button=MIDDLE)
    hand.go(QPoint(340, 320))
    hand.release(QPoint(340, 320), button=MIDDLE)
    assert before.topLeft() - hand.view.camera.seen().topLeft() == QPointF(40, 20)
    assert not hand.view.selection


def test_space_and_drag_pan_over_a_card_too(hand: Hand) -> None:
    before, graph = hand.view.camera.seen(), hand.graph
    QTest.keyPress(hand.view, Qt.Key.Key_Space)
    at = hand.card("conv")
    hand.drag(at, at + QPoint(0, 48))
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert before.top() - hand.view.camera.seen().top() == 48
    assert hand.graph is graph


def test_zoom_has_limits_and_comes_back_to_one_hundred_percent(hand: Hand) -> None:
    camera = hand.view.camera
    for _ in range(30):
        camera.zoom_in()
    assert camera.zoom == 4.0
    for _ in range(60):
        camera.zoom_out()
    assert camera.zoom == 0.05
    camera.zoom_reset()
    assert camera.zoom == 1.0


def test_fit_shows_every_block(hand: Hand) -> None:
    hand.view.camera.zoom_to(3.0)
    hand.view.camera.fit()
    assert hand.view.camera.seen().contains(hand.view.cards.bounds())


def test_a_block_out_of_view_is_brought_into_it(hand: Hand) -> None:
    hand.view.camera.zoom_to(4.0)
    hand.view.show_block("classes")
    assert hand.view.camera.seen().contains(hand.view.cards.rect("classes"))
    assert hand.view.selection == {"classes"}
