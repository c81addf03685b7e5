"""What the canvas says about what lies under the pointer."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.graph.graph import Graph
from studio.ui.canvas.note import Note
from studio.ui.canvas.state import Hover
from studio.ui.controls.terms import LINE
from tests.ui.canvas.drawn import Hand, chain, node, wire

Opened = Callable[[Graph], Hand]


def spread() -> Graph:
    """Two blocks far apart, so that there is much wire to point at."""
    return Graph(
        nodes=(node("pictures", "picture_input"), node("conv", "conv2d", 0, 300)),
        wires=(wire("pictures", "conv"),),
    )


def test_a_wire_says_what_it_carries(opened: Opened, qtbot: QtBot) -> None:
    hand = opened(spread())
    hand.go(hand.middle(wire("pictures", "conv")) + QPoint(2, 40))
    assert hand.view.sheet.state.hover.wire == wire("pictures", "conv")
    qtbot.waitUntil(lambda: hand.view.overlay.note is not None)
    note = hand.view.overlay.note
    assert note.title == "Picture input to Conv 2D"
    assert note.right == "1 × 28 × 28"
    assert "28 × 28" in note.text
    hand.go(hand.spot(-200, 100))
    assert hand.view.overlay.note is None


def test_a_wire_tells_the_arithmetic_of_its_size(opened: Opened, qtbot: QtBot) -> None:
    hand = opened(
        Graph(
            nodes=(*spread().nodes, node("pool", "max_pool2d", 0, 600)),
            wires=(wire("pictures", "conv"), wire("conv", "pool")),
        )
    )
    hand.view.camera.fit()
    hand.go(hand.middle(wire("conv", "pool")) + QPoint(1, 25))
    qtbot.waitUntil(lambda: hand.view.overlay.note is not None)
    note = hand.view.overlay.note
    assert "32 channels of 26 × 26" in note.text
    terms, result = note.formula
    assert " ".join(text for text, _ in terms) == "( 28 + 2·0 − 3 ) / 1 + 1"
    assert result == "26"
    lines = Note(note.at, note.title, "one line", beside=True)
    window = QRectF(0, 0, 1000, 800)
    assert note.area(window).height() >= lines.area(window).height() + LINE


def test_a_card_says_what_it_makes_of_what_and_what_that_costs(
    opened: Opened, qtbot: QtBot
) -> None:
    hand = opened(chain())
    hand.go(hand.card("conv"))
    qtbot.waitUntil(lambda: hand.view.overlay.note is not None)
    note = hand.view.overlay.note
    assert note.title == "Conv 2D"
    assert "1 × 28 × 28 → 32 × 26 × 26" in note.text
    assert "320 parameters (less than 1 %)" in note.text
    assert "194,688 multiply-adds (" in note.text


def test_a_card_with_a_problem_says_what_to_do(opened: Opened, qtbot: QtBot) -> None:
    hand = opened(chain().removed(["flat"]).connected(wire("pool", "dense")))
    hand.go(hand.card("dense"))
    qtbot.waitUntil(lambda: hand.view.overlay.note is not None)
    assert hand.view.overlay.note.title == "Dense cannot read pictures"
    assert "Flatten" in hand.view.overlay.note.text


def test_a_port_of_several_says_its_name(opened: Opened, qtbot: QtBot) -> None:
    hand = opened(Graph(nodes=(node("look", "attention"),)))
    titles = [port.title for port in hand.view.cards["look"].inputs]
    assert len(set(titles)) == 3
    hand.go(hand.input("look", hand.view.cards["look"].inputs[1].name) + QPoint(1, -3))
    qtbot.waitUntil(lambda: hand.view.overlay.note is not None)
    assert hand.view.overlay.note.title == titles[1]


def test_an_edit_forgets_what_was_pointed_at(hand: Hand) -> None:
    hand.go(hand.card("conv"))
    assert hand.view.sheet.state.hover == Hover(card="conv")
    hand.view.document.edit_graph("Delete", hand.graph.removed(["conv"]))
    assert hand.view.sheet.state.hover == Hover()


def test_the_menu_key_asks_for_the_menu_of_the_focused_block(hand: Hand, qtbot: QtBot) -> None:
    hand.key(Qt.Key.Key_Tab)
    asked: list[tuple[QPoint, str]] = []
    hand.view.context_menu.connect(lambda at, block: asked.append((at, block)))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(hand.view, event)
    assert [block for _, block in asked] == ["pictures"]


def test_a_small_pinch_is_not_swallowed(hand: Hand) -> None:
    hand.view.camera.zoom_to(1.004, QPointF(200, 200))
    assert hand.view.camera.zoom == 1.004
